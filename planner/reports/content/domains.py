"""A page per domain: strengths, gaps with the answers behind them, disagreement, what moves it up."""

from collections.abc import Iterator

from assessments.language import localised, say, say_plural
from planner.charts.figures import number, percent, score
from planner.charts.reading import Snapshot, part, periods, rows, title_of, whole, words
from planner.reports.content.maturity import Item, lowest_items, scored_items
from planner.reports.content.model import DomainPage, Point
from planner.reports.content.settled import settled_mark
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


def domain_page(snapshot: Snapshot, domain: Item) -> DomainPage:
    """Return the page of one domain."""
    practices = rows(domain, "practices")
    scored = scored_items(practices)
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
    return "; ".join([*parts, *_lagging(scored)])


def _lagging(scored: list[Item]) -> Iterator[str]:
    """Yield which practices are lowest: by name up to two, by number beyond; nothing when all stand alike."""
    lowest = lowest_items(scored)
    if len(lowest) == len(scored):
        return
    if len(lowest) > 2:
        yield say(
            "{number} of {all} practices are lowest, at {score}",
            number=in_words(len(lowest)),
            all=in_words(len(scored)),
            score=score(number(lowest[0].get("score"))),
        )
        return
    yield say_plural(
        "{practice} lags behind",
        "{practice} lag behind",
        len(lowest),
        practice=joined([in_list(inside(title_of(practice))) for practice in lowest]),
    )


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
    return Point(_with_score(practice), " ".join(told), _behind_blocker(worst, blocker))


def _behind_blocker(question: Item, blocker: str) -> str:
    """Return the answer behind a blocker; only its basis when the blocker quotes the question already."""
    if not blocker:
        return ""
    asked = words(question, "text")
    if asked and asked in blocker:
        return (
            say("The answer is {basis}.", basis=basis_word(words(question, "basis")))
            if _told(question)
            else ""
        )
    return _answer_behind(question, "supported")


def _told(question: Item) -> bool:
    return bool(words(question, "basis")) and number(question.get("supported")) is not None


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
