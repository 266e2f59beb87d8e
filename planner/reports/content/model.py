"""What a report says, as plain data: no layout, no markup, every text ready to be read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A number for the first page: the number, what it is, and what to know about it."""

    value: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Something asked of the reader, why, and what follows from not deciding."""

    title: str
    reason: str
    consequence: str


@dataclass(frozen=True, slots=True)
class Point:
    """A finding: a short title and a sentence; `detail` holds the answers behind it."""

    title: str
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. widths: shares of the page's width. numeric: columns set flush right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    client: str
    title: str
    date: str
    facts: tuple[tuple[str, str], ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Summary:
    headline: str
    lead: str
    figures: tuple[Figure, ...]
    decisions: tuple[Decision, ...]
    footnote: str


@dataclass(frozen=True, slots=True)
class Standing:
    headline: str
    lead: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class DomainPage:
    id: str
    title: str
    headline: str
    lead: str
    strengths: tuple[Point, ...]
    gaps: tuple[Point, ...]
    disagreements: tuple[Point, ...]
    upward: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One dimension of a workload: status id, why, and what would turn it to ready."""

    dimension: str
    status: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is a headline, a lead, points and a table."""

    headline: str
    lead: str
    points: tuple[Point, ...] = ()
    table: Table | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RisksPage:
    """What could move the result. stop: when to give the plan up, nothing for a plan that waits for nothing."""

    headline: str
    lead: str
    points: tuple[Point, ...] = ()
    stop: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class AssumptionsPage:
    """matters: what moves a result or decides a verdict. table: everything, None when nothing was assumed."""

    headline: str
    lead: str
    matters: Table | None
    table: Table | None


@dataclass(frozen=True, slots=True)
class WorkloadPage:
    """ways: how its accelerators can be got and what moves its results. scaling: policies that scale a service.

    None for a plan without that.
    """

    index: int
    title: str
    headline: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    verdicts: tuple[VerdictLine, ...]
    derivation: Table | None
    notes: tuple[str, ...]
    ways: Page | None = None
    scaling: Page | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Figures that belong together, under one heading."""

    title: str
    table: Table


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """What the plan takes beside machines. missing: questions to answer; duties: by date, None without any."""

    title: str
    headline: str
    lead: str
    subjects: tuple[Subject, ...]
    missing: tuple[Point, ...]
    duties: Table | None


@dataclass(frozen=True, slots=True)
class Steps:
    """One way to an aim: what to know about it, and its steps; None when there is no way."""

    title: str
    texts: tuple[str, ...]
    table: Table | None


@dataclass(frozen=True, slots=True)
class CheapestPage:
    """The cheapest way to each open aim: all in one table, then the steps of each."""

    title: str
    headline: str
    lead: str
    table: Table
    ways: tuple[Steps, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportContent:
    """A whole report. Parts that the snapshot has nothing for are None or empty.

    organisation, cheapest: for the full report; organisation_brief: for the executive one. changed: None without an
    earlier report. options: what each workload costs by the way its accelerators are got.
    """

    cover: Cover
    summary: Summary
    standing: Standing
    domains: tuple[DomainPage, ...]
    workloads: tuple[WorkloadPage, ...]
    money: Page | None
    power: Page | None
    people: Page | None
    roadmap: Page
    first_days: Page | None
    risks: RisksPage
    method: Page
    assumptions: AssumptionsPage
    answers: Table | None
    organisation: OrganisationPage | None = None
    organisation_brief: Page | None = None
    cheapest: CheapestPage | None = None
    decisions: Page | None = None
    changed: Page | None = None
    options: Table | None = None
