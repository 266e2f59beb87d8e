"""Times of a page, written by its script: on the clock of the browser, in the language of the page."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.browser.chromium import patient_context

pytestmark = pytest.mark.browser

SCRIPT = Path(settings.BASE_DIR) / "static" / "js" / "local-time.js"
TIME = '<time datetime="2020-01-05T13:05:00+00:00" data-local>5 Jan 2020</time>'


@pytest.mark.parametrize(
    ("page_language", "browser_language", "shown"),
    [
        ("de", "en-US", "5. Jan. 2020, 14:05"),
        ("de", "de-AT", "5. Jän. 2020, 14:05"),
        ("en", "en-GB", "5 Jan 2020, 14:05"),
        ("en", "de-DE", "Jan 5, 2020, 02:05 PM"),
    ],
)
def test_times_are_written_in_the_language_of_the_page(
    chromium: Browser, page_language: str, browser_language: str, shown: str
) -> None:
    context = patient_context(chromium, locale=browser_language, timezone_id="Europe/Berlin")
    page = context.new_page()
    page.set_content(f'<!doctype html><html lang="{page_language}"><body>{TIME}</body></html>')
    page.add_script_tag(path=SCRIPT)
    text = page.locator("time").inner_text()
    context.close()
    assert text.replace("\u202f", " ") == shown
