"""The charts of maturity: radar, domains, and the practices of each domain."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assessments.language import localised, say, say_plural
from planner.charts import reading
from planner.charts.figures import NOTHING, date_text, number, score, short
from planner.charts.maturity_bars import maturity_bars
from planner.charts.model import Chart, Painter
from planner.charts.radar import Standing, maturity_radar
from planner.charts.reading import Snapshot, part, rows, target_of, title_of, words


def maturity_charts(snapshot: Snapshot, before: Mapping[str, float | None]) -> list[Chart]:
    """Return maturity-radar, maturity-domains and practices-<domain>. before: last time's scores by domain."""
    maturity = part(snapshot, "maturity")
    domains = rows(maturity, "domains")
    standings = [_domain_standing(snapshot, domain, before) for domain in domains]
    source = _answers_source(snapshot)
    units = say("Level 1 to 5; band: P10–P90")
    radar = _standing_chart(
        "maturity-radar",
        say("Maturity by domain"),
        units,
        source,
        standings,
        lambda width, theme, part: maturity_radar(standings, width, theme),
    )
    bars = _standing_chart(
        "maturity-domains",
        say("Maturity by domain with interval"),
        units,
        source,
        standings,
        lambda width, theme, part: maturity_bars(standings[part], width, theme),
        count=len(standings),
    )
    return [radar, bars, *(_practices(snapshot, domain, source, units) for domain in domains)]


def _practices(snapshot: Snapshot, domain: Mapping[str, Any], source: str, units: str) -> Chart:
    standings = [
        _standing(practice, target_of(snapshot, words(practice, "id")))
        for practice in rows(domain, "practices")
    ]
    return _standing_chart(
        f"practices-{words(domain, 'id', 'domain')}",
        say("{domain}: practices", domain=title_of(domain)),
        units,
        source,
        standings,
        lambda width, theme, part: maturity_bars(standings[part], width, theme),
        count=len(standings),
    )


def _standing(item: Mapping[str, Any], target: float | None) -> Standing:
    return Standing(
        title=short(words(item, "title", words(item, "id", say("Unnamed"))), 120),
        score=number(item.get("score")),
        p10=number(item.get("p10")),
        p90=number(item.get("p90")),
        claimed=number(item.get("claimed_score")),
        target=target,
        level=reading.whole(item, "level"),
        is_critical=bool(item.get("critical")),
    )


def _domain_standing(
    snapshot: Snapshot, domain: Mapping[str, Any], before: Mapping[str, float | None]
) -> Standing:
    """Return a domain's standing; its target is the weighted mean of its practices' targets."""
    weighed = [
        (number(practice.get("weight")) or 1.0, target)
        for practice in rows(domain, "practices")
        if (target := target_of(snapshot, words(practice, "id"))) is not None
    ]
    total = sum(weight for weight, _ in weighed)
    target = sum(weight * target for weight, target in weighed) / total if total else None
    return replace(_standing(domain, target), before=before.get(words(domain, "id")))


def _standing_chart(
    key: str,
    title: str,
    units: str,
    source: str,
    standings: Sequence[Standing],
    paint: Painter,
    *,
    count: int = 1,
) -> Chart:
    known = [standing for standing in standings if standing.score is not None]
    if known:
        best = max(known, key=lambda standing: standing.score or 0)
        worst = min(known, key=lambda standing: standing.score or 0)
        description = say(
            "{count} rows. Highest: {best} at {highest}; lowest: {worst} at {lowest}. {open} without an answer.",
            count=len(standings),
            best=best.title,
            highest=score(best.score),
            worst=worst.title,
            lowest=score(worst.score),
            open=len(standings) - len(known),
        )
    else:
        description = say("Nothing has been answered yet.")
    has_before = any(s.before is not None for s in standings)
    table = tuple(
        (
            s.title,
            score(s.score),
            f"{score(s.p10)}–{score(s.p90)}",
            score(s.claimed),
            score(s.target),
            NOTHING if s.level is None else str(s.level),
            *([score(s.before)] if has_before else []),
        )
        for s in standings
    )
    columns = (
        say("Part"), say("Score"), "P10–P90", say("Claimed"), say("Target"), say("Level"),
        *([say("Last time")] if has_before else []),
    )  # fmt: skip
    return Chart(key, title, units, source, description, columns, table, paint, max(count, 1))


def _answers_source(snapshot: Snapshot) -> str:
    count = len(reading.values(part(snapshot, "inputs"), "answers"))
    bank = part(snapshot, "inputs", "bank")
    title = words(bank, "title", words(bank, "key", say("question bank")))
    named = short(f"{title} {bank.get('version', '')}")
    as_of = words(part(snapshot, "inputs"), "as_of", say("an unknown date"))
    return say_plural(
        "{number} answer to {bank}, as of {date}",
        "{number} answers to {bank}, as of {date}",
        count,
        number=localised(f"{count:,}"),
        bank=named,
        date=date_text(as_of),
    )
