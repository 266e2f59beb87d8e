"""One person in a browser of their own, and everything that must not happen there."""

from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect

from tests.browser.chromium import patient_context
from tests.browser.installation import MAIL_DOMAIN, Installation

PLAN_MS = 180_000


class Visitor:
    """A fresh browser context on one installation.

    `complaints` collects what the browser says is wrong (a refused script or style, an exception, a file that
    is not there), `strangers` what was fetched from elsewhere.
    """

    def __init__(
        self,
        browser: Browser,
        installation: Installation,
        *,
        has_javascript: bool = True,
        width: int = 1280,
        height: int = 900,
        color_scheme: str = "light",
    ) -> None:
        self.installation = installation
        self.has_javascript = has_javascript
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        self.context = patient_context(
            browser,
            java_script_enabled=has_javascript,
            viewport={"width": width, "height": height},
            color_scheme=color_scheme,
            locale="en-GB",
        )
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.context.on("request", self._see)
        self.page: Page = self.context.new_page()

    def go(self, path: str) -> Page:
        """Open a path of the installation, or a whole address."""
        address = path if "://" in path else self.installation.address + path
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{answer.status} at {path}"
        return self.page

    def is_refused(self, path: str) -> bool:
        """Whether a page says 403, in our own words. The browser calls that an error too: not held against us."""
        before = len(self.complaints)
        answer = self.page.goto(self.installation.address + path)
        refusals = [text for text in self.complaints[before:] if "status of 403" in text]
        self.complaints[before:] = [text for text in self.complaints[before:] if text not in refusals]
        return answer is not None and answer.status == 403

    def sign_in(self, name: str) -> Page:
        """Sign in through the form, as a user of the demonstration."""
        page = self.go("/account/login/")
        page.get_by_label("E-mail address").fill(f"{name}@{MAIL_DOMAIN}")
        page.get_by_label("Password", exact=True).fill(self.installation.password)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Engagements", level=1)).to_be_visible()
        return page

    def tab(self, name: str) -> Page:
        """Follow one of the links on top of an engagement's pages."""
        self.page.locator("nav.tabs").get_by_role("link", name=name, exact=True).click()
        self.page.wait_for_load_state()
        return self.page

    def question(self, question: str) -> Locator:
        """The card of a question."""
        return self.page.locator(f"#q-{question}")

    def see_dashboard(self) -> Page:
        """Wait until the plan whose page this is has been made; fails at once when it could not be made."""
        download = self.page.get_by_role("link", name="Executive report (PDF)")
        failure = self.page.get_by_role("alert")
        expect(download.or_(failure)).to_be_visible(timeout=PLAN_MS)
        assert not failure.count(), failure.inner_text()
        return self.page

    def overflow(self) -> int:
        """How far the page can be scrolled sideways, in pixels."""
        return int(
            self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        )

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _see(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if (
            parts.scheme in ("http", "https")
            and f"{parts.scheme}://{parts.netloc}" != self.installation.address
        ):
            self.strangers.append(request.url)
