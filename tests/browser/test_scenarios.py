"""Scenarios on a running installation: offered and written, planned together, compared, and told apart from others."""

import csv
import io

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import MakeVisitor
from tests.browser.test_whole_way import describe_workload, set_constraints, start_engagement
from tests.browser.visitor import PLAN_MS, Visitor
from tests.browser.windows import forget_failures

pytestmark = pytest.mark.browser

PLAIN, OFFERED, WRITTEN = "Without changes", "Buy everything", "Twice the load"


def add_offered(lead: Visitor) -> None:
    """Take one that is offered."""
    lead.page.get_by_role("button", name=OFFERED).click()
    expect(lead.page.get_by_role("heading", name=OFFERED, level=2)).to_be_visible()


def write_one(lead: Visitor) -> None:
    """Write one, with a mistake at first."""
    page = lead.page
    page.get_by_role("link", name="New scenario").click()
    page.get_by_label("What is it called?").fill(WRITTEN)
    page.get_by_label("More or less load").fill("+100")
    page.get_by_label("More or less budget").fill("-99")
    page.get_by_role("button", name="Save scenario").click()
    expect(page.get_by_text("must lie between −95 % and +1900 %")).to_be_visible()
    forget_failures(lead)  # the browser calls the refused form an error
    page.get_by_label("More or less budget").fill("")
    page.get_by_role("button", name="Save scenario").click()
    expect(page.get_by_text("There is 100 % more to train on")).to_be_visible()


def plan_and_wait(lead: Visitor, button: Locator) -> None:
    """Press a button that plans, and wait for all plans."""
    button.click()
    page = lead.page
    if lead.has_javascript:
        expect(page.locator("#scenario-states").get_by_text("Queued")).to_have_count(0, timeout=PLAN_MS)
    else:
        while page.get_by_role("link", name="Look again").count():
            page.get_by_role("link", name="Look again").click()
            page.wait_for_timeout(500)
    expect(page.locator("#scenario-states").get_by_text("Failed")).to_have_count(0)


def headings(page: Page) -> list[str]:
    """What the columns of the comparison are called."""
    return page.locator(".comparison thead th").all_inner_texts()


def downloaded(page: Page) -> list[list[str]]:
    """The lines of the table as it is downloaded."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the table (CSV)").click()
    text = download.value.path().read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def open_scenarios(lead: Visitor, engagement: str) -> str:
    """Start an engagement with one workload and open its scenarios; return its address."""
    address = start_engagement(lead, engagement)
    describe_workload(lead, "Parts assistant")
    set_constraints(lead)
    lead.tab("Plans").get_by_role("link", name="Scenarios").click()
    return address


def test_scenarios_are_planned_together_and_compared(visit: MakeVisitor) -> None:
    lead, reader = visit(), visit()
    engagement = open_scenarios(lead, "Third plant")
    add_offered(lead)
    write_one(lead)
    page = lead.page
    plan_and_wait(lead, page.get_by_role("button", name="Plan all scenarios"))

    page.get_by_role("link", name="Compare the plans").click()
    expect(page.get_by_role("heading", name="Plans side by side", level=1)).to_be_visible()
    expect(page.get_by_text("All of them rest on the same answers")).to_be_visible()
    columns = ["Figure", PLAIN, OFFERED, WRITTEN]
    assert headings(page) == columns
    assert page.locator(".page-head p").first.inner_text()
    expect(page.locator("figure.chart svg")).to_have_count(2)
    expect(page.get_by_role("row").filter(has_text="Money within the plan")).to_contain_text("USD")
    lines = downloaded(page)
    assert lines[0] == ["Section", "Figure", "Unit", *columns[1:]]

    lead.tab("Constraints")
    page.get_by_label("Quarters to plan").fill("4")
    page.get_by_label("Budget per quarter (USD)").fill("500k")
    page.get_by_role("button", name="Save constraints").click()
    lead.go(f"{engagement}scenarios/")
    card = page.get_by_role("article").filter(has_text=OFFERED)
    plan_and_wait(lead, card.get_by_role("button", name="Plan this scenario"))
    lead.go(f"{engagement}compare/")
    warning = page.locator(".alert--warning")
    expect(warning).to_contain_text(f"“{OFFERED}” does not rest on the same as “{PLAIN}”")
    expect(warning).to_contain_text("the limits differ")

    reader.sign_in("sponsor")
    reader.go(f"{engagement}compare/")
    assert headings(reader.page) == columns
    page = reader.page
    page.get_by_role("row").filter(has_text="Money within the plan").get_by_role("link").last.click()
    expect(page.locator("#roadmap")).to_be_in_viewport()
    reader.go(f"{engagement}scenarios/")
    expect(page.get_by_role("button", name="Plan")).to_have_count(0)
    assert reader.is_refused(f"{engagement}scenarios/new/")


def test_without_javascript_a_scenario_is_planned_and_compared(visit: MakeVisitor) -> None:
    lead = visit(has_javascript=False)
    open_scenarios(lead, "Third plant without scripts")
    add_offered(lead)
    page = lead.page
    plan_and_wait(lead, page.get_by_role("button", name="Plan all scenarios"))
    page.get_by_role("link", name="Compare the plans").click()
    assert headings(page) == ["Figure", PLAIN, OFFERED]
    expect(page.locator("figure.chart svg")).to_have_count(2)
    assert downloaded(page)[0] == ["Section", "Figure", "Unit", PLAIN, OFFERED]
