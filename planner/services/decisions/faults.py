"""What may be decided and recorded: each rule as a fault that names its field and what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from planner.models import Decision
from planner.sizing.demand import quarter_number, quarter_text
from planner.sizing.wording import quarter_text as shown_quarter

LONGEST_REASON, LONGEST_OWNER = 2000, 120
MOST_USD = Decimal("1e12")


@dataclass(frozen=True, slots=True)
class DecisionTerms:
    """What somebody decides. deferred_to: a quarter, "" unless deferred."""

    choice: str
    reason: str
    owner: str = ""
    deferred_to: str = ""


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """How far an accepted initiative is; quarters such as "2027-Q3", percent_done None when nobody said."""

    progress: str
    percent_done: int | None = None
    started_in: str = ""
    finished_in: str = ""
    spent_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field, with the remedy."""

    field: str
    reason: str


def terms_faults(terms: DecisionTerms, stored: Decision | None, today: date) -> list[FieldFault]:
    """Return every fault of a decision. stored: what was decided before."""
    return [*_text_faults(terms), *_choice_faults(terms, stored), *_deferral_faults(terms, stored, today)]


def _text_faults(terms: DecisionTerms) -> Iterator[FieldFault]:
    if not terms.reason:
        yield FieldFault("reason", _("Say why: the reason stands in the register."))
    if len(terms.reason) > LONGEST_REASON:
        longest = {"most": LONGEST_REASON}
        yield FieldFault("reason", _("Say it in at most %(most)s characters.") % longest)
    if len(terms.owner) > LONGEST_OWNER:
        yield FieldFault("owner", _("Write a name of at most %(most)s characters.") % {"most": LONGEST_OWNER})
    if terms.choice == Decision.Choice.ACCEPTED and not terms.owner:
        yield FieldFault("owner", _("Name who answers for it: what is accepted has an owner."))


def _choice_faults(terms: DecisionTerms, stored: Decision | None) -> Iterator[FieldFault]:
    if terms.choice not in (Decision.Choice.ACCEPTED, Decision.Choice.DEFERRED, Decision.Choice.REJECTED):
        yield FieldFault("choice", _("Choose accepted, deferred or rejected."))
    elif stored and stored.is_done and terms.choice != Decision.Choice.ACCEPTED:
        reason = _(
            "It is recorded as done, and so it stays accepted. If that is wrong, change its progress first."
        )
        yield FieldFault("choice", reason)


def _deferral_faults(terms: DecisionTerms, stored: Decision | None, today: date) -> Iterator[FieldFault]:
    if terms.choice != Decision.Choice.DEFERRED:
        if terms.deferred_to:
            reason = _("Leave this empty, or choose “Deferred”: only what is deferred has such a quarter.")
            yield FieldFault("deferred_to", reason)
        return
    if not terms.deferred_to:
        reason = _("Name the quarter before which it does not begin, for example 2027-Q3.")
        yield FieldFault("deferred_to", reason)
        return
    number = _number(terms.deferred_to)
    if number is None:
        yield FieldFault("deferred_to", _malformed())
    elif number < present_quarter(today) and not (stored and stored.deferred_to == terms.deferred_to):
        yield FieldFault("deferred_to", _("This quarter is over: name the present one or a later one."))


def progress_faults(report: ProgressReport, today: date) -> list[FieldFault]:
    """Return every fault of a report of progress."""
    if report.progress not in Decision.Progress.values:
        return [FieldFault("progress", _("Choose how far it is."))]
    rules = {
        Decision.Progress.NOT_STARTED: _not_started_faults,
        Decision.Progress.UNDER_WAY: _under_way_faults,
        Decision.Progress.DONE: _done_faults,
    }
    faults = [*_quarter_faults(report, today), *rules[Decision.Progress(report.progress)](report)]
    spent = report.spent_usd
    if spent is not None and not (spent.is_finite() and 0 <= spent <= MOST_USD):
        faults.append(FieldFault("spent_usd", _("Write an amount from 0 to a trillion US dollars.")))
    return faults


def _not_started_faults(report: ProgressReport) -> Iterator[FieldFault]:
    remedy = _("Leave this empty, or choose “Under way”: it has not started.")
    given = {
        "percent_done": report.percent_done,
        "started_in": report.started_in,
        "finished_in": report.finished_in,
        "spent_usd": report.spent_usd,
    }
    yield from (FieldFault(name, remedy) for name, value in given.items() if value)


def _under_way_faults(report: ProgressReport) -> Iterator[FieldFault]:
    if report.percent_done is None or not 0 <= report.percent_done < 100:
        reason = _("Say how much of the work is done, from 0 to 99 percent; for 100 choose “Done”.")
        yield FieldFault("percent_done", reason)
    if not report.started_in:
        yield FieldFault("started_in", _("Name the quarter in which it began, for example 2027-Q1."))
    if report.finished_in:
        yield FieldFault("finished_in", _("Leave this empty, or choose “Done”: it is still under way."))


def _done_faults(report: ProgressReport) -> Iterator[FieldFault]:
    if report.percent_done not in (None, 100):
        yield FieldFault("percent_done", _("What is done is done to 100 percent: leave this empty."))
    if not report.started_in:
        yield FieldFault("started_in", _("Name the quarter in which it began, for example 2027-Q1."))
    if not report.finished_in:
        yield FieldFault("finished_in", _("Name the quarter in which it was finished, for example 2027-Q3."))
    if report.spent_usd is None:
        reason = _("Say what was spent, so that it can be compared with the forecast; 0 if it cost nothing.")
        yield FieldFault("spent_usd", reason)
    start, end = _number(report.started_in), _number(report.finished_in)
    if start is not None and end is not None and end < start:
        reason = _("It cannot be finished before it began (%(start)s): change one of the two.")
        yield FieldFault("finished_in", reason % {"start": shown_quarter(report.started_in)})


def _quarter_faults(report: ProgressReport, today: date) -> Iterator[FieldFault]:
    for name, text in (("started_in", report.started_in), ("finished_in", report.finished_in)):
        reason = past_quarter_fault(text, today) if text else ""
        if reason:
            yield FieldFault(name, reason)


def past_quarter_fault(text: str, today: date) -> str:
    """Return what is wrong with a quarter in which something has happened; "" for a good one."""
    number = _number(text)
    if number is None:
        return _malformed()
    if number > present_quarter(today):
        return _("This quarter has not begun yet: name the present one or an earlier one.")
    return ""


def present_quarter(today: date) -> int:
    """Return the number of the quarter of a day, as `quarter_number` counts."""
    return quarter_number(quarter_text(4 * today.year + (today.month - 1) // 3))


def _number(text: str) -> int | None:
    try:
        return quarter_number(text)
    except ValueError:
        return None


def _malformed() -> str:
    return _("Write a quarter, for example 2027-Q3.")
