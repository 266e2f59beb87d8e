"""Cleaning data: faulty records, those above the target, and the work to mend them."""

from collections.abc import Iterator

import numpy as np

from assessments.language import say, to_say
from planner.sizing.organisation.circumstances import Circumstances
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.result import Floats

TOPIC = Topic(to_say("Data quality"))


def records_to_clean(records: Floats | float, share: Floats | float, target: Floats | float) -> Floats:
    """Records that must be mended until only the target share is faulty: records x (share - target), at least 0.

    >>> float(records_to_clean(1_000_000, 0.12, 0.03))
    90000.0
    """
    faulty = np.asarray(records, dtype=float) * (np.asarray(share, dtype=float) - target)
    return np.asarray(np.round(np.maximum(faulty, 0.0), 6))


def cleaning_days(
    records: Floats | float, by_rule: Floats | float, per_day: Floats | float
) -> Floats | float:
    """Person-days for what rules cannot mend: records x (1 - share mended by rule) / records a day.

    >>> float(cleaning_days(90_000.0, 0.8, 400.0))
    45.0
    """
    return np.round(records * (1.0 - by_rule) / per_day, 6)


def cleaning_figures(around: Circumstances) -> Iterator[Figure]:
    """Return the target for faulty records, the records to clean and the person-days."""
    target = around.draw("defect_rate_target")
    wanted = around.step("defect_rate_target", say("faulty records tolerated"), "ratio")
    title = say("Target for faulty records")
    yield TOPIC.figure("defect_rate_target", title, "ratio", target, say("as assumed"), wanted)
    missing = around.asks("records", "defect_share")
    if missing:
        yield TOPIC.unknown("records_to_clean", say("Records to clean"), "count", *missing)
        yield TOPIC.unknown("cleaning_person_days", say("Person-days to clean them"), "count", *missing)
        return
    faulty = records_to_clean(around.draw("records"), around.draw("defect_share"), target)
    steps = (
        around.step("records", say("records"), "count"),
        around.step("defect_share", say("faulty today"), "ratio"),
        wanted,
    )
    formula = say("records x (faulty today - target)")
    yield TOPIC.figure("records_to_clean", say("Records to clean"), "count", faulty, formula, *steps)
    days = cleaning_days(faulty, around.draw("mended_by_rule"), around.draw("records_per_person_day"))
    rule = around.step("mended_by_rule", say("mended by rules"), "ratio")
    pace = around.step("records_per_person_day", say("mended by a person in a day"), "count")
    formula = say("records to clean x (1 - mended by rules) / records a day")
    yield TOPIC.figure(
        "cleaning_person_days",
        say("Person-days to clean them"),
        "count",
        np.asarray(days),
        formula,
        rule,
        pace,
    )
