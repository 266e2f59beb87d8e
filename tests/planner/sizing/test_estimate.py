import pytest

from planner.sizing.estimate import Estimate, quantity, read_estimate


def test_a_plain_number_is_exact() -> None:
    assert read_estimate(3) == Estimate(3.0, 3.0, 3.0)


def test_a_range_keeps_its_three_points() -> None:
    assert read_estimate({"low": 1, "likely": 2, "high": 4}) == Estimate(1.0, 2.0, 4.0)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ({"low": 1, "likely": 2}, "high is missing"),
        ({"low": 1, "likely": 2, "high": 3, "mean": 2}, "mean is unknown"),
        ({"low": 3, "likely": 2, "high": 4}, "must ascend"),
        (float("nan"), "finite"),
        (float("inf"), "finite"),
        (True, "must be a number"),
        ("many", "must be a number"),
    ],
)
def test_what_is_not_a_number_is_refused(raw: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_estimate(raw)


def test_text_with_units_is_understood_where_a_dimension_is_known() -> None:
    read = quantity("data")
    assert read("1.5 PB") == read("1500 TB") == Estimate.exact(1.5e15)
    assert read({"low": "1 TB", "likely": "2 TB", "high": 3e12}) == Estimate(1e12, 2e12, 3e12)
