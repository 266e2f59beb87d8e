"""The charts of maturity: radar, domains, and the practices of each domain."""

from collections.abc import Mapping, Sequence
from typing import Any

from planner.charts import reading
from planner.charts.figures import NOTHING, number, score, short
from planner.charts.maturity_bars import maturity_bars
from planner.charts.model import Chart, Painter
from planner.charts.radar import Standing, maturity_radar
from planner.charts.reading import Snapshot, part, rows, target_of, title_of, words


def maturity_charts(snapshot: Snapshot) -> list[Chart]:
    """Return maturity-radar, maturity-domains and practices-<domain>."""
    maturity = part(snapshot, "maturity")
    domains = rows(maturity, "domains")
    standings = [_domain_standing(snapshot, domain) for domain in domains]
    source = _answers_source(snapshot)
    units = "Level 1 to 5; band: P10–P90"
    radar = _standing_chart(
        "maturity-radar",
        "Maturity by domain",
        units,
        source,
        standings,
        lambda width, theme, part: maturity_radar(standings, width, theme),
    )
    bars = _standing_chart(
        "maturity-domains",
        "Maturity by domain with interval",
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
        f"{title_of(domain)}: practices",
        units,
        source,
        standings,
        lambda width, theme, part: maturity_bars(standings[part], width, theme),
        count=len(standings),
    )


def _standing(item: Mapping[str, Any], target: float | None) -> Standing:
    return Standing(
        title=short(words(item, "title", words(item, "id", "Unnamed")), 120),
        score=number(item.get("score")),
        p10=number(item.get("p10")),
        p90=number(item.get("p90")),
        claimed=number(item.get("claimed_score")),
        target=target,
        level=reading.whole(item, "level"),
        is_critical=bool(item.get("critical")),
    )


def _domain_standing(snapshot: Snapshot, domain: Mapping[str, Any]) -> Standing:
    """Return a domain's standing; its target is the weighted mean of its practices' targets."""
    weighed = [
        (number(practice.get("weight")) or 1.0, target)
        for practice in rows(domain, "practices")
        if (target := target_of(snapshot, words(practice, "id"))) is not None
    ]
    total = sum(weight for weight, _ in weighed)
    return _standing(domain, sum(weight * target for weight, target in weighed) / total if total else None)


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
        description = (
            f"{len(standings)} rows. Highest: {best.title} at {score(best.score)}; "
            f"lowest: {worst.title} at {score(worst.score)}. {len(standings) - len(known)} without an answer."
        )
    else:
        description = "Nothing has been answered yet."
    table = tuple(
        (
            s.title,
            score(s.score),
            f"{score(s.p10)}–{score(s.p90)}",
            score(s.claimed),
            score(s.target),
            NOTHING if s.level is None else str(s.level),
        )
        for s in standings
    )
    columns = ("Part", "Score", "P10–P90", "Claimed", "Target", "Level")
    return Chart(key, title, units, source, description, columns, table, paint, max(count, 1))


def _answers_source(snapshot: Snapshot) -> str:
    count = len(reading.values(part(snapshot, "inputs"), "answers"))
    bank = part(snapshot, "inputs", "bank")
    named = short(f"{words(bank, 'title', words(bank, 'key', 'question bank'))} {bank.get('version', '')}")
    return (
        f"{count:,} answers to {named}, as of {words(part(snapshot, 'inputs'), 'as_of', 'an unknown date')}"
    )
