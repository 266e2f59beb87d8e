"""The whole way on a fresh installation: invitation, answers of two people, workload, limits, plan, dashboard, PDF."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import MakeVisitor
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

ORGANISATION = "Example Components (demonstration)"
PASSWORD = "granite plum seldom lantern"  # noqa: S105 -- a password for tests
DISPUTED = "hw-01-sizing"


def start_engagement(lead: Visitor, title: str) -> str:
    """Start an engagement without any answers; return its path."""
    page = lead.sign_in("lead")
    page.get_by_role("link", name="New engagement").click()
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    return page.url.removeprefix(lead.installation.address)


def invite(lead: Visitor, *emails: str) -> None:
    """Invite people to answer, on the page of the organisation's people."""
    for email in emails:
        page = lead.page
        page.get_by_label("E-mail address").fill(email)
        page.get_by_role("radio", name=re.compile("^Respondent")).check()
        page.get_by_role("button", name="Send the invitation").click()
        expect(page.get_by_text(f"An invitation is on its way to {email}.")).to_be_visible()


def join(person: Visitor, email: str, name: str, engagement: str) -> Page:
    """Follow the link of the letter, set name and password, and open the questions of the engagement."""
    page = person.go(person.installation.invitation_link(email))
    expect(page.get_by_role("heading", name=ORGANISATION)).to_be_visible()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text(f"Welcome to {ORGANISATION}")).to_be_visible()
    page.get_by_role("listitem").filter(has_text=engagement).get_by_role(
        "link", name="Start answering"
    ).click()
    expect(page.get_by_role("heading", name="Computing power and memory", level=2)).to_be_visible()
    return page


def choose(person: Visitor, question: str, level: int) -> None:
    """Choose a level; without JavaScript it is saved by the button."""
    person.question(question).get_by_role("radio", name=re.compile(rf"^{level}\b")).check()
    save(person, question)


def save(person: Visitor, *questions: str) -> None:
    """See the answers saved: by themselves, or by the button where there is no JavaScript."""
    if not person.has_javascript:
        person.page.get_by_role("button", name="Save", exact=True).click()
    for question in questions:
        expect(person.question(question).locator(".question__state")).to_contain_text("Saved")


def answer_as_head_of_it(person: Visitor) -> None:
    """A level, a row of accelerators, and on the next page an amount with its unit."""
    choose(person, DISPUTED, 2)
    accelerators = person.question("hw-01-accelerators")
    accelerators.get_by_label("Type").first.select_option("l40s")
    accelerators.get_by_label("Number").first.fill("8")
    accelerators.get_by_label("How do you know?").focus()
    save(person, "hw-01-accelerators")
    person.page.get_by_role("button", name="Next: Storage and networks").click()
    expect(person.page.get_by_role("heading", name="Storage and networks", level=2)).to_be_visible()
    amount = person.question("hw-03-capacity").get_by_label("Amount")
    amount.fill("1.5 PB")
    if person.has_javascript:
        amount.press("Tab")
    save(person, "hw-03-capacity")
    expect(person.question("hw-03-capacity").locator(".question__state")).to_contain_text("as 1,500 TB")


def describe_workload(lead: Visitor, title: str) -> None:
    """Serve a model, with what a lead knows about it."""
    page = lead.tab("Workloads")
    page.get_by_role("link", name="Serve a model").click()
    page.get_by_label("What is it called?").fill(title)
    page.get_by_label("Model", exact=True).fill("llama-3-8b")
    page.get_by_label("Requests per second at the peak").fill("1 / 2 / 4")
    page.get_by_label("Most sensitive data it touches").select_option("Personal data")
    page.get_by_role("button", name="Save workload").click()
    expect(page.get_by_text("Workload added.")).to_be_visible()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def set_constraints(lead: Visitor) -> None:
    """Time, money and people."""
    page = lead.tab("Constraints")
    page.get_by_label("Quarters to plan").fill("4")
    page.get_by_label("Budget per quarter (USD)").fill("300k 300k 200k 100k")
    page.get_by_label("Platform engineers").fill("2")
    page.get_by_role("button", name="Save constraints").click()
    expect(page.get_by_text("Constraints saved.")).to_be_visible()
    expect(page.get_by_label("Budget per quarter (USD)")).to_have_value("300,000 300,000 200,000 100,000")


def make_plan(lead: Visitor, title: str) -> str:
    """Ask for a plan and watch its steps until the dashboard is there; return the dashboard's path."""
    page = lead.tab("Plans")
    page.get_by_label("Name of this plan").fill(title)
    page.get_by_role("button", name="Score, size and plan").click()
    steps = page.get_by_role("list").filter(has_text="Scheduling the roadmap")
    expect(steps.get_by_role("listitem")).to_have_count(6)
    if not lead.has_javascript:
        look_again(page)
    lead.see_dashboard()
    return page.url.removeprefix(lead.installation.address)


def look_again(page: Page) -> None:
    """Follow the link of the progress page for as long as there is one."""
    link = page.get_by_role("link", name="Look again")
    while link.count():
        link.click()
        page.wait_for_load_state()


def check_dashboard(page: Page, workload: str) -> str:
    """See verdicts, charts and roadmap; return the fingerprint."""
    expect(page.locator("#workloads").get_by_role("heading", name=workload)).to_be_visible()
    expect(page.locator("#readiness svg")).to_be_visible()
    expect(page.locator("#maturity svg").first).to_be_visible()
    expect(page.locator("#roadmap svg").first).to_be_visible()
    fingerprint = page.locator(".fingerprint").inner_text()
    assert re.fullmatch("[0-9a-f]{64}", fingerprint)
    return fingerprint


def download_report(page: Page) -> str:
    """Press the button; return the text of the PDF."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Executive report (PDF)").click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF")
    return "\n".join(part.extract_text() for part in PdfReader(BytesIO(content)).pages)


@pytest.mark.parametrize("has_javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_invitation_to_report(visit: MakeVisitor, has_javascript: bool) -> None:
    suffix = "" if has_javascript else " without scripts"
    title, workload = f"Second plant{suffix}", f"Service assistant{suffix}"
    ida, paul = (f"{name}{len(suffix)}@example.org" for name in ("ida", "paul"))
    lead, first, second, reader = (visit(has_javascript=has_javascript) for _ in range(4))

    engagement = start_engagement(lead, title)
    lead.tab("People")
    invite(lead, ida, paul)
    join(first, ida, "Ida Berg", title)
    answer_as_head_of_it(first)
    join(second, paul, "Paul Ochs", title)
    choose(second, DISPUTED, 4)

    page = lead.go(engagement)
    for name, count in (("Ida Berg", 3), ("Paul Ochs", 1)):
        row = page.get_by_role("row").filter(has_text=name)
        expect(row.get_by_role("cell").nth(1)).to_have_text(str(count))
    lead.go(f"{engagement}questions/compute/")
    others = lead.question(DISPUTED).locator(".question__others")
    others.get_by_text("2 others answered").click()
    for name, level in (("Ida Berg", "2"), ("Paul Ochs", "4")):
        expect(others.get_by_role("listitem").filter(has_text=name)).to_contain_text(level)

    describe_workload(lead, workload)
    set_constraints(lead)
    plan = make_plan(lead, f"First plan{suffix}")
    fingerprint = check_dashboard(lead.page, workload)
    report = download_report(lead.page)
    assert ORGANISATION in report
    assert fingerprint in re.sub(r"\s", "", report)

    reader.sign_in("sponsor")
    expect(reader.page.get_by_role("link", name="Start answering")).to_have_count(0)
    assert check_dashboard(reader.go(plan), workload) == fingerprint
    expect(reader.page.locator("nav.tabs").get_by_role("link")).to_have_text(
        ["Overview", "Maturity", "Milestones", "Plans", "Initiatives", "Decisions"]
    )
    assert reader.is_refused(f"{engagement}questions/compute/")
    assert first.is_refused(plan)
