"""Where the organisation stands: the overview and a page per domain."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import localised, say, say_plural
from planner.charts.figures import number, percent, score
from planner.charts.reading import Snapshot, part, periods, questions, rows, title_of, whole, words
from planner.reports.content.model import DomainPage, Point, Standing
from planner.reports.content.settled import settled_mark, settled_points
from planner.reports.content.wording import (
    basis_word,
    capital,
    in_list,
    in_words,
    inside,
    joined,
    sentence,
    short,
    when,
)

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
        return say("Maturity is not known yet: no question has been answered")
    worst = scored[0]
    return say(
        "Maturity stands at {index} of 100; {domain} holds it back most",
        index=f"{index:.0f}",
        domain=inside(title_of(worst)),
    )


def _overview_lead(overall: Item) -> str:
    if number(overall.get("score")) is None:
        return say("Every part below is open. The first answers change that at once.")
    return "; ".join(_overview_parts(overall)) + "."


def _overview_parts(overall: Item) -> Iterator[str]:
    stands = score(number(overall.get("score")))
    if number(overall.get("p10")) is None:
        yield say("The overall score is {score} of 5", score=stands)
    else:
        yield say(
            "The overall score is {score} of 5 (P10–P90: {low}–{high})",
            score=stands,
            low=score(number(overall.get("p10"))),
            high=score(number(overall.get("p90"))),
        )
    if (level := whole(overall, "level")) is not None:
        yield say("the level is {level}, that of the weakest domain", level=level)
    sure = number(overall.get("confidence"))
    if sure is not None and overall.get("provisional"):
        yield say(
            "confidence in the answers is {confidence}, so the result is provisional",
            confidence=percent(sure),
        )
    elif sure is not None:
        yield say("confidence in the answers is {confidence}", confidence=percent(sure))


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
            say("Weakest link: {domain}", domain=short(title_of(scored[0]))),
            say(
                "{score} of 5. A chain holds as its weakest link, so this domain counts for 30 % of the index on top "
                "of its own weight.",
                score=score(number(scored[0].get("score"))),
            ),
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
        return [
            Point(say("Everything asked was answered"), say("No interval is wide for want of an answer."))
        ]
    names = list(dict.fromkeys(in_list(short(title_of(practice), 50)) for practice, _ in still))
    return [
        Point(
            capital(
                say_plural(
                    "one question of {asked} is open",
                    "{number} questions of {asked} are open",
                    len(still),
                    number=in_words(len(still)),
                    asked=len(asked),
                )
            ),
            say(
                "They lower the confidence, not the score. Most belong to {practices}.",
                practices=joined(names),
            ),
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
            say("More is claimed than shown"),
            say(
                "In {domains}, answers at level 4 or 5 rest on estimates and count as 3 until they are measured or "
                "documented.",
                domains=joined([in_list(inside(title_of(item))) for item in claimed]),
            ),
        )
    ]


def _next_questions(snapshot: Snapshot) -> list[Point]:
    found = rows(part(snapshot, "maturity"), "next_best_questions")[:3]
    if not found:
        return []
    texts = [
        f"{number}. {short(words(q, 'text', words(q, 'id')), 120)}" for number, q in enumerate(found, start=1)
    ]
    return [
        Point(
            say("What to find out next"),
            say("These answers would narrow the result most."),
            "  ".join(texts),
        )
    ]


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
        return say("{domain}: nothing is known yet", domain=title)
    stands = score(number(domain.get("score")))
    if (level := whole(domain, "level")) is None:
        parts = [say("{domain} stands at {score} of 5", domain=title, score=stands)]
    else:
        parts = [
            say("{domain} stands at {score} of 5, level {level}", domain=title, score=stands, level=level)
        ]
    if len(scored) > 1:
        parts.append(say("{practice} lags behind", practice=inside(title_of(scored[0]))))
    return "; ".join(parts)


def _domain_lead(domain: Item, practices: list[Item], scored: list[Item]) -> str:
    if not scored:
        return say_plural(
            "Its only practice has no answer.",
            "None of its {number} practices has an answer.",
            len(practices),
            number=in_words(len(practices)),
        )
    return capital("; ".join(_domain_parts(domain))) + "."


def _domain_parts(domain: Item) -> Iterator[str]:
    if number(domain.get("p10")) is not None:
        low, high = score(number(domain.get("p10"))), score(number(domain.get("p90")))
        yield f"P10–P90: {low}–{high}"
    yield say("{share} answered", share=percent(number(domain.get("coverage"))))
    sure = percent(number(domain.get("confidence")))
    if domain.get("provisional"):
        yield say("confidence {confidence} (provisional)", confidence=sure)
    else:
        yield say("confidence {confidence}", confidence=sure)


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
    told = [say("Critical practice."), text] if practice.get("critical") else [text]
    return Point(_with_score(practice), " ".join(told), _answer_behind(worst, "supported") if blocker else "")


def _answer_behind(question: Item, level: str) -> str:
    if not question:
        return ""
    value = number(question.get(level))
    asked = short(words(question, "text", words(question, "id")), 150)
    if value is None:
        return say("“{question}” not answered.", question=asked)
    found = [
        localised(f"{value:g}"),
        basis_word(words(question, "basis")),
        settled_mark(question),
    ]
    return say("“{question}” level {level}.", question=asked, level=", ".join(text for text in found if text))


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
            say_plural(
                "{practice}: one level apart",
                "{practice}: {number} levels apart",
                round(spread),
                practice=short(title_of(practice)),
                number=in_words(round(spread)),
            ),
            capital(_who_differs(q)),
        )
        for spread, practice, q in found[:2]
    )


def _who_differs(question: Item) -> str:
    people = whole(question, "respondents") or 0
    return say_plural(
        "one person differs on “{question}”",
        "{number} people differ on “{question}”",
        people,
        number=in_words(people),
        question=short(words(question, "text", words(question, "id")), 130),
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
            say(
                "{practice} to {level}",
                practice=short(title_of(practices[lift["practice"]]), 60),
                level=_level(lift.get("to")),
            )
            for lift in lifts
        ]
        lifted = say("Lifts {practices}; done in {quarter}.", practices=joined(texts), quarter=done)
        points.append(Point(short(title_of(task)), lifted))
    if not points and (blocker := words(domain, "next_level_blocker")):
        points.append(Point(say("To reach the next level"), sentence(blocker)))
    return tuple(points[:3])


def _level(value: object) -> str:
    level = number(value)
    return "?" if level is None else localised(f"{level:g}")
