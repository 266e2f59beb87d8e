"""Where the organisation stands: the overview."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import say, say_plural
from planner.charts.figures import number, percent, score
from planner.charts.reading import Snapshot, part, questions, rows, title_of, whole, words
from planner.reports.content.model import Point, Standing
from planner.reports.content.settled import settled_points
from planner.reports.content.wording import (
    capital,
    in_list,
    in_words,
    inside,
    joined,
    sentence,
    short,
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
    scored = scored_items(domains)
    if index is None or not scored:
        return say("Maturity is not known yet: no question has been answered")
    lowest = lowest_items(scored)
    names = joined([in_list(inside(title_of(domain))) for domain in lowest])
    if len(lowest) == len(domains) > 1:
        return say("Maturity stands at {index} of 100, even over all domains", index=f"{index:.0f}")
    return say_plural(
        "Maturity stands at {index} of 100; {domain} holds it back most",
        "Maturity stands at {index} of 100; {domain} hold it back most",
        len(lowest),
        index=f"{index:.0f}",
        domain=names,
    )


def lowest_items(scored: list[Item]) -> list[Item]:
    """Return what has the lowest score, as it is written: several may share it."""
    shown = score(number(scored[0].get("score")))
    return [item for item in scored if score(number(item.get("score"))) == shown]


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


def scored_items(items: list[Item]) -> list[Item]:
    """Return what has a score, lowest first."""
    return sorted(
        (item for item in items if number(item.get("score")) is not None),
        key=lambda item: float(item["score"]),
    )


def _weakest(overall: Item, domains: list[Item]) -> list[Point]:
    scored = scored_items(domains)
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
