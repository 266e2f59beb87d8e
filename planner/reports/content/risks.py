"""What could move the result, and what is not known."""

from collections.abc import Iterator

from assessments.language import inside_a_sentence, localised, say, say_plural
from planner.charts.figures import chance, number, percent
from planner.charts.from_snapshot import dimension_title
from planner.charts.plan_charts import role_title
from planner.charts.reading import (
    Snapshot,
    part,
    periods,
    questions,
    rows,
    title_of,
    values,
    whole,
    words,
    workloads,
)
from planner.reports.content.gate import stop_rule
from planner.reports.content.model import Point, RisksPage
from planner.reports.content.readiness import readiness_of
from planner.reports.content.wording import in_list, in_words, joined, sentence, short, when


def risks_page(snapshot: Snapshot) -> RisksPage:
    """Return the page of risks and gaps in knowledge."""
    points = [
        *_unmet(snapshot),
        *_dates(snapshot),
        *_budget(snapshot),
        *_people(snapshot),
        *_unknown(snapshot),
        *_contradictions(snapshot),
        *_risky(snapshot),
        *_provisional(snapshot),
        *_disagreement(snapshot),
    ]
    rule = stop_rule(snapshot)
    rules = (rule,) if rule else ()
    if not points:
        return RisksPage(
            say("Nothing known stands against this plan"),
            say("No contradiction, no open question, no tight date was found."),
            (),
            rules,
        )
    return RisksPage(_headline(snapshot), _lead(snapshot), tuple(points[:12]), rules)


def _lead(snapshot: Snapshot) -> str:
    """Say with which chance dates and budget hold; without any, in which order the risks stand."""
    robustness = part(snapshot, "roadmap", "robustness")
    chances = part(robustness, "go_live")
    held = [
        say(
            "{workload} by {quarter} {chance}",
            workload=item.title,
            quarter=when(periods(snapshot), item.period),
            chance=chance(share),
        )
        for item in readiness_of(snapshot)
        if item.period is not None and (share := number(chances.get(item.name))) is not None
    ]
    if (share := number(robustness.get("in_budget"))) is not None:
        held.append(say("the budget in every quarter {chance}", chance=chance(share)))
    if not held:
        return say("Sorted by what moves the result most: dates and money first, then what is not known.")
    drawn = localised(f"{whole(robustness, 'draws') or 0:,}")
    return say("Chance to hold, over {draws} draws of durations and costs: {chances}.",
               draws=drawn, chances=joined(held, most=6))  # fmt: skip


def _headline(snapshot: Snapshot) -> str:
    chances = part(snapshot, "roadmap", "robustness", "go_live")
    known = {item.name: item for item in readiness_of(snapshot)}
    held = [(number(value), known[name]) for name, value in chances.items() if name in known]
    found = [(share, item) for share, item in held if share is not None]
    if not found:
        return say("What is not known, and what could move the dates")
    share, item = min(found, key=lambda pair: pair[0])
    return say(
        "{workload} keeps its date with {chance} probability; this is what could move it",
        workload=item.title,
        chance=chance(share),
    )


def _dates(snapshot: Snapshot) -> Iterator[Point]:
    chances = part(snapshot, "roadmap", "robustness", "go_live")
    for item in readiness_of(snapshot):
        share = number(chances.get(item.name))
        if share is not None and share < 0.9:
            yield Point(
                say("The date of {workload}", workload=item.title),
                say(
                    "{chance} chance to go live by {quarter} when durations vary as they usually do.",
                    chance=chance(share),
                    quarter=when(periods(snapshot), item.period),
                ),
                sentence(short(item.reason, 200)),
            )


def _unmet(snapshot: Snapshot) -> Iterator[Point]:
    """Name wishes that the plan cannot meet; an infeasible plan says so on the roadmap's page."""
    roadmap = part(snapshot, "roadmap")
    if words(roadmap, "status") == "infeasible":
        return
    ways = [short(str(text).rstrip("."), 160) for text in values(roadmap, "relaxations")[:2]]
    for text in values(roadmap, "conflicts")[:3]:
        yield Point(say("Cannot be met"), sentence(short(str(text), 260)), sentence("; ".join(ways)))


def _budget(snapshot: Snapshot) -> Iterator[Point]:
    share = number(part(snapshot, "roadmap", "robustness").get("in_budget"))
    if share is not None and share < 0.9:
        yield Point(
            say("The budget"),
            say(
                "{chance} chance that the budget is exceeded in at least one quarter.",
                chance=chance(1 - share),
            ),
        )


def _people(snapshot: Snapshot) -> Iterator[Point]:
    """Name the role that is most likely to have too few people, when that is more likely than not."""
    found = part(snapshot, "roadmap", "robustness", "people")
    shares = [(share, role) for role, value in found.items() if (share := number(value)) is not None]
    if shares and min(shares)[0] < 0.5:
        share, role = min(shares)
        yield Point(
            say("The people: {role}", role=inside_a_sentence(role_title(role))),
            say(
                "{chance} chance that those who are planned for can do all of the work when efforts vary as they "
                "usually do.",
                chance=chance(share),
            ),
        )


def _unknown(snapshot: Snapshot) -> Iterator[Point]:
    for workload in workloads(snapshot):
        cells = [cell for cell in rows(workload, "dimensions") if cell.get("status") == "unknown"]
        if cells:
            names = [inside_a_sentence(dimension_title(words(cell, "dimension"))) for cell in cells]
            yield Point(
                say(
                    "Not known for {workload}: {dimensions}",
                    workload=short(title_of(workload)),
                    dimensions=joined(names),
                ),
                sentence(short(words(cells[0], "reason"), 200)),
            )


def _contradictions(snapshot: Snapshot) -> Iterator[Point]:
    for found in rows(snapshot, "contradictions")[:4]:
        title = say("To settle: {contradiction}", contradiction=short(words(found, "title"), 120))
        yield Point(title, sentence(short(words(found, "statement"), 300)))


def _risky(snapshot: Snapshot) -> Iterator[Point]:
    tasks = [
        t
        for t in rows(part(snapshot, "roadmap"), "initiatives")
        if t.get("critical") and number(t.get("risk"))
    ]
    tasks.sort(key=lambda task: -(number(task.get("risk")) or 0))
    for task in tasks[:2]:
        risk = number(task.get("risk")) or 0.0
        if risk >= 0.25:
            yield Point(
                say("“{task}” may not bring what it promises", task=short(title_of(task))),
                say("{risk} risk, on the critical path.", risk=percent(risk)),
            )


def _provisional(snapshot: Snapshot) -> Iterator[Point]:
    found = [
        in_list(short(title_of(d)))
        for d in rows(part(snapshot, "maturity"), "domains")
        if d.get("provisional")
    ]
    if found:
        yield Point(
            say("Provisional: {domains}", domains=joined(found)),
            say("Confidence is below one half; more answers, or better founded ones, may move the score."),
        )


def _disagreement(snapshot: Snapshot) -> Iterator[Point]:
    wide = [(practice, q) for _, practice, q in questions(snapshot) if (number(q.get("spread")) or 0) >= 2]
    if wide:
        names = list(dict.fromkeys(in_list(short(title_of(practice), 50)) for practice, _ in wide))
        several = sum((whole(q, "respondents") or 0) > 1 for _, q in wide)
        yield Point(
            say_plural(
                "People disagree on one question",
                "People disagree on {number} questions",
                len(wide),
                number=in_words(len(wide)),
            ),
            " ".join(_apart(joined(names), several=several > 0)),
        )


def _apart(practices: str, *, several: bool) -> Iterator[str]:
    yield say("Two levels or more apart, most in {practices}.", practices=practices)
    if several:
        yield say("The lower median counts until a consensus is recorded.")
