"""How long data take to travel over the line out of the house."""

from collections.abc import Iterator

from assessments.language import say, to_say
from planner.sizing.circumstances import Circumstances
from planner.sizing.figure import Figure, Topic
from planner.sizing.storage import transfer_seconds

TOPIC = Topic(to_say("Network"))


def transfer_figures(around: Circumstances) -> Iterator[Figure]:
    """Return how long the data of all workloads take to a place outside, over the line there is."""
    id, title = "transfer_seconds", say("Copying the workloads' data out or in")
    size = around.total("storage_bytes")
    if around.given("wan_bytes_per_second") is None or size is None:
        yield TOPIC.unknown(id, title, "seconds", *around.asks("wan_bytes_per_second"))
        return
    rate = around.draw("wan_bytes_per_second")
    samples = transfer_seconds(size, 8.0 * rate, around.draw("line_efficiency"))
    line = around.step("wan_bytes_per_second", say("line"), "bytes_per_second")
    share = around.step("line_efficiency", say("share of its rate"), "ratio")
    yield TOPIC.figure(
        id, title, "seconds", samples, say("data of all workloads / (line x share)"), line, share
    )
