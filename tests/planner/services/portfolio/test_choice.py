"""Filters and orders of a portfolio, read from an address."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from planner.services.portfolio.choice import Choice, choice_from, chosen, counts_of, pages_of
from planner.services.portfolio.rows import Row

ROW = Row(
    pk=1, title="AI readiness", organisation_pk=1, organisation="Aurelia Clinics", sector="Hospital group",
    is_open=True, due_on=date(2026, 6, 1), created_at=datetime(2026, 1, 1, tzinfo=UTC), bank="b",
    handed_in=2, asked=5, initiatives_late=0, plan_state="",
)  # fmt: skip
ROWS = [
    ROW,
    replace(
        ROW,
        pk=2,
        organisation="Borealis Works",
        sector="Manufacturing",
        due_on=None,
        flags=("late", "failed"),
    ),
    replace(ROW, pk=3, organisation="Ceres Farms", sector="", due_on=date(2026, 5, 1), flags=("late",)),
    replace(ROW, pk=4, organisation="Delos Ports", is_open=False, handed_in=5),
]


def pks(**given: str) -> list[int]:
    return [row.pk for row in chosen(ROWS, choice_from(given, ["hardware"]))]


def test_open_ones_are_shown_with_the_most_pressing_first() -> None:
    assert pks() == [2, 3, 1]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"state": "closed"}, [4]),
        ({"state": "all"}, [2, 3, 1, 4]),
        ({"q": "works borealis"}, [2]),
        ({"q": "HOSPITAL"}, [1]),
        ({"q": "nothing"}, []),
        ({"sector": "Manufacturing"}, [2]),
        ({"flag": "late", "sort": "due"}, [3, 2]),
        ({"flag": "failed"}, [2]),
        ({"sort": "name"}, [1, 2, 3]),
        ({"sort": "-name"}, [3, 2, 1]),
        ({"sort": "-answers", "state": "all"}, [4, 3, 1, 2]),
        ({"sort": "due"}, [3, 1, 2]),
        ({"sort": "-domain:hardware"}, [1, 2, 3]),
    ],
)
def test_what_is_asked_for_is_shown(given: dict[str, str], expected: list[int]) -> None:
    assert pks(**given) == expected


@pytest.mark.parametrize(
    "given",
    [{"sort": "password"}, {"sort": "--due"}, {"state": "secret"}, {"flag": "x"}, {"sort": "domain:other"}],
)
def test_what_is_not_known_counts_as_not_said(given: dict[str, str]) -> None:
    assert choice_from(given, ["hardware"]) == Choice()


def test_each_flag_is_counted_among_the_rest_of_what_is_asked_for() -> None:
    assert counts_of(ROWS, Choice()) == {"late": 2, "failed": 1}
    assert counts_of(ROWS, Choice(words="ceres", flag="failed")) == {"late": 1, "failed": 0}


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (40, 1), (41, 2)])
def test_a_list_has_at_least_one_page(count: int, pages: int) -> None:
    assert pages_of(count, 40) == pages
