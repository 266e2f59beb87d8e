"""Random banks and engagements for the laws of scoring."""

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from assessments.question_bank.model import Bank, Basis
from assessments.scoring import Consensus, Maturity, Response, SettledKind, score
from tests.assessments.scoring.banks import answer, bank, domain, not_applicable, practice, question, unknown

DRAWS = 64
KINDS: tuple[SettledKind, ...] = ("consensus", "override")
BASES: tuple[Basis, ...] = ("guessed", "estimated", "documented", "measured")

weights = st.sampled_from([0.1, 0.3, 0.5, 1.0, 1.5, 2.0, 3.0, 7.0])
levels = st.integers(1, 5)
ages = st.sampled_from([0.0, 1.0, 6.0, 12.0, 40.0])


@dataclass(frozen=True)
class Case:
    """A bank and what people answered."""

    bank: Bank
    responses: tuple[Response, ...]
    consensus: tuple[Consensus, ...] = ()
    applicable: dict[str, bool] | None = None

    @property
    def question_ids(self) -> list[str]:
        return [question.id for question in self.bank.questions()]

    def score(self, draws: int = DRAWS, seed: int = 0) -> Maturity:
        return score(
            self.bank,
            self.responses,
            consensus=self.consensus,
            applicable=self.applicable,
            seed=seed,
            draws=draws,
        )

    def with_response(self, position: int, response: Response) -> "Case":
        changed = (*self.responses[:position], response, *self.responses[position + 1 :])
        return replace(self, responses=changed)

    def without(self, question_id: str) -> "Case":
        kept = tuple(response for response in self.responses if response.question != question_id)
        agreed = tuple(record for record in self.consensus if record.question != question_id)
        return replace(self, responses=kept, consensus=agreed)


@st.composite
def banks(draw: st.DrawFn) -> Bank:
    """A bank of up to three domains of three practices of three questions."""
    domains = []
    for d in range(draw(st.integers(1, 3))):
        practices = []
        for p in range(draw(st.integers(1, 3))):
            questions = [
                question(f"q{d}{p}{q}", draw(weights), gate=draw(st.sampled_from([None, None, 2, 3, 4, 5])))
                for q in range(draw(st.integers(1, 3)))
            ]
            practices.append(practice(f"p{d}{p}", questions, draw(weights), draw(st.booleans())))
        domains.append(domain(f"d{d}", practices, draw(weights)))
    return bank(*domains)


@st.composite
def responses_to(draw: st.DrawFn, question_id: str) -> list[Response]:
    """What up to three people said to one question."""
    said = []
    for person in draw(st.sampled_from([(), ("ann",), ("ann",), ("ann", "bob"), ("ann", "bob", "cem")])):
        kind = draw(st.sampled_from(["answered"] * 6 + ["unknown", "open", "closed"]))
        if kind == "answered":
            given = answer(
                question_id,
                draw(levels),
                draw(st.sampled_from(BASES)),
                by=person,
                age_months=draw(ages),
                has_evidence=draw(st.booleans()),
            )
        elif kind == "unknown":
            given = unknown(question_id, by=person)
        else:
            given = not_applicable(question_id, is_countersigned=kind == "closed", by=person)
        said.append(given)
    return said


@st.composite
def cases(draw: st.DrawFn, with_consensus: bool = True) -> Case:
    """A bank, answers, here and there a consensus or an override, and a question that is not asked."""
    found = draw(banks())
    ids = [question.id for question in found.questions()]
    said = [response for name in ids for response in draw(responses_to(name))]
    agreed = []
    if with_consensus:
        agreed = [
            Consensus(name, draw(levels), draw(st.sampled_from(BASES)), kind=draw(st.sampled_from(KINDS)))
            for name in ids
            if draw(st.integers(0, 9)) == 9
        ]
    asked = {name: False for name in ids if draw(st.integers(0, 9)) == 9}
    return Case(found, tuple(said), tuple(agreed), asked)
