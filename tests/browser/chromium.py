"""The Chromium of this machine, driven through playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), "chromium")
PATIENCE_MS = 60_000  # a busy machine with two cores is slow, not wrong
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Start a Chromium without a window, and end it. Whatever is waited for gets the same patience."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def patient_context(browser: Browser, **options: Any) -> BrowserContext:
    """A fresh profile of the browser."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE_MS)
    return context
