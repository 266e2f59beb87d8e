"""The cover and the page that answers: can we, when, for how much, what first, how sure."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.language import country_name, localised, say, say_plural
from planner.charts.figures import NOTHING, chance, date_text, number, percent, quantity, quarter, score
from planner.charts.reading import Snapshot, numbers, part, periods, rows, words
from planner.reports.content.decisions import decisions_of
from planner.reports.content.model import Cover, Figure, Summary
from planner.reports.content.money import ends_of
from planner.reports.content.readiness import headline_of_all, readiness_of
from planner.reports.content.wording import capital, in_words, inside, quarters_text, short, when


def cover_of(snapshot: Snapshot) -> Cover:
    """Return what the cover says."""
    inputs = part(snapshot, "inputs")
    organisation, bank = part(inputs, "organisation"), part(inputs, "bank")
    versions = part(snapshot, "versions")
    facts = (
        (say("Sector"), capital(words(organisation, "sector", NOTHING))),
        (say("Country"), country_name(words(organisation, "country")) or NOTHING),
        (
            say("Question bank"),
            say(
                "{bank}, version {version}",
                bank=words(bank, "title", words(bank, "key", NOTHING)),
                version=bank.get("version", "?"),
            ),
        ),
        (say("Engine and catalogue"), f"{versions.get('engine', '?')}, {versions.get('catalogue', '?')}"),
    )
    return Cover(
        client=short(words(organisation, "name", say("Unnamed organisation")), 160),
        title=short(words(part(inputs, "engagement"), "title", say("AI infrastructure readiness")), 160),
        date=date_text(words(inputs, "as_of")),
        facts=tuple((label, short(value, 60)) for label, value in facts),
        fingerprint=words(snapshot, "fingerprint", say("no fingerprint")),
    )


def summary_of(snapshot: Snapshot) -> Summary:
    """Return the one page that executives read."""
    overall = part(snapshot, "maturity", "overall")
    return Summary(
        headline=headline_of_all(snapshot),
        lead=" ".join(text for text in (_maturity_sentence(snapshot), _plan_sentence(snapshot)) if text),
        figures=(_live_figure(snapshot), _money_figure(snapshot), _maturity_figure(overall)),
        decisions=decisions_of(snapshot)[:3],
        footnote=_footnote(snapshot, overall),
    )


def _maturity_sentence(snapshot: Snapshot) -> str:
    scored = [d for d in rows(part(snapshot, "maturity"), "domains") if number(d.get("score")) is not None]
    if not scored:
        return say("Nothing has been answered yet, so maturity is not known.")
    best = max(scored, key=lambda domain: domain["score"])
    worst = min(scored, key=lambda domain: domain["score"])
    if best is worst:
        return say(
            "{domain} stands at {score} of 5.",
            domain=short(words(best, "title")),
            score=score(number(best["score"])),
        )
    return say(
        "The organisation is strongest in {best} ({highest} of 5) and weakest in {worst} ({lowest}).",
        best=inside(words(best, "title")),
        highest=score(number(best["score"])),
        worst=inside(words(worst, "title")),
        lowest=score(number(worst["score"])),
    )


def _plan_sentence(snapshot: Snapshot) -> str:
    roadmap = part(snapshot, "roadmap")
    if words(roadmap, "status") == "infeasible":
        return say("No schedule meets all constraints at once; this report says which of them conflict.")
    tasks = rows(roadmap, "initiatives")
    if not tasks:
        return ""
    return "; ".join(
        _tasks(len(tasks), len(periods(snapshot)), sum(task.get("start") == 0 for task in tasks))
    )


def _tasks(count: int, quarters: int, first: int) -> Iterator[str]:
    yield say_plural(
        "The plan has one task over {time}",
        "The plan has {number} tasks over {time}",
        count,
        number=in_words(count),
        time=quarters_text(quarters),
    )
    if not first:
        yield say("none begins in the first quarter.")
    else:
        yield say_plural("one begins at once.", "{number} begin at once.", first, number=in_words(first))


def _live_figure(snapshot: Snapshot) -> Figure:
    found = readiness_of(snapshot)
    if not found:
        return Figure(
            NOTHING, say("workloads ready or planned"), say("Describe a workload to learn what it needs.")
        )
    live = [item for item in found if item.is_ready or item.period is not None]
    ready = sum(item.is_ready for item in found)
    late = sum(item.late_by > 0 for item in found)
    planned = [item.period for item in live if item.period is not None and not item.is_ready]
    following = when(periods(snapshot), min(planned)) if planned else ""
    return Figure(
        say("{number} of {all}", number=len(live), all=len(found)),
        say("workloads live within the plan"),
        capital("; ".join(_live_note(ready, following, late))) + ".",
    )


def _live_note(ready: int, following: str, late: int) -> Iterator[str]:
    if ready:
        yield say_plural("one is ready today", "{number} are ready today", ready, number=in_words(ready))
    else:
        yield say("none is ready today")
    if following and ready:
        yield say("the next follows in {quarter}", quarter=following)
    elif following:
        yield say("the first follows in {quarter}", quarter=following)
    if late:
        yield say_plural("one is late", "{number} are late", late, number=in_words(late))


def _money_figure(snapshot: Snapshot) -> Figure:
    roadmap = part(snapshot, "roadmap")
    spending, budget = numbers(roadmap, "spending"), numbers(roadmap, "budget")
    if not rows(roadmap, "initiatives"):
        return Figure(NOTHING, say("cost of the plan"), say("There is no plan to cost."))
    peak = max(range(len(spending)), key=lambda i: spending[i], default=0)
    named = periods(snapshot)
    most = quarter(named[peak]) if peak < len(named) else ""
    share = number(part(roadmap, "robustness").get("in_budget"))
    return Figure(
        quantity(sum(spending), "USD"),
        say("cost of the plan"),
        capital("; ".join(_money_note(sum(budget) if budget else None, share, most, ends_of(roadmap)))) + ".",
    )


def _money_note(budget: float | None, share: float | None, most: str, ends: str) -> Iterator[str]:
    if budget is None:
        yield say("without a budget limit")
    else:
        yield say("of {money} budgeted", money=quantity(budget, "USD"))
        if share is not None:
            yield say("{chance} chance to stay inside it in every quarter", chance=chance(share))
    if ends:
        yield say("{ends} with every task at its low or high estimate", ends=ends)
    if most:
        yield say("most in {quarter}", quarter=most)


def _maturity_figure(overall: Mapping[str, Any]) -> Figure:
    index = number(overall.get("index"))
    if index is None:
        return Figure(NOTHING, say("maturity index"), say("No answers yet."))
    return Figure(
        say("{number} of {all}", number=f"{index:.0f}", all=100),
        say("maturity index"),
        "; ".join(_maturity_note(overall, index)) + ".",
    )


def _maturity_note(overall: Mapping[str, Any], index: float) -> Iterator[str]:
    low, high = number(overall.get("p10")), number(overall.get("p90"))
    if low is None or high is None:
        yield say("No interval is known")
    else:
        yield f"P10–P90: {25 * (low - 1):.0f}–{25 * (high - 1):.0f}"
    claimed = number(overall.get("claimed_score"))
    if claimed is not None and 25 * (claimed - 1) - index >= 2:
        yield say("{index} claimed, the rest is without evidence", index=f"{25 * (claimed - 1):.0f}")


def _footnote(snapshot: Snapshot, overall: Mapping[str, Any]) -> str:
    return "; ".join(_footnotes(snapshot, overall)) + "."


def _footnotes(snapshot: Snapshot, overall: Mapping[str, Any]) -> Iterator[str]:
    count = len(rows(part(snapshot, "inputs"), "answers"))
    yield say_plural("one answer", "{number} answers", count, number=localised(f"{count:,}"))
    if (covered := number(overall.get("coverage"))) is not None:
        yield say("{share} of what was asked is answered", share=percent(covered))
    sure = number(overall.get("confidence"))
    if sure is not None and overall.get("provisional"):
        yield say("confidence in the answers {confidence} (provisional)", confidence=percent(sure))
    elif sure is not None:
        yield say("confidence in the answers {confidence}", confidence=percent(sure))
    as_of = words(part(snapshot, "inputs"), "as_of", say("an unknown date"))
    yield say("snapshot of {date}", date=date_text(as_of))
