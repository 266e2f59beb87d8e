"""The questionnaire in a real browser: autosave, two tabs, no connection, no JavaScript, keyboard only."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from assessments.models import Answer, AnswerRevision
from tests.assessments.samples import Setting, make_setting
from tests.browser.chromium import patient_context, running_browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for the tests of this file."""
    with pytest.MonkeyPatch.context() as patch, running_browser() as chromium:
        # Playwright keeps an event loop in this thread; the database is asked from it all the same.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield chromium


@pytest.fixture
def setting(browser: Browser, transactional_db: None) -> Setting:
    """An engagement, and one person of each role."""
    return make_setting()


class Tabs:
    """Opens pages of the questionnaire as one person; what the browser complains about is kept."""

    def __init__(self, browser: Browser, server: LiveServer, setting: Setting) -> None:
        self.browser, self.server, self.setting = browser, server, setting
        self.complaints: list[str] = []
        self.contexts: list[BrowserContext] = []

    def context(self, user: User, *, has_javascript: bool = True) -> BrowserContext:
        """A browser in which somebody is signed in."""
        client = Client()
        client.force_login(user)
        context = patient_context(self.browser, java_script_enabled=has_javascript, locale="en-GB")
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.server.url}])
        self.contexts.append(context)
        return context

    def open(self, context: BrowserContext, group: str = "compute") -> Page:
        """A tab with the questions of a group."""
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: self.complaints.append(message.text) if message.type == "error" else None,
        )
        address = reverse("assessments:questionnaire-group", args=[self.setting.engagement.pk, group])
        page.goto(f"{self.server.url}{address}")
        return page


@pytest.fixture
def tabs(browser: Browser, live_server: LiveServer, setting: Setting) -> Iterator[Tabs]:
    """The tabs of a test. No page may break the content security policy."""
    tabs = Tabs(browser, live_server, setting)
    yield tabs
    for context in tabs.contexts:
        context.close()
    assert [text for text in tabs.complaints if "Content Security Policy" in text or "Error:" in text] == []


def card(page: Page, question: str = "hw-level") -> Locator:
    return page.locator(f"#q-{question}")


def pick(page: Page, text: str, question: str = "hw-level") -> None:
    card(page, question).get_by_text(text).first.click()


def settle(page: Page) -> None:
    """Wait until nothing is left to be saved."""
    expect(page.locator("[data-unsaved]")).to_have_count(0)


def expect_state(page: Page, text: str, question: str = "hw-level") -> None:
    expect(card(page, question).locator(".question__state")).to_contain_text(text)


def value(question: str = "hw-level") -> object:
    return Answer.objects.get(question=question).value


def test_a_choice_is_saved_as_it_is_made(tabs: Tabs) -> None:
    page = tabs.open(tabs.context(tabs.setting.respondent))
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_hidden()
    pick(page, "Defined")
    expect_state(page, "Saved")
    assert value() == {"level": 3}
    expect(page.locator("#total-progress")).to_contain_text("1 of 7")
    page.reload()
    expect(card(page).get_by_role("radio", name="3 Defined")).to_be_checked()


def test_typing_saves_an_amount_and_shows_how_it_was_understood(tabs: Tabs) -> None:
    page = tabs.open(tabs.context(tabs.setting.respondent))
    field = card(page, "hw-storage").get_by_label("Amount")
    field.fill("1.5 PB")
    expect_state(page, "Saved", "hw-storage")
    field.fill("1500 TB")
    field.press("Enter")
    expect_state(page, "Saved", "hw-storage")
    assert AnswerRevision.objects.count() == 1
    field.fill("3 bananas")
    field.press("Tab")
    expect_state(page, "Not saved yet.", "hw-storage")
    expect(field).to_have_value("3 bananas")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("2 PB")
    field.press("Tab")
    expect_state(page, "as 2", "hw-storage")
    expect(field).to_have_attribute("aria-invalid", "false")
    assert value("hw-storage") == {"low": 2e15, "likely": 2e15, "high": 2e15}


def test_a_range_is_saved_when_it_is_complete(tabs: Tabs) -> None:
    page = tabs.open(tabs.context(tabs.setting.respondent))
    storage = card(page, "hw-storage")
    storage.get_by_label("A range").check()
    for label, text in (("At least", "1 PB"), ("Most likely", "2 PB"), ("At most", "3 PB")):
        storage.get_by_label(label).fill(text)
    storage.get_by_label("At most").press("Tab")
    settle(page)
    assert value("hw-storage") == {"low": 1e15, "likely": 2e15, "high": 3e15}
    assert AnswerRevision.objects.count() == 1


def test_rows_are_added_and_removed(tabs: Tabs) -> None:
    page = tabs.open(tabs.context(tabs.setting.respondent))
    table = card(page, "hw-gpus")
    for row, (kind, count) in enumerate([("h100-sxm", "16"), ("a100-sxm-80gb", "8")]):
        if row:
            table.get_by_role("button", name="Add a row").click()
        table.get_by_label("Type").nth(row).select_option(kind)
        table.get_by_label("Count").nth(row).fill(count)
    table.get_by_label("Memory").nth(1).press("Tab")
    table.get_by_label("How do you know?").focus()
    settle(page)
    assert value("hw-gpus") == {
        "rows": [{"type": "h100-sxm", "count": 16.0}, {"type": "a100-sxm-80gb", "count": 8.0}]
    }
    table.get_by_role("button", name="Remove this row").first.click()
    expect(table.get_by_label("Type")).to_have_count(1)
    settle(page)
    assert value("hw-gpus") == {"rows": [{"type": "a100-sxm-80gb", "count": 8.0}]}


def test_a_conditional_question_appears_with_the_save_and_goes_with_the_next(tabs: Tabs) -> None:
    page = tabs.open(tabs.context(tabs.setting.respondent))
    expect(card(page, "hw-cooling")).to_be_hidden()
    pick(page, "Own rooms", "hw-where")
    expect(card(page, "hw-cooling")).to_be_visible()
    expect(page.locator("#asked-announcement")).to_have_text("One more question is asked.")
    pick(page, "None of these", "hw-where")
    expect(card(page, "hw-where").get_by_label("Own rooms")).not_to_be_checked()
    expect(card(page, "hw-cooling")).to_be_hidden()
    settle(page)


def test_not_applicable_asks_why_before_it_is_saved(tabs: Tabs) -> None:
    page = tabs.open(tabs.context(tabs.setting.respondent))
    pick(page, "Not applicable …")
    reason = card(page).get_by_label("Why does it not apply?")
    expect(reason).to_be_focused()
    reason.fill("All of it is rented")
    reason.press("Tab")
    expect_state(page, "Saved")
    assert Answer.objects.get().reason == "All of it is rented"


def test_filling_in_an_answer_takes_back_not_knowing(tabs: Tabs) -> None:
    page = tabs.open(tabs.context(tabs.setting.respondent))
    note = card(page, "hw-note")
    note.get_by_label("I don’t know").check()
    expect_state(page, "Saved", "hw-note")
    assert Answer.objects.get().status == "unknown"
    note.get_by_label("My answer").check()
    note.get_by_label("Answer", exact=True).fill("Now I know")
    settle(page)
    assert value("hw-note") == {"text": "Now I know"}


def test_an_answer_can_be_cleared(tabs: Tabs) -> None:
    page = tabs.open(tabs.context(tabs.setting.respondent))
    pick(page, "Defined")
    expect_state(page, "Saved")
    card(page).get_by_role("button", name="Clear").click()
    expect_state(page, "No answer yet")
    assert Answer.objects.get().status == "unanswered"


def test_a_stale_tab_shows_both_answers_and_lets_choose(tabs: Tabs) -> None:
    context = tabs.context(tabs.setting.respondent)
    stale, fresh = tabs.open(context), tabs.open(context)
    pick(fresh, "Managed")
    expect_state(fresh, "Saved")
    pick(stale, "Repeated")
    expect_state(stale, "also changed elsewhere")
    expect_state(stale, "4 Managed: Measured")
    assert value() == {"level": 2}
    stale.get_by_role("button", name="Use this one").click()
    expect(card(stale).get_by_role("radio", name="4 Managed")).to_be_checked()
    expect_state(stale, "Saved")
    assert value() == {"level": 4}
    assert AnswerRevision.objects.count() == 3
    pick(stale, "Ad hoc")
    settle(stale)
    assert value() == {"level": 1}


def test_without_a_connection_the_answer_is_kept_and_sent_again(tabs: Tabs) -> None:
    context = tabs.context(tabs.setting.respondent)
    page = tabs.open(context)
    context.set_offline(True)
    pick(page, "Optimised")
    expect_state(page, "Not saved yet: no connection")
    assert not Answer.objects.exists()
    context.set_offline(False)
    expect_state(page, "Saved")
    assert value() == {"level": 5}


def test_an_answer_that_could_not_be_sent_survives_the_tab(tabs: Tabs) -> None:
    context = tabs.context(tabs.setting.respondent)
    page = tabs.open(context)
    page.route("**/answers/**", lambda route: route.abort())
    pick(page, "Optimised")
    table = card(page, "hw-gpus")
    for row in (0, 1):
        if row:
            table.get_by_role("button", name="Add a row").click()
        table.get_by_label("Type").nth(row).select_option("h100-sxm")
        table.get_by_label("Count").nth(row).fill(str(8 + row))
    expect_state(page, "Not saved yet: no connection")
    page.close(run_before_unload=False)
    again = tabs.open(context)
    expect_state(again, "Saved")
    expect(card(again).get_by_role("radio", name="5 Optimised")).to_be_checked()
    expect_state(again, "Saved", "hw-gpus")
    assert value() == {"level": 5}
    assert value("hw-gpus") == {
        "rows": [{"type": "h100-sxm", "count": 8.0}, {"type": "h100-sxm", "count": 9.0}]
    }


def test_an_amount_left_by_a_page_in_another_language_keeps_its_meaning(tabs: Tabs) -> None:
    context = tabs.context(tabs.setting.respondent)
    page = tabs.open(context)
    page.route("**/answers/**", lambda route: route.abort())
    card(page, "hw-storage").get_by_label("Amount").fill("1.234 TB")
    expect_state(page, "Not saved yet", "hw-storage")
    User.objects.filter(pk=tabs.setting.respondent.pk).update(language="de")
    page.close()
    german = tabs.open(context)
    amount = card(german, "hw-storage").get_by_label("Menge")
    expect(amount).to_have_value("1,2340 TB")
    expect_state(german, "Gespeichert", "hw-storage")
    assert value("hw-storage") == dict.fromkeys(("low", "likely", "high"), 1.234e12)
    amount.fill("1,5 TB")
    amount.press("Tab")
    expect_state(german, "als 1,5 TB", "hw-storage")
    assert value("hw-storage") == dict.fromkeys(("low", "likely", "high"), 1.5e12)


def test_a_lost_reply_saves_once(tabs: Tabs) -> None:
    page = tabs.open(tabs.context(tabs.setting.respondent))
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.fetch()
            route.abort()

    page.route("**/answers/**", lose_the_first)
    pick(page, "Defined")
    expect_state(page, "Not saved yet: no connection")
    expect_state(page, "Saved")
    assert AnswerRevision.objects.count() == 1


def test_who_is_signed_out_keeps_the_answer_and_saves_it_after_signing_in(tabs: Tabs) -> None:
    context = tabs.context(tabs.setting.respondent)
    page = tabs.open(context)
    kept = [cookie for cookie in context.cookies() if cookie["name"] == "sessionid"]
    context.clear_cookies(name="sessionid")
    pick(page, "Defined")
    expect_state(page, "you are signed out")
    context.add_cookies(kept)  # type: ignore[arg-type]  # -- cookies as the browser gave them
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect_state(page, "Saved")
    assert value() == {"level": 3}


def test_leaving_the_page_sends_what_was_just_typed(tabs: Tabs) -> None:
    page = tabs.open(tabs.context(tabs.setting.respondent))
    card(page, "hw-note").get_by_label("Answer", exact=True).fill("In haste")
    page.get_by_role("link", name=re.compile("Network")).click()
    expect(page.get_by_role("heading", name="Network", exact=True)).to_be_visible()
    page.get_by_role("link", name=re.compile("Compute")).click()
    expect(card(page, "hw-note").get_by_label("Answer", exact=True)).to_have_value("In haste")


def test_without_javascript_everything_is_saved_by_a_button(tabs: Tabs) -> None:
    page = tabs.open(tabs.context(tabs.setting.respondent, has_javascript=False))
    pick(page, "Defined")
    card(page, "hw-storage").get_by_label("Amount").fill("3 bananas")
    pick(page, "Own rooms", "hw-where")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("1 question needs your attention")).to_be_visible()
    expect(page.get_by_text("2 answers saved.")).to_be_visible()
    expect(card(page, "hw-storage").get_by_label("Amount")).to_have_value("3 bananas")
    expect(card(page, "hw-cooling")).to_be_visible()
    card(page, "hw-storage").get_by_label("Amount").fill("3 PB")
    card(page, "hw-storage").get_by_label("Amount").press("Enter")
    expect_state(page, "Saved", "hw-storage")
    page.get_by_role("button", name="Next: Network").click()
    expect(page.get_by_role("heading", name="Network", exact=True)).to_be_visible()
    assert value() == {"level": 3}


def test_without_javascript_a_stale_page_lets_choose(tabs: Tabs) -> None:
    context = tabs.context(tabs.setting.respondent, has_javascript=False)
    stale, fresh = tabs.open(context), tabs.open(context)
    for page, text in ((fresh, "Managed"), (stale, "Repeated")):
        pick(page, text)
        page.get_by_role("button", name="Save", exact=True).click()
    expect_state(stale, "also changed elsewhere")
    stale.get_by_role("button", name="Use this one").click()
    expect(card(stale).get_by_role("radio", name="4 Managed")).to_be_checked()
    assert value() == {"level": 4}


def test_a_question_can_be_answered_by_keyboard_alone(tabs: Tabs) -> None:
    page = tabs.open(tabs.context(tabs.setting.respondent))
    card(page).get_by_text("Why we ask").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect_state(page, "Saved")
    settle(page)
    assert value() == {"level": 3}
    page.keyboard.press("Tab")
    expect(card(page).get_by_text("Another team provides this")).to_be_focused()
    page.keyboard.press("Tab")
    expect(card(page).get_by_label("How do you know?")).to_be_focused()


def test_history_opens_in_place(tabs: Tabs) -> None:
    page = tabs.open(tabs.context(tabs.setting.respondent))
    pick(page, "Defined")
    expect_state(page, "Saved")
    card(page).get_by_role("link", name="History").click()
    expect(card(page).locator(".history")).to_contain_text("counts now")


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_nothing_is_wider_than_the_screen(tabs: Tabs, width: int) -> None:
    page = tabs.open(tabs.context(tabs.setting.lead))
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
