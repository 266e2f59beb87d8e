"""The changes of a scenario in plain words, one sentence each, in the language of the context."""

from collections.abc import Iterator, Mapping

from assessments.language import inside_a_sentence, listed, money, number, quoted, say, say_plural, to_say
from assessments.question_bank.model import Bank
from assessments.question_bank.product_names import product_name
from assessments.question_bank.values import show_value
from planner.charts.figures import percent
from planner.roadmap.catalogue import shipped_initiatives
from planner.services.changes.written import Changes

_OF_WAYS = {
    "buy": to_say("What is missing is bought, where the place of a workload allows it."),
    "rent": to_say("What is missing is rented, where the place of a workload allows it."),
    "any": to_say("What is missing is bought or rented, whichever is better for each workload."),
}
# Of each factor: below 1, and above.
_OF_FACTORS = {
    "budget_factor": (
        to_say("The budget is {share} lower."),
        to_say("The budget is {share} higher."),
    ),
    "hardware_price_factor": (
        to_say("Accelerators cost {share} less, bought or rented."),
        to_say("Accelerators cost {share} more, bought or rented."),
    ),
    "people_factor": (
        to_say("There are {share} fewer people for the plan."),
        to_say("There are {share} more people for the plan."),
    ),
    "load_factor": (
        to_say("There is {share} less to train on, to answer and to search."),
        to_say("There is {share} more to train on, to answer and to search."),
    ),
}


def scenario_sentences(
    changes: Changes, *, bank: Bank | None = None, titles: Mapping[str, str] | None = None
) -> list[str]:
    """Return what is different, each change said once.

    bank: whose questions the changed answers belong to; without it only their number is said.
    titles: of own initiatives, by identifier.

    >>> scenario_sentences(Changes(acquire="rent", budget_factor=0.8))
    ['What is missing is rented, where the place of a workload allows it.', 'The budget is 20 % lower.']
    >>> scenario_sentences(Changes())
    ['Nothing is changed.']
    """
    found = [
        *_machines(changes),
        *_time(changes),
        *_money(changes),
        *_work(changes),
        *_initiatives(changes, titles or {}),
        *_answers(changes, bank),
    ]
    return found or [say("Nothing is changed.")]


def _machines(changes: Changes) -> Iterator[str]:
    if changes.acquire in _OF_WAYS:
        yield say(_OF_WAYS[changes.acquire])
    if changes.accelerator is not None:
        yield say("All workloads run on {accelerator}.", accelerator=product_name(changes.accelerator))
    if changes.owned_utilisation is not None:
        yield say(
            "Owned accelerators are in use {share} of their life.", share=percent(changes.owned_utilisation)
        )


def _time(changes: Changes) -> Iterator[str]:
    if changes.delay_quarters:
        yield say_plural(
            "Nothing is ordered or begun before a quarter has passed.",
            "Nothing is ordered or begun before {count} quarters have passed.",
            changes.delay_quarters,
        )
    if changes.deadline_quarters > 0:
        yield say_plural(
            "Every workload is wanted a quarter later.",
            "Every workload is wanted {count} quarters later.",
            changes.deadline_quarters,
        )
    elif changes.deadline_quarters < 0:
        yield say_plural(
            "Every workload is wanted a quarter earlier.",
            "Every workload is wanted {count} quarters earlier.",
            -changes.deadline_quarters,
        )


def _money(changes: Changes) -> Iterator[str]:
    if changes.budget_usd is not None:
        yield say("The budget is {money} in each quarter.", money=money(changes.budget_usd))
    yield from _factors(changes, "budget_factor", "hardware_price_factor")
    if changes.electricity_usd_per_kwh is not None:
        price = number(changes.electricity_usd_per_kwh, "g")
        yield say("Electricity costs {price} USD per kWh.", price=price)


def _work(changes: Changes) -> Iterator[str]:
    yield from _factors(changes, "people_factor", "load_factor")
    if changes.target_level is not None:
        yield say("Every practice is to reach level {level}.", level=changes.target_level)


def _initiatives(changes: Changes, titles: Mapping[str, str]) -> Iterator[str]:
    if not changes.pinned and not changes.excluded:
        return
    known = {item.id: item.title for item in shipped_initiatives()} | dict(titles)
    if changes.pinned:
        names = listed([quoted(known.get(name, name)) for name in changes.pinned])
        yield say("In the plan in any case: {initiatives}.", initiatives=names)
    if changes.excluded:
        names = listed([quoted(known.get(name, name)) for name in changes.excluded])
        yield say("Not in the plan: {initiatives}.", initiatives=names)


def _answers(changes: Changes, bank: Bank | None) -> Iterator[str]:
    questions = {} if bank is None else {question.id: question for question in bank.questions()}
    shown = [name for name in changes.answers if name in questions]
    for name in shown:
        question = questions[name]
        value = inside_a_sentence(show_value(question, changes.answers[name]))
        yield say("{question} is answered with: {value}.", question=quoted(question.text), value=value)
    if hidden := len(changes.answers) - len(shown):
        yield say_plural("One more answer is changed.", "{count} more answers are changed.", hidden)


def _factors(changes: Changes, *names: str) -> Iterator[str]:
    """Yield a sentence of each factor that changes something."""
    for name in names:
        factor = changes.factor(name)
        if factor is not None:
            less, more = _OF_FACTORS[name]
            yield say(less if factor < 1 else more, share=percent(round(abs(factor - 1), 6)))
