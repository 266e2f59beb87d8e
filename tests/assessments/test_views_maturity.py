"""The maturity pages: live from the answers, every number with its reasons, down to the single question."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User
from assessments.models import Answer, Content
from assessments.queries import score_engagement
from assessments.services import record_override
from tests.assessments.samples import Setting, level, make_member, save, signed_in

pytestmark = pytest.mark.django_db

QUERIES = 7  # session, user, engagement, answers, evidence, settled values, their evidence


def page(setting: Setting, practice: str = "", **query: str) -> str:
    if practice:
        return reverse("assessments:practice-detail", args=[setting.engagement.pk, practice], query=query)
    return reverse("assessments:maturity", args=[setting.engagement.pk])


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def override(setting: Setting) -> None:
    record_override(
        engagement=setting.engagement, question_id="hw-level", value={"level": 2}, basis="documented",
        reason="Seen <b>on site</b>", by=setting.consultant,
    )  # fmt: skip


def test_before_the_first_answer_the_page_says_so(setting: Setting) -> None:
    assert "Nothing is answered yet" in text(signed_in(setting.reader), page(setting))
    assert "Nothing is answered yet." in text(signed_in(setting.reader), page(setting, "HW-01"))


def test_the_page_shows_what_scoring_says_of_whole_domains_and_practices(setting: Setting) -> None:
    save(setting, level(5, basis="guessed"))
    save(setting, level(2, basis="measured"), question="hw-net")
    save(setting, level(3), question="da-level")
    overall = score_engagement(setting.engagement).maturity.overall
    shown = text(signed_in(setting.reader), page(setting))
    assert f"{overall.index:.0f} of 100: level 2, repeated" in shown
    assert f"{overall.p10:.2f} – {overall.p90:.2f}" in shown
    assert f'aria-label="Score {overall.score:.1f} of 5' in shown
    for part in (
        "Practice HW-01",
        "Practice HW-02",
        "Practice DA-01",
        "Why not level 3:",
        "needs ten questions",
    ):
        assert part in shown


def test_a_claim_without_proof_is_shown_beside_the_score(setting: Setting) -> None:
    save(setting, level(5, basis="guessed"))
    shown = text(signed_in(setting.lead), page(setting, "HW-01"))
    assert "claimed 5" in shown
    assert "it is claimed at 5 but counts as 3" in shown


def test_the_next_best_questions_lead_managers_to_the_question_and_readers_to_the_practice(
    setting: Setting,
) -> None:
    save(setting, level(3))
    workshop = reverse("assessments:review-question", args=[setting.engagement.pk, "da-level"])
    assert workshop in text(signed_in(setting.lead), page(setting))
    shown = text(signed_in(setting.reader), page(setting))
    assert workshop not in shown
    assert f"{page(setting, 'DA-01')}#q-da-level" in shown


def test_points_gained_and_missed_stand_there_with_their_sums(setting: Setting) -> None:
    save(setting, Content("answered", {"options": ["own"]}), question="hw-where")
    save(setting, level(2))
    save(setting, level(3), question="hw-cooling")
    shown = text(signed_in(setting.lead), page(setting, "HW-01"))
    sums = shown[shown.index("Sum: the score") :]
    assert re.findall(r"\d\.\d{3}", sums)[:2] == ["2.500", "2.500"]
    assert "1.000" in shown
    assert "1.500" in shown


def test_the_level_is_described_and_the_way_up_named(setting: Setting) -> None:
    save(setting, level(2))
    shown = text(signed_in(setting.reader), page(setting, "HW-01"))
    assert "2 Repeated" in shown
    assert "Why not level 3:" in shown
    assert "The shortest way to level 3, defined" in shown
    assert "from 2 to 3" in shown


@pytest.mark.parametrize("question", ["practice", "hw-level", "no-such-question"])
def test_what_if_shows_score_and_level_before_and_after(setting: Setting, question: str) -> None:
    save(setting, level(2))
    save(setting, level(3), question="hw-net")
    shown = text(signed_in(setting.reader), page(setting, "HW-01", question=question, level="4"))
    table = shown[shown.index("Scores and levels before and after") :]
    assert re.findall(r'<td class="number">([\d.]+)</td>', table) == [
        "2.00", "4.00", "2", "4",
        "2.50", "3.50", "2", "3",
        "2.50", "3.50", "2", "3",
    ]  # fmt: skip
    assert Answer.objects.count() == 2


@pytest.mark.parametrize("level_text", ["", "0", "6", "four", "²", "4; drop"])
def test_a_what_if_that_is_no_level_is_ignored(setting: Setting, level_text: str) -> None:
    save(setting, level(2))
    shown = text(signed_in(setting.reader), page(setting, "HW-01", level=level_text))
    assert "Scores and levels before and after" not in shown


def test_an_override_is_marked_with_its_reason_wherever_it_counts(setting: Setting) -> None:
    save(setting, level(4))
    override(setting)
    for address in (page(setting), page(setting, "HW-01")):
        shown = text(signed_in(setting.reader), address)
        assert "verridden by a consultant" in shown
        assert "Seen &lt;b&gt;on site&lt;/b&gt;" in shown
    assert "1 of 1 had said otherwise" in text(signed_in(setting.reader), page(setting, "HW-01"))


def test_names_of_respondents_are_not_shown_to_readers(setting: Setting) -> None:
    other = make_member(setting.engagement.organisation, Role.RESPONDENT, "olive")
    save(setting, level(4, comment="between us"), by=other)
    override(setting)
    for address in (page(setting), page(setting, "HW-01")):
        shown = text(signed_in(setting.reader), address)
        assert "Olive" not in shown
        assert "between us" not in shown


@pytest.mark.parametrize("people", [1, 30])
def test_the_pages_cost_the_same_for_one_and_for_thirty_people(
    setting: Setting, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(people):
        other = make_member(setting.engagement.organisation, Role.RESPONDENT, f"other{number}")
        for question in ("hw-level", "hw-net", "da-level"):
            save(setting, level(1 + number % 5), by=other, question=question)
    override(setting)
    client = signed_in(setting.reader)
    for address in (page(setting), page(setting, "HW-01", level="3")):
        client.get(address)
        with django_assert_num_queries(QUERIES):
            client.get(address)


def test_an_unknown_practice_is_not_found_and_a_respondent_is_refused(setting: Setting) -> None:
    assert signed_in(setting.reader).get(page(setting, "HW-99")).status_code == 404
    for address in (page(setting), page(setting, "HW-01")):
        assert signed_in(setting.respondent).get(address).status_code == 403
        assert (
            signed_in(User.objects.create_user(f"{len(address)}@example.org")).get(address).status_code == 404
        )
