"""Who waits for a plan sees the best schedule so far, and then the plan in its place.

One real plan is made: about as long as it takes is what there is to see.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MakeVisitor
from tests.browser.visitor import PLAN_MS

pytestmark = pytest.mark.browser


def test_who_waits_for_a_plan_sees_a_schedule_before_it_and_then_the_plan(visit: MakeVisitor) -> None:
    visitor, without_scripts = visit(), visit(has_javascript=False)
    for one in (visitor, without_scripts):
        one.sign_in("consultant").get_by_role("link", name="AI infrastructure readiness").click()
        one.tab("Plans")
    page = visitor.page
    page.get_by_role("button", name="Score, size and plan").click()
    preview = page.locator("#preview")
    expect(preview.get_by_role("heading", name="The best schedule so far")).to_be_visible(timeout=PLAN_MS)
    expect(preview).to_contain_text("This is not the plan yet.")
    expect(preview.locator(".chart-svg").first).to_contain_text(re.compile("Q1.*2027|2027.*Q1"))
    without_scripts.go(page.url)
    expect(without_scripts.page.locator("#preview")).to_contain_text("This is not the plan yet.")
    visitor.see_dashboard()
    expect(page.locator("#preview")).to_have_count(0)
    expect(page.get_by_text("This is not the plan yet.")).to_have_count(0)
