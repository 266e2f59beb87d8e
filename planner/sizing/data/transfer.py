"""How long data take to travel over the line out of the house, and what it costs to take them out of a cloud."""

from collections.abc import Iterator

from assessments.language import number, say, to_say
from planner.sizing.money.acquisition import shipped_catalogue
from planner.sizing.organisation.circumstances import Circumstances
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.physics.network import egress_usd
from planner.sizing.physics.storage import transfer_seconds
from planner.sizing.result import Floats, Step
from planner.sizing.units import GB

TOPIC = Topic(to_say("Network"))


def transfer_figures(around: Circumstances) -> Iterator[Figure]:
    """Return how long the data of all workloads take over the line there is, and the price to take them back."""
    size = around.total("storage_bytes")
    yield from _copying(around, size)
    if size is not None and any(planned.demand.place != "on_premises" for planned in around.workloads):
        yield _egress(size)


def _copying(around: Circumstances, size: Floats | None) -> Iterator[Figure]:
    id, title = "transfer_seconds", say("Copying the workloads' data out or in")
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


def _egress(size: Floats) -> Figure:
    catalogue = shipped_catalogue()
    prices = Step(
        say("price to take data out"),
        say(
            "in steps; the first {free} GB of a month are free",
            free=number(catalogue.egress_tiers[0][0], "g"),
        ),
        catalogue.egress_tiers[1][1],
        "USD/GB",
        catalogue.egress_source,
    )
    title = say("Taking the workloads' data out of a cloud")
    formula = say("data of all workloads x price, in one month")
    cost = egress_usd(size / GB, catalogue.egress_tiers)
    return TOPIC.figure("egress_usd", title, "usd", cost, formula, prices)
