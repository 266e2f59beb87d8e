"""Make the pictures of the README and the docs from the demonstration data: `make pictures`."""

import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import CHROMIUM as CHROMIUM
from tests.browser.chromium import FLAGS as FLAGS
from tests.browser.chromium import running_browser
from tests.browser.installation import ROOT, Installation, running_installation
from tests.browser.visitor import Visitor
from tests.services import missing_browser, missing_pdf_tools

PICTURES = ROOT / "docs" / "pictures"
WIDTH, HEIGHT, MARGIN = 1280, 1000, 24
COLOURS = 128  # flat surfaces and text need no more, and a picture is a quarter of the size
EXECUTIVE_SUMMARY_PAGE = 2
REPORT_DPI = 110


def main() -> int:
    """Start a fresh installation, wait for its plan and take the pictures."""
    if missing := missing_browser() or missing_pdf_tools():
        sys.stderr.write(f"No pictures: {missing}.\n")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_installation(Path(folder)) as installation,
        running_browser() as browser,
    ):
        take_pictures(browser, installation, Path(folder))
    return 0


def take_pictures(browser: Browser, installation: Installation, folder: Path) -> None:
    """Save the dashboard, the report's summary, the questionnaire and the admin."""
    visitor = Visitor(browser, installation, width=WIDTH, height=HEIGHT)
    page = visitor.sign_in("consultant")
    page.get_by_role("link", name="AI infrastructure readiness").click()
    visitor.tab("Plans")
    page.get_by_role("link", name="First plan").click()
    visitor.see_dashboard()
    keep("dashboard", upper_part(page, "#readiness"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Executive report (PDF)").click()
    keep("report", drawn_page(download.value.path(), folder))
    answering = Visitor(browser, installation, width=WIDTH, height=HEIGHT)
    page = answering.sign_in("it-lead")
    page.get_by_role("link", name="AI infrastructure readiness").click()
    page.get_by_role("link", name="Computing power and memory").click()
    expect(answering.question("hw-01-accelerators")).to_be_visible()
    keep("questionnaire", upper_part(page, "#q-hw-01-accelerators"))
    keep("admin", visitor.go("/admin/").screenshot())


def upper_part(page: Page, last: str) -> bytes:
    """The page from its head to the end of an element."""
    box = page.locator(last).bounding_box()
    height = HEIGHT if box is None else box["y"] + box["height"] + MARGIN
    return page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})


def drawn_page(report: Path, folder: Path) -> bytes:
    """The executive summary of a PDF as a PNG."""
    number, target = str(EXECUTIVE_SUMMARY_PAGE), folder / "page"
    options = ["-r", str(REPORT_DPI), "-png", "-singlefile", "-f", number]
    subprocess.run(["pdftoppm", *options, report, target], check=True)
    return target.with_suffix(".png").read_bytes()


def keep(name: str, picture: bytes) -> None:
    """Save a picture with few colours."""
    with Image.open(BytesIO(picture)) as full:
        few = full.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
