"""Ways to close a gap of people: hiring, training people of the organisation, or a partner.

Each has a lead time, and the first two a time until the work is full.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assessments.language import say, to_say
from planner.sizing.organisation.circumstances import Circumstances
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.result import Floats, Step

TOPIC = Topic(to_say("People"))
SLOW_START = 0.5  # mean share of full work while somebody settles in (assumption)
YEAR_SECONDS = 365.25 * 86_400.0


@dataclass(frozen=True, slots=True)
class _Terms:
    """(S,) what each way takes for one person, in seconds and USD. lead: to fill a position; ramp: to full work."""

    salary_usd: Floats
    ramp_seconds: Floats
    lead_seconds: Floats
    hire_usd: Floats
    reskill_seconds: Floats
    partner_usd_per_month: Floats
    reskill_usd: Floats
    partner_lead_seconds: Floats

    @property
    def hired_seconds(self) -> Floats:
        """From the decision to full work."""
        return self.lead_seconds + self.ramp_seconds


def closing_figures(around: Circumstances, short: Floats) -> Iterator[Figure]:
    """Return when each way closes the gap, and what it costs in a year beyond the salaries of people who are there.

    short: (S,) full-time people to find.
    """
    terms = _terms(around)
    people = Step(
        say("people short"), say("at the end of the plan"), float(np.median(short)), "fte", say("computed")
    )
    yield _hire_ready(around, terms)
    yield _hire_cost(around, terms, short, people)
    yield _reskill_ready(around, terms)
    yield _reskill_cost(around, terms, short, people)
    yield _partner_ready(around, terms)
    yield _partner_cost(around, terms, short, people)
    yield _bridge(around, terms, short, people)


def _terms(around: Circumstances) -> _Terms:
    """Draw what is not known. The order is part of the result: it decides which samples each quantity gets."""
    return _Terms(
        around.draw("staff_usd_per_year"),
        around.draw("ramp_seconds"),
        around.draw("time_to_fill_seconds"),
        around.draw("hire_usd"),
        around.draw("reskill_seconds"),
        around.draw("partner_usd_per_month"),
        around.draw("reskill_usd"),
        around.draw("partner_lead_seconds"),
    )


def _paid(around: Circumstances) -> Step:
    return around.step("staff_usd_per_year", say("cost of a person in a year"), "usd")


def _settle(around: Circumstances) -> Step:
    return around.step("ramp_seconds", say("from the first day to full work"), "seconds")


def _hire_ready(around: Circumstances, terms: _Terms) -> Figure:
    return TOPIC.figure(
        "hire_ready_seconds",
        say("At full work when hired after"),
        "seconds",
        terms.hired_seconds,
        say("time to fill a position + settling in"),
        around.step("time_to_fill_seconds", say("time to fill a position"), "seconds"),
        _settle(around),
    )


def _hire_cost(around: Circumstances, terms: _Terms, short: Floats, people: Step) -> Figure:
    slow = SLOW_START * terms.salary_usd * np.minimum(terms.ramp_seconds / YEAR_SECONDS, 1.0)
    return TOPIC.figure(
        "hire_extra_usd",
        say("Hiring all of them, beyond salaries"),
        "usd",
        short * (terms.hire_usd + slow),
        say("people x (cost of a hire + half of the pay while settling in)"),
        people,
        around.step("hire_usd", say("cost of a hire"), "usd"),
        _paid(around),
        _settle(around),
    )


def _reskill_ready(around: Circumstances, terms: _Terms) -> Figure:
    return TOPIC.figure(
        "reskill_ready_seconds",
        say("At full work when trained from within after"),
        "seconds",
        terms.reskill_seconds,
        say("as known"),
        around.step("reskill_seconds", say("time to learn another role"), "seconds"),
    )


def _reskill_cost(around: Circumstances, terms: _Terms, short: Floats, people: Step) -> Figure:
    return TOPIC.figure(
        "reskill_extra_usd",
        say("Training all of them from within"),
        "usd",
        short * terms.reskill_usd,
        say("people x cost to learn another role; who takes over their work comes on top"),
        people,
        around.step("reskill_usd", say("cost to learn another role"), "usd"),
    )


def _partner_ready(around: Circumstances, terms: _Terms) -> Figure:
    return TOPIC.figure(
        "partner_ready_seconds",
        say("At work through a partner after"),
        "seconds",
        terms.partner_lead_seconds,
        say("as known"),
        around.step("partner_lead_seconds", say("time to contract a partner"), "seconds"),
    )


def _partner_cost(around: Circumstances, terms: _Terms, short: Floats, people: Step) -> Figure:
    return TOPIC.figure(
        "partner_extra_usd",
        say("A partner for all of them in a year, beyond salaries"),
        "usd",
        short * np.maximum(12.0 * terms.partner_usd_per_month - terms.salary_usd, 0.0),
        say("people x (12 x cost of a month - cost of a person in a year)"),
        people,
        around.step("partner_usd_per_month", say("partner, a month of one person"), "usd"),
        _paid(around),
    )


def _bridge(around: Circumstances, terms: _Terms, short: Floats, people: Step) -> Figure:
    return TOPIC.figure(
        "bridge_person_months",
        say("Person-months of a partner until the hired are at full work"),
        "count",
        short * terms.hired_seconds / (YEAR_SECONDS / 12),
        say("people x (time to fill a position + settling in)"),
        people,
        _settle(around),
    )
