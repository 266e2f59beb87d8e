"""From a snapshot to what a report says."""

from collections.abc import Mapping
from typing import Any

from assessments.language import say, speaking, to_say
from planner.charts.figures import date_text
from planner.charts.reading import Snapshot, language_of, part, questions, rows, words
from planner.reports.content.asked import decisions_page
from planner.reports.content.changed import changed_page
from planner.reports.content.cheapest import cheapest_page
from planner.reports.content.domains import domain_page
from planner.reports.content.maturity import standing_of
from planner.reports.content.method import assumptions_page, method_page
from planner.reports.content.model import ReportContent, Table
from planner.reports.content.money import money_page, power_page
from planner.reports.content.options import options_table
from planner.reports.content.organisation import organisation_brief, organisation_page
from planner.reports.content.plan import first_days_page, people_page, roadmap_page
from planner.reports.content.risks import risks_page
from planner.reports.content.settled import settled_remark, settled_rows, settled_title
from planner.reports.content.summary import cover_of, summary_of
from planner.reports.content.wording import basis_word, short
from planner.reports.content.workloads import workload_pages

__all__ = ["ReportContent", "answer_status", "report_content"]

_STATUSES = {
    "unanswered": to_say("unanswered"),
    "unknown": to_say("unknown"),
    "not_applicable": to_say("not applicable"),
}


def report_content(snapshot: Snapshot, earlier: Mapping[str, Any] | None = None) -> ReportContent:
    """Return everything a report says, from the snapshot alone and in its language.

    earlier: what `changed.earlier_of` kept of the last report, to tell what changed since.
    """
    with speaking(language_of(snapshot)):
        return _content(snapshot, earlier)


def _content(snapshot: Snapshot, earlier: Mapping[str, Any] | None) -> ReportContent:
    return ReportContent(
        cover=cover_of(snapshot),
        summary=summary_of(snapshot),
        standing=standing_of(snapshot),
        domains=tuple(
            domain_page(snapshot, domain) for domain in rows(part(snapshot, "maturity"), "domains")
        ),
        workloads=workload_pages(snapshot),
        money=money_page(snapshot),
        power=power_page(snapshot),
        people=people_page(snapshot),
        roadmap=roadmap_page(snapshot),
        first_days=first_days_page(snapshot),
        risks=risks_page(snapshot),
        method=method_page(snapshot),
        assumptions=assumptions_page(snapshot),
        answers=answers_table(snapshot),
        organisation=organisation_page(snapshot),
        organisation_brief=organisation_brief(snapshot),
        cheapest=cheapest_page(snapshot),
        decisions=decisions_page(snapshot),
        changed=changed_page(snapshot, earlier),
        options=options_table(snapshot),
    )


def answers_table(snapshot: Snapshot) -> Table | None:
    """Return every answer with who gave it, its basis, date and comment; None if there is none.

    A settled question has a row of its own before its answers, which say that they no longer count.
    """
    texts = {words(question, "id"): words(question, "text") for _, _, question in questions(snapshot)}
    settled = settled_rows(snapshot)
    found = []
    told: set[str] = set()
    for answer in rows(part(snapshot, "inputs"), "answers"):
        key = words(answer, "question")
        if key in settled and key not in told:
            told.add(key)
            found.append(_settled_row(texts.get(key) or key, settled[key]))
        shown = words(answer, "shown") or answer_status(words(answer, "status", "unanswered"))
        who = [
            words(answer, "respondent_name", words(answer, "respondent")),
            basis_word(words(answer, "basis")),
            date_text(words(answer, "answered_on")),
            say("evidence attached") if answer.get("has_evidence") else "",
        ]
        replaced = (
            say("{settled}: does not count.", settled=settled_title(settled[key])) if key in settled else ""
        )
        remark = " ".join(
            text for text in (replaced, words(answer, "reason"), words(answer, "comment")) if text
        )
        found.append(
            (
                short(texts.get(key) or key, 220),
                short(shown, 400),
                ", ".join(w for w in who if w),
                short(remark, 500),
            )
        )
    found += [_settled_row(texts.get(key) or key, one) for key, one in settled.items() if key not in told]
    if not found:
        return None
    columns = (say("Question"), say("Answer"), say("By, basis, date"), say("Remark"))
    return Table(columns, tuple(found), (0.27, 0.31, 0.19, 0.23))


def answer_status(status: str) -> str:
    """Return what became of a question without an answer, as people read it."""
    return say(_STATUSES[status]) if status in _STATUSES else status.replace("_", " ")


def _settled_row(text: str, settled: Mapping[str, Any]) -> tuple[str, str, str, str]:
    who = (
        words(settled, "settled_by_name", words(settled, "settled_by")),
        basis_word(words(settled, "basis")),
        date_text(words(settled, "settled_on")),
    )
    shown = words(settled, "shown", say("no value"))
    return (
        short(text, 220),
        short(shown, 400),
        ", ".join(w for w in who if w),
        short(settled_remark(settled), 500),
    )
