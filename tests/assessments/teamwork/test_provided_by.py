"""“Another team provides it” is an answer, with a link that is safe to press."""

from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments.models import Content
from assessments.templatetags.linked import linked
from tests.assessments.samples import Setting, answer, level, save, signed_in

WHERE = "group platform, https://intranet.example/platform?a=1&b=2."


def page(setting: Setting, who: Any) -> str:
    address = reverse("assessments:questionnaire-group", args=[setting.engagement.pk, "compute"])
    return " ".join(signed_in(who).get(address).content.decode().split())


@pytest.mark.django_db
def test_it_is_saved_with_the_answer_and_shown_to_who_reviews(setting: Setting) -> None:
    address = reverse("assessments:answer-save", args=[setting.engagement.pk, "hw-level"])
    sent = {"hw-level.level": "4", "hw-level.provided_by": WHERE, "hw-level.revision": "0"}
    assert signed_in(setting.respondent).post(address, sent).status_code == 200
    assert answer(setting).provided_by == WHERE
    assert answer(setting).value == {"level": 4}
    address = '<a href="https://intranet.example/platform?a=1&amp;b=2" rel="noopener noreferrer nofollow">'
    assert address in page(setting, setting.lead)
    history = reverse("assessments:answer-history", args=[answer(setting).pk])
    assert address in signed_in(setting.lead).get(history).content.decode()
    assert "intranet.example/platform" in page(setting, setting.respondent)


@pytest.mark.django_db
def test_it_stays_when_the_page_is_sent_again_and_goes_with_the_answer(setting: Setting) -> None:
    save(setting, level(3, provided_by=WHERE))
    shown = page(setting, setting.respondent)
    assert 'value="group platform, https://intranet.example/platform?a=1&amp;b=2."' in shown
    save(setting, Content("unknown", provided_by=WHERE))
    assert answer(setting).provided_by == ""


@pytest.mark.django_db
def test_a_text_without_end_is_refused_with_a_reason(setting: Setting) -> None:
    address = reverse("assessments:answer-save", args=[setting.engagement.pk, "hw-level"])
    sent = {"hw-level.level": "4", "hw-level.provided_by": "x" * 10_001, "hw-level.revision": "0"}
    response = signed_in(setting.respondent).post(address, sent)
    assert response.status_code == 422
    assert "too long" in response.content.decode()


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "data:text/html,<script>", "vbscript:x", "//evil.example", "www.evil.example",
     "a@b.example", "<a href='https://", "JaVaScRiPt://https"],
)  # fmt: skip
def test_nothing_else_becomes_a_link(text: str) -> None:
    assert "<a" not in linked(text)


def test_a_link_ends_where_it_cannot_go_on() -> None:
    shown = linked('https://a.example/"onmouseover="x" (https://b.example/<b>).')
    assert shown == (
        '<a href="https://a.example/" rel="noopener noreferrer nofollow">https://a.example/</a>'
        "&quot;onmouseover=&quot;x&quot; "
        '(<a href="https://b.example/" rel="noopener noreferrer nofollow">https://b.example/</a>'
        "&lt;b&gt;)."
    )


@given(st.text(alphabet="htps:/.<>\"'& ajvscrip()", max_size=60))
def test_of_any_text_only_the_links_are_markup(text: str) -> None:
    shown = linked(text)
    assert shown.count("<") == 2 * shown.count('<a href="http')
    assert shown.count("<a ") == shown.count("</a>")
