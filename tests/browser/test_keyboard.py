"""The whole journey with a keyboard alone: it is always seen where the focus is, and nothing keeps it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakeVisitor
from tests.browser.installation import MAIL_DOMAIN
from tests.browser.keyboard import Keyboard
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

DEMONSTRATION = "AI infrastructure readiness"


def sign_in(visitor: Visitor, name: str) -> Keyboard:
    """Sign in by typing."""
    page = visitor.go("/account/login/")
    keys = Keyboard(page)
    keys.skip()
    keys.reach(page.get_by_label("E-mail address"))
    page.keyboard.type(f"{name}@{MAIL_DOMAIN}")
    keys.reach(page.get_by_label("Password", exact=True))
    page.keyboard.type(visitor.installation.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Engagements", level=1)).to_be_visible()
    return keys


def start_engagement(keys: Keyboard, title: str) -> None:
    """Start an engagement of one's own, and come to its first questions."""
    page = keys.page
    keys.skip()
    keys.follow(page.get_by_role("link", name="New engagement"))
    keys.reach(page.get_by_label("Title"))
    page.keyboard.type(title)
    keys.follow(page.get_by_role("button", name="Start", exact=True))
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    keys.follow(page.locator("nav.tabs").get_by_role("link", name="Questions", exact=True))


def open_dashboard(keys: Keyboard) -> None:
    """Come to the dashboard of the demonstration's plan from wherever one is."""
    page = keys.page
    keys.follow(page.locator(".site-nav").get_by_role("link", name="Engagements", exact=True))
    keys.follow(page.get_by_role("link", name=DEMONSTRATION))
    keys.follow(page.locator("nav.tabs").get_by_role("link", name="Plans", exact=True))
    keys.follow(page.get_by_role("link", name="First plan"))


def answer_questions(keys: Keyboard) -> None:
    """Choose a level with the arrow keys, type an amount, and see both saved."""
    page = keys.page
    sizing = page.locator("#q-hw-01-sizing")
    keys.reach(sizing.get_by_role("radio"))
    keys.press("ArrowDown", 2)
    expect(sizing.locator(".question__state")).to_contain_text("Saved")
    expect(sizing.get_by_role("radio", checked=True)).to_have_count(1)
    keys.follow(page.get_by_role("button", name="Next: Storage and networks"))
    expect(page.get_by_role("heading", name="Storage and networks", level=2)).to_be_visible()
    capacity = page.locator("#q-hw-03-capacity")
    keys.reach(capacity.get_by_label("Amount"))
    page.keyboard.type("1.5 PB")
    keys.press("Tab")
    expect(capacity.locator(".question__state")).to_contain_text("Saved")


def open_verdict(keys: Keyboard) -> None:
    """Unfold what a verdict rests on, go into it, and fold it again."""
    verdict = keys.page.locator("#workloads .verdicts details.trace").first
    keys.reach(verdict.locator("summary"))
    keys.press("Enter")
    expect(verdict).to_have_attribute("open", "")
    keys.press("Tab")
    assert verdict.evaluate("one => one.contains(document.activeElement)")
    keys.press("Shift+Tab")
    keys.press("Enter")
    expect(verdict).not_to_have_attribute("open", "")


def read_chart(keys: Keyboard) -> None:
    """Step through the marks of a chart; Escape ends that."""
    page = keys.page
    keys.reach(page.locator("#maturity .chart__scroll"))
    keys.press("ArrowRight")
    expect(page.locator(".chart-tip")).not_to_be_empty()
    keys.press("Escape")
    expect(page.locator(".chart-tip")).to_be_empty()


def try_menu(keys: Keyboard, selector: str) -> None:
    """Open a menu, go into it, and close it with Escape: the focus is back where it was."""
    menu = keys.page.locator(selector)
    keys.reach(menu.locator("summary"))
    keys.press("Enter")
    expect(menu).to_have_attribute("open", "")
    keys.press("Tab", 2)
    assert menu.evaluate("one => one.contains(document.activeElement)")
    keys.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    assert keys.is_at(menu.locator("summary"))


def move_slider(page: Page, keys: Keyboard) -> None:
    """Move a slider of what-if and see what changes."""
    keys.follow(page.get_by_role("link", name="What if …"))
    expect(page.get_by_role("heading", name="What if …", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    keys.skip()
    keys.reach(page.get_by_role("slider", name="Budget"))
    keys.press("ArrowLeft")
    expect(page.get_by_role("heading", name="With these changes", level=2)).to_be_visible()
    assert keys.is_at(page.get_by_role("slider", name="Budget"))


def test_the_whole_journey_needs_a_keyboard_and_nothing_else(visit: MakeVisitor) -> None:
    visitor = visit()
    keys = sign_in(visitor, "lead")
    page = keys.page
    start_engagement(keys, "With a keyboard")
    answer_questions(keys)
    open_dashboard(keys)
    visitor.see_dashboard()
    try_menu(keys, "details.menu")
    try_menu(keys, "details.downloads")
    read_chart(keys)
    open_verdict(keys)
    page.reload()
    move_slider(page, keys)
    keys.follow(page.locator("#content").get_by_role("link", name="First plan"), "Shift+Tab")
    report = page.get_by_role("link", name="Executive report (PDF)")
    keys.reach(report)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert re.fullmatch(r".+-roadmap-[0-9a-f]{8}\.pdf", download.value.suggested_filename)
    assert keys.faults == []


def test_the_tab_key_goes_through_whole_pages_and_nothing_keeps_it(visit: MakeVisitor) -> None:
    visitor = visit()
    keys = sign_in(visitor, "lead")
    page = keys.page
    open_dashboard(keys)
    visitor.see_dashboard()
    dashboard = page.url
    page.get_by_role("link", name="Overview", exact=True).click()
    overview = page.url
    for address in (
        dashboard,
        f"{dashboard}what-if/",
        f"{overview}questions/storage-network/",
        f"{overview}compare/",
    ):
        visitor.go(address).wait_for_load_state("networkidle")
        reached, count = keys.walk()
        assert reached == count, address
    assert keys.faults == []
