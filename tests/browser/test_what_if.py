"""What-if in a browser: a moved slider redraws the picture, a mistake leaves it, the keyboard is enough."""

import json
import re
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakeVisitor
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

PHONE_WIDTH = 390
LIMIT_MS = 300
# From the request that a change sends to the picture that is there and painted.
MEASURE = """
() => {
  window.redraws = [];
  document.addEventListener("htmx:beforeRequest", () => { window.asked = performance.now(); });
  document.addEventListener("htmx:afterSettle", () => {
    const asked = window.asked;
    requestAnimationFrame(() => setTimeout(() => {
      const fetched = performance.getEntriesByType("resource").filter((one) => one.name.includes("/what-if/")).at(-1);
      window.redraws.push({whole: performance.now() - asked, fetch: fetched.duration});
    }));
  });
}
"""


def open_what_if(visitor: Visitor, user: str = "consultant") -> Page:
    """Open what-if of the demonstration's plan from its dashboard, and wait until it has been read once."""
    page = visitor.sign_in(user)
    page.get_by_role("link", name="AI infrastructure readiness").click()
    visitor.tab("Plans")
    page.get_by_role("link", name="First plan").click()
    visitor.see_dashboard()
    page.get_by_role("link", name="What if …").click()
    expect(page.get_by_role("heading", name="What if …", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.evaluate(MEASURE)
    return page


def press(page: Page, label: str, key: str, times: int = 1) -> None:
    """Move a slider with the keyboard alone."""
    slider = page.get_by_role("slider", name=label)
    slider.focus()
    for _ in range(times):
        page.keyboard.press(key)


def changed(page: Page) -> None:
    expect(page.get_by_role("heading", name="With these changes", level=2)).to_be_visible()


def test_moving_a_slider_redraws_verdicts_and_figures(visit: MakeVisitor) -> None:
    page = open_what_if(visit())
    expect(page.get_by_role("heading", name="As in the plan", level=2)).to_be_visible()
    before = page.locator("#what-if-picture").inner_text()
    press(page, "Price of accelerators", "End")
    changed(page)
    expect(page.get_by_text("Accelerators cost 200 % more, bought or rented.")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text(re.compile("change"))
    assert page.locator("#what-if-picture").inner_text() != before
    expect(page.locator("[data-slider-number=id_hardware]")).to_have_text("300")
    for label, key in (("Load", "PageUp"), ("Use of owned accelerators", "Home"), ("Budget", "Home")):
        asked = int(page.evaluate("window.redraws.length"))
        press(page, label, key)
        page.wait_for_function("count => window.redraws.length > count", arg=asked)
    took = page.evaluate("window.redraws.map((one) => [Math.round(one.whole), Math.round(one.fetch)])")
    sys.stdout.write(f"redraws (ms, of them fetching): {json.dumps(took)}; the limit is {LIMIT_MS}\n")
    for text in ("The budget is 90 % lower.", "Owned accelerators are in use 5 % of their life."):
        expect(page.get_by_text(text)).to_be_visible()
    page.reload()
    changed(page)
    expect(page.get_by_text("The budget is 90 % lower.")).to_be_visible()


def test_back_to_where_it_stood_says_that_nothing_changes(visit: MakeVisitor) -> None:
    page = open_what_if(visit(), "sponsor")
    press(page, "Budget", "ArrowLeft", 3)
    changed(page)
    press(page, "Budget", "ArrowRight", 3)
    expect(page.get_by_role("status")).to_have_text("Nothing changes against the plan.")
    expect(page.get_by_role("button", name="Plan this")).to_have_count(0)


def test_a_mistake_is_said_at_its_field_and_the_picture_stays(visit: MakeVisitor) -> None:
    page = open_what_if(visit())
    press(page, "Budget", "ArrowLeft", 4)
    changed(page)
    picture = page.locator("#what-if-picture").inner_text()
    page.get_by_label("If this were answered differently").select_option(index=1)
    page.get_by_label("New answer").fill("nonsense")
    expect(page.locator("#id_answer_error")).not_to_be_empty()
    expect(page.get_by_role("status")).to_have_text(re.compile("cannot be as asked"))
    assert page.locator("#what-if-picture").inner_text() == picture
    page.get_by_label("New answer").fill("")
    expect(page.locator("#id_answer_error")).to_be_empty()
    expect(page.get_by_role("status")).to_have_text(re.compile("change"))


@pytest.mark.parametrize("has_javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_plan_this_queues_a_scenario(visit: MakeVisitor, has_javascript: bool) -> None:
    visitor = visit(has_javascript=has_javascript)
    page = _plain(visitor) if not has_javascript else open_what_if(visitor)
    press(page, "Budget", "ArrowLeft", 2)
    if not has_javascript:
        page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_text("The budget is 10 % lower.")).to_be_visible()
    name = f"A tenth less, {'with' if has_javascript else 'without'} scripts"
    page.get_by_label("Name of the scenario").fill(name)
    page.get_by_role("button", name="Plan this").click()
    steps = page.get_by_role("list").filter(has_text="Scheduling the roadmap")
    expect(steps.or_(page.get_by_role("link", name="Executive report (PDF)"))).to_be_visible()
    visitor.tab("Plans")
    expect(page.get_by_role("link", name=name)).to_be_visible()


def _plain(visitor: Visitor) -> Page:
    page = visitor.sign_in("consultant")
    page.get_by_role("link", name="AI infrastructure readiness").click()
    visitor.tab("Plans")
    page.get_by_role("link", name="First plan").click()
    page.get_by_role("link", name="What if …").click()
    return page


def test_the_keyboard_reaches_every_control_on_a_phone(visit: MakeVisitor) -> None:
    visitor = visit(width=PHONE_WIDTH)
    page = open_what_if(visitor)
    assert visitor.overflow() == 0
    controls = "#content form :is(input:not([type=hidden]), select, button)"
    reached = _tabbed(
        page, lambda: bool(page.evaluate("document.activeElement.closest('#content form') !== null"))
    )
    assert reached >= page.locator(controls).count()
    press(page, "Load", "PageUp")
    changed(page)
    assert visitor.overflow() == 0


def _tabbed(page: Page, is_counted: Callable[[], bool]) -> int:
    """Return how many controls the tab key reaches, from the top of the page to where it counts no more."""
    page.evaluate("document.querySelector('#content').focus()")
    count, was_inside = 0, False
    for _ in range(80):
        page.keyboard.press("Tab")
        inside = is_counted()
        if was_inside and not inside and count > 10:
            break
        count, was_inside = count + inside, inside
    return count
