"""Several windows on the same questions of one installation, and what its journal says about them."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.chromium import PATIENCE_MS
from tests.browser.installation import MAIL_DOMAIN, Installation, running_installation
from tests.browser.visitor import Visitor

GROUP = "data-foundation"
CHOICE, AMOUNT, SEVERAL = "da-01-access", "da-01-volume", "da-05-classes"
SAVES = "**/answers/**"


@dataclass(slots=True)
class Server:
    """An installation that can be stopped and started again at the same address."""

    folder: Path
    running: ExitStack = field(default_factory=ExitStack)

    def start(self, **environment: str) -> Installation:
        return self.running.enter_context(running_installation(self.folder, **environment))

    def stop(self) -> None:
        self.running.close()


@dataclass(frozen=True, slots=True)
class Save:
    """One line of the journal; `sequence` counts the changes of the window that sent it."""

    respondent: str
    value: Any
    comment: str
    sequence: int
    is_current: bool


def journal(installation: Installation, page: Page, question: str) -> list[Save]:
    """All saves of a question in the engagement of a page, the oldest first."""
    query = """
        SELECT users.email, saves.value, saves.comment, saves.client_sequence, saves.revision = answers.revision
        FROM assessments_answerrevision AS saves
        JOIN assessments_answer AS answers ON answers.id = saves.answer_id
        JOIN accounts_user AS users ON users.id = answers.respondent_id
        WHERE answers.engagement_id = ? AND answers.question = ? ORDER BY saves.id
    """
    engagement = int(urlsplit(page.url).path.split("/")[2])
    address = f"file:{installation.data / 'plumbline.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE_MS / 1000)) as database:
        rows = database.execute(query, [engagement, question]).fetchall()
    return [
        Save(
            email.removesuffix(f"@{MAIL_DOMAIN}"), json.loads(value or "null"), text, count, bool(is_current)
        )
        for email, value, text, count, is_current in rows
    ]


def card(page: Page, question: str) -> Locator:
    return page.locator(f"#q-{question}")


def state(page: Page, question: str) -> Locator:
    return card(page, question).locator(".question__state")


def settle(*pages: Page) -> None:
    """Wait until every answer has arrived."""
    for page in pages:
        expect(page.locator("[data-unsaved]")).to_have_count(0)


def pick(page: Page, level: int) -> None:
    """Choose a level with the mouse."""
    card(page, CHOICE).locator(".choice", has=page.locator(f"input[value='{level}']")).click()


def type_amount(page: Page, text: str) -> None:
    amount = card(page, AMOUNT).get_by_label("Amount")
    amount.fill(text)
    amount.press("Tab")


def toggle(page: Page, number: int) -> None:
    """Tick or untick one of several."""
    card(page, SEVERAL).locator(".choices--several .choice").nth(number).click()


def options_of(page: Page) -> list[str]:
    """What can be ticked there."""
    boxes = card(page, SEVERAL).locator("[name$='.options']")
    found: list[str] = boxes.evaluate_all("(boxes) => boxes.map((box) => box.value)")
    return found


def comment(page: Page, text: str, question: str = AMOUNT) -> None:
    box = card(page, question).get_by_label("Comment", exact=True)
    if not box.is_visible():
        card(page, question).get_by_text("Comment and evidence").click()
    box.fill(text)
    box.press("Tab")


def terabytes(number: float) -> dict[str, float]:
    """The value of an amount, as the journal has it."""
    return dict.fromkeys(("low", "likely", "high"), number * 1e12)


def filled(page: Page, question: str) -> list[list[str]]:
    """What the controls of a question say, to compare two windows."""
    script = """
        (card) => [...card.querySelectorAll("[name]")]
          .filter((one) => !/[.](revision|request|client|sequence|shown)$/.test(one.name))
          .filter((one) => !one.matches("[type=radio], [type=checkbox], button") || one.checked)
          .map((one) => [one.name, one.value])
    """
    found: list[list[str]] = card(page, question).evaluate(script)
    return found


def look_again(page: Page) -> None:
    """Come back to a window, as its browser tells it."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def forget_failures(*visitors: Visitor) -> None:
    """Of what the browsers complained about, forget the requests that were meant to fail."""
    meant = ("Failed to load resource", "htmx:", "Response Status Error Code")
    for visitor in visitors:
        rest = [text for text in visitor.complaints if not any(one in text for one in meant)]
        visitor.complaints[:] = rest


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait for something that the page does not show. Raises TimeoutError."""
    for _ in range(PATIENCE_MS // 50):
        if is_so():
            return
        page.wait_for_timeout(50)
    raise TimeoutError("it did not happen in time")


class Gate:
    """Holds the next save of each window, until all of them wait."""

    def __init__(self, *pages: Page) -> None:
        self.pages, self.held, self.is_shut = pages, dict[Page, Route](), False
        for page in pages:
            page.route(SAVES, self._pass)

    def _pass(self, route: Route) -> None:
        page = route.request.frame.page
        if self.is_shut and page not in self.held:
            self.held[page] = route
        else:
            route.continue_()

    def at_once(self, *actions: Callable[[Page], None]) -> None:
        """Do something in each window; their saves leave together, none knowing of the other."""
        self.is_shut = True
        for page, act in zip(self.pages, actions, strict=True):
            act(page)
        wait_until(self.pages[0], lambda: len(self.held) == len(self.pages))
        self.is_shut = False
        while self.held:
            self.held.popitem()[1].continue_()
