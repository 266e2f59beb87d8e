"""How well forecasts held, counted and said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.roadmap.calibration import Calibration, Outcome, calibration_of, calibration_texts
from planner.sizing.demand import quarter_text

QUARTERS = st.integers(8100, 8160).map(quarter_text)
MONEY = st.floats(0, 1e9)


def outcome(forecast: str, finish: str, spent: float | None = None, low: float | None = 80.0) -> Outcome:
    return Outcome("Access", forecast, finish, low, None if low is None else 120.0, spent)


def test_a_date_is_kept_when_it_is_met_or_come_before_and_a_cost_when_it_lies_between_its_ends() -> None:
    found = calibration_of(
        [
            outcome("2027-Q2", "2027-Q1", 80.0),
            outcome("2027-Q2", "2027-Q2", 120.0),
            outcome("2027-Q2", "2028-Q1", 121.0),
            outcome("2027-Q2", "2027-Q4"),
            outcome("", "2027-Q4", 100.0, low=None),
        ]
    )
    assert found == Calibration(dates=4, dates_kept=2, median_slip=1.0, costs=3, costs_in_range=2)


def test_nothing_finished_is_said_to_be_nothing_to_compare() -> None:
    assert calibration_of([]) == Calibration(0, 0, None, 0, 0)
    assert calibration_texts(calibration_of([])) == (
        "Nothing that was forecast is finished yet, so there is nothing to compare with a forecast.",
    )


@pytest.mark.parametrize(
    ("found", "texts"),
    [
        (
            Calibration(1, 1, 0.0, 1, 0),
            (
                "The one date that can be compared was kept to the quarter.",
                "The one cost that can be compared lay outside the forecast P10–P90.",
                "So few say little about the next forecast.",
            ),
        ),
        (
            Calibration(1, 0, 2.0, 1, 1),
            (
                "The one date that can be compared was missed by 2 quarters.",
                "The one cost that can be compared lay within the forecast P10–P90.",
                "So few say little about the next forecast.",
            ),
        ),
        (
            Calibration(3, 1, 2.0, 0, 0),
            (
                "Of 3 dates that can be compared, one was kept. In the median it took 2 quarters longer.",
                "No cost can be compared yet.",
                "So few say little about the next forecast.",
            ),
        ),
        (
            Calibration(10, 6, -0.5, 8, 5),
            (
                "Of 10 dates that can be compared, 6 were kept. In the median it took 0.5 quarters less.",
                "Of 8 costs that can be compared, 5 lay within the forecast P10–P90; ranges that are right hold 80%.",
            ),
        ),
        (
            Calibration(0, 0, None, 5, 0),
            (
                "No date can be compared yet.",
                "Of 5 costs that can be compared, 0 lay within the forecast P10–P90; ranges that are right hold 80%.",
            ),
        ),
    ],
)
def test_the_calibration_is_said_with_its_numbers_and_how_little_few_say(
    found: Calibration, texts: tuple[str, ...]
) -> None:
    assert calibration_texts(found) == texts


@given(
    st.lists(
        st.builds(
            Outcome, st.just("x"), st.one_of(st.just(""), QUARTERS), QUARTERS, MONEY, MONEY, st.none() | MONEY
        )
    )
)
def test_never_more_is_kept_than_compared_and_the_median_lies_among_the_slips(
    outcomes: list[Outcome],
) -> None:
    found = calibration_of(outcomes)
    assert 0 <= found.dates_kept <= found.dates <= len(outcomes)
    assert 0 <= found.costs_in_range <= found.costs <= len(outcomes)
    slips = [one.slip for one in outcomes if one.slip is not None]
    assert (found.median_slip is None) == (not slips)
    if found.median_slip is not None:
        assert min(slips) <= found.median_slip <= max(slips)
