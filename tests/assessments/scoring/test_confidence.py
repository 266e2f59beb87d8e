"""Coverage, basis and agreement; and Krippendorff's alpha."""

import pytest

from assessments.scoring import score
from assessments.scoring.confidence import krippendorff_alpha
from tests.assessments.scoring.banks import (
    answer,
    bank,
    bank_of_questions,
    domain,
    not_applicable,
    practice,
    question,
)

# The reliability data (4 observers, 12 units, missing values) of Krippendorff, "Computing Krippendorff's
# Alpha-Reliability" (2011), section E; published: interval alpha = 0.849.
OBSERVERS = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def published_ratings() -> dict[str, list[float]]:
    units = zip(*OBSERVERS, strict=True)
    return {str(unit): [float(level) for level in said if level != "."] for unit, said in enumerate(units)}


def test_alpha_of_the_published_example() -> None:
    assert krippendorff_alpha(published_ratings()) == pytest.approx(0.849, abs=5e-4)


def test_alpha_is_one_in_full_agreement_and_needs_ten_questions_that_vary() -> None:
    ten = {str(unit): [float(unit % 5 + 1)] * 2 for unit in range(10)}

    assert krippendorff_alpha(ten) == 1.0
    assert krippendorff_alpha({**ten, "9": [1.0]}) is None
    assert krippendorff_alpha({str(unit): [3.0, 3.0] for unit in range(10)}) is None


def test_alpha_of_an_engagement_uses_what_people_gave() -> None:
    ten = bank_of_questions(*(question(str(unit)) for unit in range(10)))
    same = [answer(str(unit), unit % 5 + 1, by=by) for unit in range(10) for by in ("ann", "bob")]
    alone = [response for response in same if response.respondent == "ann"]

    assert score(ten, same, draws=0).alpha == 1.0
    assert score(ten, alone, draws=0).alpha is None


def test_a_practice_counts_in_the_domain_by_its_own_weight_however_many_questions_it_has() -> None:
    long = practice("p0", [question(f"a{i}", 5) for i in range(4)], weight=1)
    short = practice("p1", [question("b")], weight=3)

    rated = score(bank(domain("d", [long, short])), [answer("b", 3, "measured")], draws=0).domains[0]

    assert (rated.coverage, rated.basis, rated.agreement) == pytest.approx((0.75, 1.0, 0.8))


def test_a_practice_that_does_not_apply_leaves_the_coverage_of_its_domain() -> None:
    two = bank(domain("d", [practice("p0", [question("a")]), practice("p1", [question("b")])]))

    maturity = score(two, [answer("a", 3), not_applicable("b", is_countersigned=True)], draws=0)

    assert (maturity.practices[1].coverage, maturity.practices[1].confidence) == (None, None)
    assert (maturity.domains[0].coverage, maturity.overall.coverage) == (1.0, 1.0)
