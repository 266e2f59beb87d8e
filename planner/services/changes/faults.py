"""Why changes cannot be laid over what is known: every reason, with the key that it is about."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.document import Document, Fault, nearest
from assessments.language import say
from assessments.question_bank.model import Bank
from assessments.question_bank.values import ValueFault
from planner.services.changes.values import check_normal_form
from planner.services.changes.written import Changes
from planner.services.frozen.inputs import PlanInputs
from planner.services.frozen.validation import bare_document, read_inputs_initiatives
from planner.sizing.catalogue import CatalogueError, load_catalogue
from planner.sizing.demand import DEFAULT_PERIODS, quarter_after, quarter_number, quarter_text

# Purchases, contracts and hiring are made from the sizing: these begin their names.
MADE_OF_THE_SIZING = ("buy-", "rent-", "hire-", "power-", "colocation-", "storage-", "network-")


@dataclass(frozen=True, slots=True)
class ChangeFaults:
    """Iterates over the faults. document: what the changes stand in; inputs: what they are laid over."""

    inputs: PlanInputs
    changes: Changes
    bank: Bank
    document: Document

    def __iter__(self) -> Iterator[Fault]:
        yield from self._money()
        yield from self._people()
        yield from self._accelerator()
        yield from self._dates()
        yield from self._initiatives()
        yield from self._answers()

    def _money(self) -> Iterator[Fault]:
        changes, constraints = self.changes, self.inputs.constraints
        has_budget = changes.budget_usd is not None or constraints.get("budget_usd") is not None
        if changes.factor("budget_factor") is not None and not has_budget:
            yield self._fault(
                "budget_factor", say("no budget is named that could be changed; name one first")
            )
        if changes.factor("hardware_price_factor") is not None and self.inputs.assumptions.get("prices"):
            yield self._fault(
                "hardware_price_factor", say("own prices are in use; change them in their file")
            )

    def _people(self) -> Iterator[Fault]:
        people = self.inputs.constraints.get("people")
        if self.changes.factor("people_factor") is not None and not (people and isinstance(people, Mapping)):
            yield self._fault(
                "people_factor",
                say("no people are named whose number could be changed; name them in the constraints first"),
            )

    def _accelerator(self) -> Iterator[Fault]:
        if self.changes.accelerator is None:
            return
        try:
            load_catalogue().accelerator(self.changes.accelerator)
        except CatalogueError as error:
            yield self._fault("accelerator", str(error))

    def _dates(self) -> Iterator[Fault]:
        if not self.changes.delay_quarters and not self.changes.deadline_quarters:
            return
        own, constraints = bare_document(self.inputs), self.inputs.constraints
        first = constraints.get("start") or quarter_after(self.inputs.as_of)
        start = yield from self._quarter(own, first, ("constraints", "start"))
        begins = start
        if constraints.get("work_begins"):
            begins = yield from self._quarter(own, constraints["work_begins"], ("constraints", "work_begins"))
        if start is None or begins is None:
            return
        quarters = constraints.get("quarters", DEFAULT_PERIODS)
        if self.changes.delay_quarters and isinstance(quarters, int):
            yield from self._delay(quarters - (begins - start))
        if self.changes.deadline_quarters:
            for index, workload in enumerate(self.inputs.workloads):
                yield from self._deadline(own, workload, index, start)

    def _delay(self, quarters: int) -> Iterator[Fault]:
        if self.changes.delay_quarters >= quarters:
            reason = say(
                "the plan ends after {quarters} quarters: nothing could begin in it; wait less, or plan more"
                " quarters",
                quarters=quarters,
            )
            yield self._fault("delay_quarters", reason)

    def _deadline(
        self, own: Document, workload: Mapping[str, Any], index: int, start: int
    ) -> Iterator[Fault]:
        if not workload.get("deadline"):
            return
        deadline = yield from self._quarter(own, workload["deadline"], ("workloads", index, "deadline"))
        moved = start if deadline is None else deadline + self.changes.deadline_quarters
        if moved < start:
            reason = say(
                "{workload} would be wanted by {quarter}, before the plan begins ({start}); move it less",
                workload=workload.get("title") or workload.get("name"),
                quarter=quarter_text(moved),
                start=quarter_text(start),
            )
            yield self._fault("deadline_quarters", reason)

    def _quarter(
        self, own: Document, value: Any, at: tuple[str | int, ...]
    ) -> Generator[Fault, None, int | None]:
        """Yield what is wrong with a quarter; return its number if nothing is."""
        try:
            return quarter_number(str(value))
        except ValueError as error:
            yield own.fault(at, str(error))
        return None

    def _initiatives(self) -> Iterator[Fault]:
        wanted = [("pinned", name) for name in self.changes.pinned]
        wanted += [("excluded", name) for name in self.changes.excluded]
        if not wanted:
            return
        known = [item.id for item in read_inputs_initiatives(self.inputs)]
        for key, name in wanted:
            if name not in known and not name.startswith(MADE_OF_THE_SIZING):
                reason = say(
                    "there is no initiative {name}; {remedy}", name=name, remedy=nearest(name, known)
                )
                yield self._fault(key, reason)
        for name in sorted(set(self.changes.pinned) & set(self.changes.excluded)):
            yield self._fault("excluded", say("{name} is pinned, too; choose one of the two", name=name))
        begun = {*self.inputs.constraints.get("under_way", {}), *self.inputs.constraints.get("done", [])}
        for name in sorted(begun & set(self.changes.excluded)):
            yield self._fault(
                "excluded", say("{name} is under way or done; it cannot be left out", name=name)
            )

    def _answers(self) -> Iterator[Fault]:
        questions = {question.id: question for question in self.bank.questions()}
        for name, value in self.changes.answers.items():
            if name not in questions:
                reason = say(
                    "the question bank has no such question; {remedy}", remedy=nearest(name, list(questions))
                )
                yield self._fault("answers", reason, name)
                continue
            try:
                check_normal_form(questions[name], value)
            except ValueFault as fault:
                for one in fault.faults:
                    yield self._fault("answers", one.reason, name, *one.place)

    def _fault(self, key: str, reason: str, *inner: str | int) -> Fault:
        return self.document.fault((key, *inner), reason)
