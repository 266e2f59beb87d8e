"""Where the organisation stands: the overview and a page per domain."""

from collections.abc import Mapping
from typing import Any

from planner.charts.figures import number, percent, score
from planner.charts.reading import Snapshot, part, periods, questions, rows, title_of, whole, words
from planner.reports.content.model import DomainPage, Point, Standing
from planner.reports.content.settled import settled_mark, settled_points
from planner.reports.content.wording import capital, counted, joined, sentence, short, when

Item = Mapping[str, Any]


def standing_of(snapshot: Snapshot) -> Standing:
    """Return the overview of maturity."""
    overall = part(snapshot, "maturity", "overall")
    domains = rows(part(snapshot, "maturity"), "domains")
    points = [
        *_weakest(overall, domains),
        *_unanswered(snapshot),
        *settled_points(snapshot),
        *_claims(domains),
        *_next_questions(snapshot),
    ]
    return Standing(_overview_headline(overall, domains), _overview_lead(overall), tuple(points))


def _overview_headline(overall: Item, domains: list[Item]) -> str:
    index = number(overall.get("index"))
    scored = _scored(domains)
    if index is None or not scored:
        return "Maturity is not known yet: no question has been answered"
    worst = scored[0]
    return f"Maturity stands at {index:.0f} of 100; {_inside(title_of(worst))} holds it back most"


def _inside(title: str) -> str:
    title = short(title)
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _overview_lead(overall: Item) -> str:
    if number(overall.get("score")) is None:
        return "Every part below is open. The first answers change that at once."
    level = whole(overall, "level")
    parts = [f"The overall score is {score(number(overall.get('score')))} of 5"]
    if number(overall.get("p10")) is not None:
        parts[0] += f" (P10–P90: {score(number(overall.get('p10')))}–{score(number(overall.get('p90')))})"
    if level is not None:
        parts.append(f"the level is {level}, that of the weakest domain")
    sure = number(overall.get("confidence"))
    if sure is not None:
        parts.append(
            f"confidence in the answers is {percent(sure)}"
            + (", so the result is provisional" if overall.get("provisional") else "")
        )
    return "; ".join(parts) + "."


def _scored(items: list[Item]) -> list[Item]:
    """Return what has a score, lowest first."""
    return sorted(
        (item for item in items if number(item.get("score")) is not None),
        key=lambda item: float(item["score"]),
    )


def _weakest(overall: Item, domains: list[Item]) -> list[Point]:
    scored = _scored(domains)
    if not scored:
        return []
    blocker = words(scored[0], "next_level_blocker")
    return [
        Point(
            f"Weakest link: {short(title_of(scored[0]))}",
            f"{score(number(scored[0].get('score')))} of 5. A chain holds as its weakest link, so this domain counts "
            "for 30 % of the index on top of its own weight.",
            sentence(blocker) if blocker else "",
        )
    ]


def _unanswered(snapshot: Snapshot) -> list[Point]:
    asked = [
        (practice, q)
        for _, practice, q in questions(snapshot)
        if q.get("status") not in ("not_asked", "not_applicable")
    ]
    still = [(practice, q) for practice, q in asked if q.get("status") != "answered"]
    if not asked:
        return []
    if not still:
        return [Point("Everything asked was answered", "No interval is wide for want of an answer.")]
    names = list(dict.fromkeys(short(title_of(practice), 50) for practice, _ in still))
    return [
        Point(
            f"{counted(len(still), 'question').capitalize()} of {len(asked)} {'is' if len(still) == 1 else 'are'} open",
            f"They lower the confidence, not the score. Most belong to {joined(names)}.",
        )
    ]


def _claims(domains: list[Item]) -> list[Point]:
    claimed = [
        item
        for item in domains
        if (number(item.get("claimed_score")) or 0) - (number(item.get("score")) or 9) >= 0.15
    ]
    if not claimed:
        return []
    return [
        Point(
            "More is claimed than shown",
            f"In {joined([_inside(title_of(item)) for item in claimed])}, answers at level 4 or 5 rest on estimates "
            "and count as 3 until they are measured or documented.",
        )
    ]


def _next_questions(snapshot: Snapshot) -> list[Point]:
    found = rows(part(snapshot, "maturity"), "next_best_questions")[:3]
    if not found:
        return []
    texts = [
        f"{number}. {short(words(q, 'text', words(q, 'id')), 120)}" for number, q in enumerate(found, start=1)
    ]
    return [Point("What to find out next", "These answers would narrow the result most.", "  ".join(texts))]


def domain_page(snapshot: Snapshot, domain: Item) -> DomainPage:
    """Return the page of one domain."""
    practices = rows(domain, "practices")
    scored = _scored(practices)
    return DomainPage(
        id=words(domain, "id", "domain"),
        title=short(title_of(domain)),
        headline=_domain_headline(domain, scored),
        lead=_domain_lead(domain, practices, scored),
        strengths=tuple(_strength(practice) for practice in reversed(scored[-2:])) if len(scored) > 2 else (),
        gaps=tuple(_gap(snapshot, practice) for practice in _worst(scored)),
        disagreements=_disagreements(practices),
        upward=_upward(snapshot, domain),
    )


def _domain_headline(domain: Item, scored: list[Item]) -> str:
    title = short(title_of(domain))
    if not scored or number(domain.get("score")) is None:
        return f"{title}: nothing is known yet"
    level = whole(domain, "level")
    stands = f"{title} stands at {score(number(domain.get('score')))} of 5"
    if level is not None:
        stands += f", level {level}"
    return f"{stands}; {_inside(title_of(scored[0]))} lags behind" if len(scored) > 1 else stands


def _domain_lead(domain: Item, practices: list[Item], scored: list[Item]) -> str:
    if not scored:
        return f"None of its {counted(len(practices), 'practice')} has an answer."
    parts = []
    if number(domain.get("p10")) is not None:
        parts.append(f"P10–P90: {score(number(domain.get('p10')))}–{score(number(domain.get('p90')))}")
    parts.append(f"{percent(number(domain.get('coverage')))} answered")
    parts.append(
        f"confidence {percent(number(domain.get('confidence')))}"
        + (" (provisional)" if domain.get("provisional") else "")
    )
    return capital("; ".join(parts)) + "."


def _strength(practice: Item) -> Point:
    best = max(rows(practice, "questions"), key=lambda q: number(q.get("gained")) or 0, default={})
    return Point(_with_score(practice), _answer_behind(best, "supported"))


def _with_score(practice: Item) -> str:
    return f"{short(title_of(practice))} ({score(number(practice.get('score')))})"


def _worst(scored: list[Item]) -> list[Item]:
    """Return three practices to look at: critical ones first among what is low."""
    return sorted(scored, key=lambda p: float(p["score"]) - (0.5 if p.get("critical") else 0))[:3]


def _gap(snapshot: Snapshot, practice: Item) -> Point:
    worst = max(rows(practice, "questions"), key=lambda q: number(q.get("missed")) or 0, default={})
    blocker = words(practice, "next_level_blocker")
    text = sentence(blocker) if blocker else _answer_behind(worst, "supported")
    critical = "Critical practice. " if practice.get("critical") else ""
    return Point(
        _with_score(practice), critical + text, _answer_behind(worst, "supported") if blocker else ""
    )


def _answer_behind(question: Item, level: str) -> str:
    if not question:
        return ""
    value = number(question.get(level))
    basis = words(question, "basis")
    known = ", ".join(text for text in (basis, settled_mark(question)) if text)
    answered = "not answered" if value is None else f"level {value:g}" + (f", {known}" if known else "")
    return f"“{short(words(question, 'text', words(question, 'id')), 150)}” {answered}."


def _disagreements(practices: list[Item]) -> tuple[Point, ...]:
    found = [
        (number(q.get("spread")) or 0, practice, q)
        for practice in practices
        for q in rows(practice, "questions")
        if (number(q.get("spread")) or 0) >= 2
    ]
    found.sort(key=lambda item: -item[0])
    return tuple(
        Point(
            f"{short(title_of(practice))}: {counted(round(spread), 'level')} apart",
            f"{counted(whole(q, 'respondents') or 0, 'person', 'people').capitalize()} differ on "
            f"“{short(words(q, 'text', words(q, 'id')), 130)}”",
        )
        for spread, practice, q in found[:2]
    )


def _upward(snapshot: Snapshot, domain: Item) -> tuple[Point, ...]:
    """Return what the roadmap does for a domain."""
    practices = {words(practice, "id"): practice for practice in rows(domain, "practices")}
    named = periods(snapshot)
    points = []
    for task in rows(part(snapshot, "roadmap"), "initiatives"):
        lifts = [lift for lift in rows(task, "lifts") if lift.get("practice") in practices]
        if not lifts:
            continue
        done = when(named, (whole(task, "finish") or 0) - 1)
        texts = [
            f"{short(title_of(practices[lift['practice']]), 60)} to {_level(lift.get('to'))}"
            for lift in lifts
        ]
        points.append(Point(short(title_of(task)), f"Lifts {joined(texts)}; done in {done}."))
    if not points and (blocker := words(domain, "next_level_blocker")):
        points.append(Point("To reach the next level", sentence(blocker)))
    return tuple(points[:3])


def _level(value: object) -> str:
    level = number(value)
    return "?" if level is None else f"{level:g}"
