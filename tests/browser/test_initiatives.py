"""Initiatives on a running installation: found, changed for the engagement, taken away as a file, brought in again."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MakeVisitor
from tests.browser.test_whole_way import start_engagement
from tests.browser.windows import forget_failures

pytestmark = pytest.mark.browser

TITLE = "Container orchestration platform with GPU quotas"


def test_a_lead_changes_an_initiative_and_brings_in_a_file(visit: MakeVisitor, tmp_path: Path) -> None:
    lead = visit()
    page = lead.page
    start_engagement(lead, "Initiatives of our own")
    lead.tab("Initiatives")
    page.get_by_label("Search for").fill("gpu quotas")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("One of 80 initiatives")).to_be_visible()

    card = page.get_by_role("article", name=TITLE)
    card.get_by_role("link", name="Change").click()
    page.get_by_label("Cost (USD)").fill("90k / 60k / 200k")
    page.get_by_label("Reason").fill("Offer of our supplier")
    page.get_by_role("button", name="Save initiative").click()
    expect(page.get_by_text("low, likely and high must ascend")).to_be_visible()
    forget_failures(lead)  # the browser calls the refused form an error
    page.get_by_label("Cost (USD)").fill("61k / 90k / 200k")
    page.get_by_role("button", name="Save initiative").click()
    expect(page.get_by_text("80 of 80 initiatives")).to_be_visible()
    expect(card.get_by_text("Offer of our supplier")).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="Download as YAML").click()
    file = tmp_path / "own.yaml"
    download.value.save_as(file)
    changed = re.subn(r"(low: 61000\.0\s+likely: )90000", r"\g<1>120000", file.read_text())
    assert changed[1] == 1
    file.write_text(changed[0])
    page.get_by_role("link", name="Bring in a file").click()
    page.get_by_label("YAML file").set_input_files(file)
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_text("79 initiatives stay as they are.")).to_be_visible()
    page.get_by_label("Reason").fill("Second offer")
    page.get_by_role("button", name="Store all of it").click()
    expect(card.get_by_text("120 k USD (61–200)").first).to_be_visible()

    card.get_by_role("link", name="Back to the shipped one").click()
    page.get_by_role("button", name="Back to the shipped one").click()
    expect(page.get_by_text("Done. Earlier plans are as they were.")).to_be_visible()
    expect(card.get_by_text("100 k USD (40–220)").first).to_be_visible()
