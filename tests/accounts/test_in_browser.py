"""Signing in, inviting and the admin in a real browser: policy, theme, menu, keyboard, phone, no JavaScript."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Membership, Organisation, Role
from tests.browser.chromium import patient_context, running_browser
from tests.factories import PASSWORD, add_member, make_invitation, make_organisation, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for the tests of this file."""
    with pytest.MonkeyPatch.context() as patch, running_browser() as chromium:
        # Playwright keeps an event loop in this thread; the database is asked from it all the same.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield chromium


class Window:
    """A window of one person, and what the browser complained about in it."""

    def __init__(self, context: BrowserContext, server: LiveServer) -> None:
        self.context, self.server, self.complaints = context, server, list[str]()
        context.on("console", lambda message: self.complaints.append(message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.page: Page = context.new_page()

    def go(self, path: str) -> Page:
        self.page.goto(self.server.url + path)
        return self.page

    def sign_in(self, email: str) -> Page:
        page = self.go(reverse("account_login"))
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(self.server.url + "/")
        return page


@pytest.fixture
def organisation(browser: Browser, transactional_db: None) -> Organisation:
    """A client with a consultant, somebody who answers, and an open invitation."""
    organisation = make_organisation("Rheinland Hospital Group")
    add_member(organisation, Role.CONSULTANT, make_user("clara@example.org", name="Clara", password=PASSWORD))
    add_member(organisation, Role.RESPONDENT, make_user("jonas@example.org", name="Jonas Weber"))
    make_invitation(organisation, email="waiting@example.org")
    return organisation


@pytest.fixture
def window(browser: Browser, live_server: LiveServer, organisation: Organisation) -> Iterator[Window]:
    """A desktop window in which nothing may break the content security policy."""
    context = patient_context(browser, viewport={"width": 1280, "height": 800}, color_scheme="light")
    window = Window(context, live_server)
    yield window
    context.close()
    assert [text for text in window.complaints if "Content Security Policy" in text or "Error" in text] == []


def theme_of(page: Page) -> tuple[str, str]:
    """What was chosen, and the background that is drawn."""
    found = page.evaluate(
        "[document.documentElement.dataset.theme, getComputedStyle(document.body).backgroundColor]"
    )
    return found[0], found[1]


def overflow_of(page: Page) -> int:
    """How far the page can be scrolled sideways, in pixels."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_the_theme_is_chosen_once_for_pages_and_admin(window: Window) -> None:
    page = window.sign_in("clara@example.org")
    assert theme_of(page) == ("auto", "rgb(244, 246, 245)")
    page.get_by_role("button", name="Dark").click()
    assert theme_of(page) == ("dark", "rgb(14, 20, 23)")
    for path in (reverse("accounts:profile-edit"), reverse("admin:index")):
        assert theme_of(window.go(path)) == ("dark", "rgb(14, 20, 23)")
    page.get_by_role("button", name="As the system").click()
    page.emulate_media(color_scheme="dark")
    assert theme_of(page) == ("auto", "rgb(14, 20, 23)")


def test_the_menu_is_worked_by_keyboard(window: Window) -> None:
    page = window.sign_in("clara@example.org")
    menu = page.locator("details[data-menu]")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(window.server.url + reverse("account_login"))


def test_the_first_tab_stop_leads_to_the_content(window: Window) -> None:
    page = window.go(reverse("account_login"))
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_admin_pages_keep_to_the_policy(window: Window, organisation: Organisation) -> None:
    window.sign_in("clara@example.org")
    for model in ("organisation", "membership", "invitation", "user"):
        window.go(reverse(f"admin:accounts_{model}_changelist"))
        expect(window.page.locator("#result_list")).to_be_visible()
        assert overflow_of(window.page) == 0
    membership = Membership.objects.get(user__email="jonas@example.org")
    for path in (
        reverse("admin:accounts_invitation_add"),
        reverse("admin:accounts_membership_change", args=[membership.pk]),
        reverse("admin:accounts_membership_delete", args=[membership.pk]),
    ):
        window.go(path)
        expect(window.page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_a_phone(
    browser: Browser, live_server: LiveServer, organisation: Organisation, scheme: str
) -> None:
    context = patient_context(browser, viewport={"width": 360, "height": 740}, color_scheme=scheme)
    window = Window(context, live_server)
    window.sign_in("clara@example.org")
    paths = [
        reverse("accounts:member-list", args=[organisation.pk]),
        reverse("accounts:profile-edit"),
        reverse("account_logout"),
        reverse("admin:index"),
        reverse("admin:accounts_membership_changelist"),
        reverse("admin:accounts_invitation_add"),
        "/nowhere/",
    ]
    assert {path: overflow_of(window.go(path)) for path in paths} == dict.fromkeys(paths, 0)
    context.close()


def test_inviting_and_joining_work_without_javascript(
    browser: Browser, live_server: LiveServer, organisation: Organisation
) -> None:
    issued = make_invitation(organisation, email="new@example.org", role=Role.LEAD)
    newcomer = Window(patient_context(browser, java_script_enabled=False), live_server)
    page = newcomer.go(reverse("accounts:invitation-accept", args=[issued.token]))
    page.get_by_label("Your name").fill("New Lead")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("Welcome to Rheinland Hospital Group.")).to_be_visible()

    newcomer.go(reverse("accounts:member-list", args=[organisation.pk]))
    page.get_by_label("E-mail address").fill("next@example.org")
    page.get_by_label("Executive reader").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("row", name="next@example.org")).to_contain_text("Executive reader")
    row = page.get_by_role("row", name="Jonas Weber")
    row.get_by_label("Role of Jonas Weber").select_option("reader")
    row.get_by_role("button", name="Change").click()
    expect(page.get_by_text("Jonas Weber is now Executive reader.")).to_be_visible()
    newcomer.context.close()
