"""All engagements of a consultant at once, and one organisation over time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import UserRequest
from accounts.queries import membership_to_read
from assessments.language import money, say
from assessments.models import Engagement, read_banks, read_shown
from assessments.queries import engagements_for
from planner.charts.benchmark import Spread, benchmark_chart
from planner.charts.over_time import Moment, over_time_chart
from planner.services.portfolio.benchmark import FEWEST, Benchmark, benchmarks_of
from planner.services.portfolio.choice import Choice, choice_from, chosen, counts_of, pages_of
from planner.services.portfolio.over_time import Measured, measured_over_time
from planner.services.portfolio.rows import FLAGS, Row, rows_of
from planner.views.dashboard import WIDE, Figure

ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """The score of one domain. step: its colour, 1 to 5, 0 for not known."""

    score: float | None
    step: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row with the cells of its domains."""

    row: Row
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A filter or a heading that can be pressed. query: of the address; is_on: what is chosen now."""

    title: str
    query: str
    is_on: bool
    count: int | None = None
    direction: str = ""


@require_GET
def portfolio(request: UserRequest) -> HttpResponse:
    """Show the engagements whose results the person may read: maturity by domain, what is late, and a benchmark."""
    rows = rows_of(request.user, timezone.localdate())
    domains = _domains_of({row.bank for row in rows})
    choice = choice_from(request.GET, [name for name, _title in domains])
    found = chosen(rows, choice)
    pages = pages_of(len(found), ON_A_PAGE)
    page = min(_number(request.GET.get("page", "")), pages)
    shown = found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    benchmarks = benchmarks_of(found, [name for name, _title in domains])
    context = {
        "has_any": bool(rows),
        "lines": [Line(row, _cells(row, domains)) for row in shown],
        "count": len(found),
        "choice": choice,
        "states": [("open", _("Open engagements")), ("closed", _("Closed engagements")), ("all", _("All"))],
        "sectors": sorted({row.sector for row in rows if row.sector}, key=str.casefold),
        "flags": list(_flags(choice, counts_of(rows, choice))),
        "columns": list(_columns(choice, domains)),
        "page": page,
        "pages": pages,
        "before": _query(choice, page=page - 1) if page > 1 else "",
        "after": _query(choice, page=page + 1) if page < pages else "",
        "benchmark": _benchmark(benchmarks, dict(domains)) if rows else None,
        "most_behind": max((benchmark.count for benchmark in benchmarks), default=0),
        "fewest": FEWEST,
    }
    return render(request, "planner/portfolio.html", context)


@require_GET
def organisation_over_time(request: UserRequest, pk: int) -> HttpResponse:
    """Show the milestones and plans of one organisation, over all its engagements that the person may read."""
    organisation = membership_to_read(request.user, pk).organisation
    engagements = list(engagements_for(request.user).filter(organisation=organisation))
    measured = measured_over_time(engagements)
    domains = _domains_of({engagement.bank.fingerprint for engagement in engagements})
    chart = over_time_chart(
        [Moment(one.day, one.title, dict(one.scores)) for one in measured],
        domains,
        source=say("Milestones and finished plans, each with the answers and the question bank of its time."),
    )
    context = {
        "organisation": organisation,
        "engagements": engagements,
        "measured": [(one, _scores(one, domains), _spending(one)) for one in reversed(measured)],
        "domains": domains,
        "figure": Figure(chart, WIDE),
    }
    return render(request, "planner/organisation_over_time.html", context)


def _domains_of(fingerprints: Iterable[str]) -> list[tuple[str, str]]:
    """Return (id, title) of each domain that is asked somewhere, in the order of the banks."""
    banks = read_banks(fingerprints)
    domains: dict[str, str] = {}
    for fingerprint in sorted(banks, key=lambda name: banks[name].version, reverse=True):
        for domain in read_shown(fingerprint, Engagement.Profile.FULL).domains:
            domains.setdefault(domain.id, domain.title)
    return list(domains.items())


def _cells(row: Row, domains: Sequence[tuple[str, str]]) -> tuple[Cell, ...]:
    scores = [row.score(name) for name, _title in domains]
    return tuple(Cell(score, 0 if score is None else min(max(round(score), 1), 5)) for score in scores)


def _scores(one: Measured, domains: Sequence[tuple[str, str]]) -> list[float | None]:
    return [one.scores.get(name) for name, _title in domains]


def _spending(one: Measured) -> str:
    return "" if one.spending_usd is None else money(one.spending_usd)


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _query(choice: Choice, **changed: str | int) -> str:
    parts = {
        "q": choice.words, "sector": choice.sector, "state": choice.state, "flag": choice.flag, "sort": choice.sort,
        **changed,
    }  # fmt: skip
    return urlencode({name: value for name, value in parts.items() if value not in ("", None)})


def _flags(choice: Choice, counts: dict[str, int]) -> Iterable[Link]:
    yield Link(_("Everything"), _query(choice, flag=""), not choice.flag)
    for flag, count in counts.items():
        yield Link(str(FLAGS[flag]), _query(choice, flag=flag), choice.flag == flag, count)


def _columns(choice: Choice, domains: Sequence[tuple[str, str]]) -> Iterable[Link]:
    titles = [
        ("name", _("Engagement")),
        ("problems", _("To look at")),
        ("due", _("Answers wanted by")),
        ("answers", _("Handed in")),
        ("index", _("Index")),
        *((f"domain:{name}", title) for name, title in domains),
        ("plan", _("Newest plan")),
    ]
    for key, title in titles:
        is_on = choice.column == key
        turned = f"-{key}" if is_on and not choice.is_reversed else key
        direction = ("descending" if choice.is_reversed else "ascending") if is_on else ""
        yield Link(title, _query(choice, sort=turned), is_on, direction=direction)


def _benchmark(benchmarks: Sequence[Benchmark], titles: dict[str, str]) -> Figure:
    spreads = [Spread(titles[one.domain], one.scores, one.quartiles) for one in benchmarks]
    source = say("Newest plan of each organisation among the engagements listed above; one score for each.")
    return Figure(benchmark_chart(spreads, fewest=FEWEST, source=source), WIDE)
