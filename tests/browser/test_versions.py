"""The move from version 1 to version 2 of the shipped bank in a real browser: rehearsed, done, cancelled."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MakeVisitor
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

TITLE = "Readiness on the first version"


def start_on_the_first_version(lead: Visitor) -> str:
    """Start an engagement on version 1; return its path."""
    page = lead.sign_in("lead")
    page.get_by_role("link", name="New engagement").click()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Question bank").select_option(label="AI infrastructure readiness 1")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("heading", name=TITLE, level=1)).to_be_visible()
    return page.url.removeprefix(lead.installation.address)


def answer(lead: Visitor, question: str, level: int) -> None:
    """Choose a level and see it saved; without JavaScript by the button."""
    lead.question(question).get_by_role("radio", name=re.compile(rf"^{level}\b")).check()
    if not lead.has_javascript:
        lead.page.get_by_role("button", name="Save", exact=True).click()
    expect(lead.question(question).locator(".question__state")).to_contain_text("Saved")


def index_beside(page: Page, version: str) -> str:
    """The index that the rehearsal shows for a version."""
    fact = page.locator(".facts > div").filter(has_text=f"Index, version {version}")
    return fact.locator("dd").inner_text().strip()


@pytest.mark.parametrize("has_javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_engagement_moves_to_the_second_version_and_back(visit: MakeVisitor, has_javascript: bool) -> None:
    lead = visit(has_javascript=has_javascript)
    here = start_on_the_first_version(lead)
    lead.go(f"{here}questions/")
    for question, level in (("hw-01-sizing", 3), ("hw-02-fit", 2)):
        answer(lead, question, level)
    page = lead.go(here)
    expect(page.get_by_text("Version 2 of the question bank is there.")).to_be_visible()
    page.get_by_role("link", name="See what it would change").click()
    expect(page.get_by_role("heading", name="Both scores side by side")).to_be_visible()
    before = index_beside(page, "1")
    assert re.fullmatch(r"\d+\.\d", before)
    assert re.fullmatch(r"\d+\.\d", index_beside(page, "2"))
    expect(page.get_by_role("row").filter(has_text="Accelerated compute capacity")).to_be_visible()
    new = page.locator("details").filter(has_text="New questions")
    expect(new.locator("li").first).to_be_hidden()
    new.locator("summary").click()
    expect(new.locator("li").first).to_be_visible()

    page.get_by_role("button", name="Move to version 2").click()
    expect(page.get_by_text("The engagement is on version 2 now.")).to_be_visible()
    expect(page.get_by_text("This is the newest version")).to_be_visible()
    lead.go(f"{here}questions/")
    expect(lead.question("hw-01-sizing").get_by_role("radio", name=re.compile(r"^3\b"))).to_be_checked()

    lead.go(f"{here}milestones/")
    page.get_by_role("link", name="Before the upgrade to").click()
    expect(page.get_by_text("version 1 (full) became version 2 (full)")).to_be_visible()

    lead.go(f"{here}upgrade/")
    page.get_by_role("button", name="Go back to version 1").click()
    expect(page.get_by_text("Back on version 1. Every answer is still there.")).to_be_visible()
    assert index_beside(page, "1") == before


def test_why_a_question_is_not_asked_follows_the_answers(visit: MakeVisitor) -> None:
    lead = visit()
    here = start_on_the_first_version(lead)
    page = lead.go(f"{here}questions/")
    folded = page.locator("details.not-asked")
    folded.locator("summary").click()
    shown = folded.locator("li").first
    expect(shown).to_contain_text("is not answered yet")
    count = folded.locator("li").count()
    rows = lead.question("hw-01-accelerators")
    rows.get_by_label("Type").first.select_option("l40s")
    rows.get_by_label("Number").first.fill("8")
    rows.get_by_label("How do you know?").focus()
    expect(folded.locator("li")).not_to_have_count(count)
    expect(folded).to_have_attribute("open", "")
    expect(folded.locator("summary")).to_contain_text(f"Not asked ({folded.locator('li').count()})")


def test_the_quick_profile_asks_less_and_the_full_one_again_all(visit: MakeVisitor) -> None:
    lead = visit()
    page = lead.sign_in("lead")
    page.get_by_role("link", name="New engagement").click()
    page.get_by_label("Title").fill("A quick look")
    page.get_by_label("How much to ask").select_option("quick")
    page.get_by_role("button", name="Start", exact=True).click()
    asked = page.locator(".facts > div").filter(has_text="Answered by anybody").locator("dd")
    quick = int(asked.inner_text().rpartition("/")[2])
    page.get_by_role("button", name="Ask every question").click()
    expect(page.get_by_role("button", name="Ask only the quick questions")).to_be_visible()
    assert quick < int(asked.inner_text().rpartition("/")[2])
