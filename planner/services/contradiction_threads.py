"""A thread for each contradiction of an engagement, opened when it appears and closed when it is gone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from assessments.document import DocumentError
from assessments.language import DEFAULT, LANGUAGES, current_language, speaking
from assessments.models import Answer, Engagement, Status, Thread
from assessments.queries import bank_of, consolidated_answers
from assessments.services import Wording, report_contradiction, withdraw_contradiction
from assessments.services.locks import hold_engagement
from planner.contradictions import Contradiction
from planner.models import PlanningConstraints
from planner.services.defaults import default_constraints
from planner.services.frozen.contradictions import contradictions_among
from planner.sizing.demand import Constraints, Demand, constraints_from_mapping, demand_from_mapping


def contradictions_in(engagement: Engagement, *, as_of: date | None = None) -> tuple[Contradiction, ...]:
    """Return the contradictions of an engagement as it stands, in the language of the page."""
    (found,) = _found(engagement, as_of, [current_language()]).values()
    return found


def report_contradictions(engagement: Engagement, *, as_of: date | None = None) -> None:
    """Open a thread on each contradiction of an engagement as it stands, and close those of others that are gone.

    Found and reported under one lock: of two who look at once the second sees what the first did, and whatever was
    saved before, so that the threads never say what held earlier. Raises Engagement.DoesNotExist.
    """
    with transaction.atomic():
        held = hold_engagement(engagement.pk)
        found = _found(held, as_of, LANGUAGES)
        for position, one in enumerate(found[DEFAULT]):
            others = {language: said[position] for language, said in found.items() if language != DEFAULT}
            _report(held, one, others)
        _withdraw_all_but(held, {one.rule for one in found[DEFAULT]})


def _found(
    engagement: Engagement, as_of: date | None, languages: Iterable[str]
) -> dict[str, tuple[Contradiction, ...]]:
    """Return the same contradictions in each of some languages."""
    as_of = as_of or timezone.localdate()
    constraints = _constraints(engagement, as_of)
    values, demands = consolidated_answers(engagement), _demands(engagement, constraints)
    found = {}
    for language in languages:
        with translation.override(language), speaking(language):
            found[language] = contradictions_among(bank_of(engagement), values, demands, constraints, as_of)
    return found


def _constraints(engagement: Engagement, as_of: date) -> Constraints:
    row = PlanningConstraints.objects.filter(engagement=engagement).first()
    defaults = constraints_from_mapping(default_constraints(as_of), as_of=as_of)
    if row is None:
        return defaults
    try:
        return constraints_from_mapping(row.document, as_of=as_of)
    except DocumentError:
        # Constraints that a newer release refuses are mended when somebody plans; answers are checked meanwhile.
        return defaults


def _demands(engagement: Engagement, constraints: Constraints) -> list[Demand]:
    found = []
    for workload in engagement.workloads.all():
        document = workload.document
        try:
            found.append(demand_from_mapping(document, constraints))
        except DocumentError:
            # Its deadline has passed, say. What else it says still counts.
            bare = {key: value for key, value in document.items() if key != "deadline"}
            found.append(replace(demand_from_mapping(bare, constraints), deadline=None))
    return found


def _report(engagement: Engagement, found: Contradiction, others: Mapping[str, Contradiction]) -> None:
    report_contradiction(
        engagement=engagement,
        rule=found.rule,
        title=found.title,
        statement=found.statement,
        questions=found.questions,
        people=_people(engagement, found.questions),
        elsewhere={language: Wording(said.title, said.statement) for language, said in others.items()},
    )


def _people(engagement: Engagement, questions: Sequence[str]) -> list[User]:
    """Return those who answered what contradicts."""
    rows = Answer.objects.filter(engagement=engagement, question__in=questions, status=Status.ANSWERED)
    return list(User.objects.filter(pk__in=rows.values("respondent")))


def _withdraw_all_but(engagement: Engagement, standing: set[str]) -> None:
    threads = Thread.objects.filter(engagement=engagement, is_standing=True).exclude(rule="")
    for rule in threads.exclude(rule__in=standing).values_list("rule", flat=True):
        withdraw_contradiction(engagement=engagement, rule=rule)
