"""The catalogue of an engagement: what is shipped and what is its own, with the newest plan and what was decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.document import Document, DocumentError
from assessments.models import Engagement
from assessments.queries import bank_of
from planner.charts.reading import part, periods, rows, words
from planner.models import Decision, OwnInitiative, Plan
from planner.roadmap.catalogue import Initiative, read_own_initiative, shipped_initiatives
from planner.services.decisions.register import present_decisions, state_text, when_text


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """An initiative with where it comes from and what became of it.

    shipped: the one whose place it takes, or itself; None for one of the engagement's own. standing: planned,
    left_out, or "" when the newest plan does not name it. when, why: what that plan says.
    """

    initiative: Initiative
    shipped: Initiative | None
    own: OwnInitiative | None
    standing: str = ""
    when: str = ""
    why: str = ""
    decision: Decision | None = None

    @property
    def origin(self) -> str:
        """Where it comes from: shipped, changed or own."""
        if self.own is None:
            return "shipped"
        return "changed" if self.shipped else "own"

    @property
    def decided(self) -> str:
        """What was decided about it, in words."""
        if self.decision is None:
            return ""
        names = (
            "choice",
            "deferred_to",
            "progress",
            "percent_done",
            "started_in",
            "finished_in",
            "spent_usd",
        )
        return state_text({name: getattr(self.decision, name) for name in names})

    @property
    def can_be_decided(self) -> bool:
        """Whether there is something to decide: the newest plan names it, or somebody has decided."""
        return bool(self.standing) or self.decision is not None


@dataclass(frozen=True, slots=True)
class Broken:
    """An own initiative that can no longer be read, and why."""

    row: OwnInitiative
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EngagementCatalogue:
    """Everything that can be planned in an engagement. titles: of practices and initiatives, by id."""

    entries: tuple[CatalogueEntry, ...]
    broken: tuple[Broken, ...]
    plan: Plan | None
    titles: Mapping[str, str]
    practices: Mapping[str, str]
    domains: Mapping[str, str]

    def entry(self, identifier: str) -> CatalogueEntry | None:
        """Return the entry of an initiative."""
        return next((one for one in self.entries if one.initiative.id == identifier), None)

    def practice_titles(self) -> dict[str, str]:
        """Return practice id -> title for those of the bank and those that an initiative lifts."""
        lifted = (lift.practice for one in self.entries for lift in one.initiative.lifts)
        return dict(self.practices) | {name: name for name in lifted if name not in self.practices}


def catalogue_of(engagement: Engagement, plan: Plan | None) -> EngagementCatalogue:
    """Return the catalogue of an engagement. plan: its newest finished one, with its result."""
    bank = bank_of(engagement)
    own = list(OwnInitiative.objects.filter(engagement=engagement).select_related("changed_by"))
    read, broken = _read(own)
    decided = {one.initiative: one for one in present_decisions(engagement) if not one.is_open}
    entries = tuple(_entries(read, _standings(plan), decided))
    practices = {practice.id: practice.title for practice in bank.practices()}
    return EngagementCatalogue(
        entries=entries,
        broken=broken,
        plan=plan,
        titles=practices | {one.initiative.id: one.initiative.title for one in entries},
        practices=practices,
        domains={domain.id: domain.title for domain in bank.domains},
    )


def matching(catalogue: EngagementCatalogue, wanted: Mapping[str, str]) -> list[CatalogueEntry]:
    """Return the entries that are wanted. wanted: q (words), domain, practice, origin, standing; "" for any."""
    terms = wanted.get("q", "").casefold().split()
    return [
        one
        for one in catalogue.entries
        if _has(wanted.get("domain", ""), [one.initiative.domain])
        and _has(wanted.get("practice", ""), [lift.practice for lift in one.initiative.lifts])
        and _has(wanted.get("origin", ""), [one.origin])
        and _has(wanted.get("standing", ""), [one.standing or "unnamed"])
        and all(word in _text_of(one.initiative, catalogue.titles) for word in terms)
    ]


def _has(wanted: str, having: Sequence[str]) -> bool:
    return not wanted or wanted in having


def _text_of(item: Initiative, titles: Mapping[str, str]) -> str:
    lifted = [text for lift in item.lifts for text in (lift.practice, titles.get(lift.practice, ""))]
    return " ".join([item.id, item.title, item.summary, item.done_when, *lifted, *item.references]).casefold()


def _read(
    own: Sequence[OwnInitiative],
) -> tuple[dict[str, tuple[Initiative, OwnInitiative]], tuple[Broken, ...]]:
    read: dict[str, tuple[Initiative, OwnInitiative]] = {}
    broken: list[Broken] = []
    for row in own:
        try:
            read[row.identifier] = (read_own_initiative(Document("", None, {}), row.document), row)
        except DocumentError as error:
            broken.append(Broken(row, tuple(str(fault).removeprefix(": ") for fault in error.faults)))
    return read, tuple(broken)


def _entries(
    read: Mapping[str, tuple[Initiative, OwnInitiative]],
    standings: Mapping[str, Mapping[str, Any]],
    decided: Mapping[str, Decision],
) -> Iterator[CatalogueEntry]:
    shipped = {item.id: item for item in shipped_initiatives()}
    for name in dict.fromkeys([*shipped, *read]):
        item, row = read.get(name, (shipped.get(name), None))
        if item is not None:
            yield CatalogueEntry(
                item, shipped.get(name), row, decision=decided.get(name), **standings.get(name, {})
            )


def _standings(plan: Plan | None) -> dict[str, dict[str, str]]:
    """Return for each initiative that a plan names its standing, and when or why."""
    if plan is None:
        return {}
    roadmap, named = part(plan.snapshot, "roadmap"), periods(plan.snapshot)
    planned = {
        words(item, "id"): {"standing": "planned", "when": when_text(named, item), "why": words(item, "why")}
        for item in rows(roadmap, "initiatives")
    }
    left_out = {
        words(item, "id"): {"standing": "left_out", "when": "", "why": words(item, "why_not")}
        for item in rows(roadmap, "left_out")
    }
    return left_out | planned
