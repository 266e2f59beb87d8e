"""What holds for every main page: axe finds nothing, it fits a phone, and takes nothing from elsewhere."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import MakeVisitor
from tests.browser.installation import Installation
from tests.browser.visitor import Visitor
from tests.effort import EFFORT

pytestmark = pytest.mark.browser

DESKTOP_WIDTH, PHONE_WIDTH = 1280, 390
FULL_EFFORT = EFFORT >= 2
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
DISTANT = '<img src="https://elsewhere.example/picture.png" alt=""></main>'

# The luminance of what is drawn behind and in front, by the formula of WCAG 2.2, in one pass over the page.
CONTRASTS = """
() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const read = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return {rgb: [r, g, b], alpha: a / 255};
  };
  const luminance = ({rgb}) => {
    const [r, g, b] = rgb.map((value) => value / 255)
      .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const found = read(getComputedStyle(one).backgroundColor);
      if (found.alpha > 0.95) return found;
    }
    return read(getComputedStyle(document.documentElement).backgroundColor);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = new Map();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.textContent.trim();
    if (!text || !element.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    if (element.closest("svg, datalist, [disabled], .visually-hidden")) continue;
    const style = getComputedStyle(element);
    const [light, dark] = [luminance(read(style.color)), luminance(behind(element))].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) faint.set(`${text.slice(0, 40)}: ${ratio.toFixed(2)}`, ratio);
  }
  return [...faint.keys()];
}
"""


def paths_of(visitor: Visitor) -> list[str]:
    """Sign in as the demonstration's consultant; return the main pages."""
    page = visitor.sign_in("consultant")
    page.get_by_role("link", name="AI infrastructure readiness").click()
    overview = page.url.removeprefix(visitor.installation.address)
    visitor.tab("People")
    people = page.url.removeprefix(visitor.installation.address)
    visitor.go(f"{overview}plans/")
    page.get_by_role("link", name="First plan").click()
    visitor.see_dashboard()
    dashboard = page.url.removeprefix(visitor.installation.address)
    parts = ("", "questions/compute/", "questions/storage-network/", "workloads/", "workloads/new/inference/")
    more = (
        "constraints/",
        "plans/",
        "initiatives/",
        "initiatives/I-HW-01a/",
        "initiative-file/",
        "review/",
        "review/hw-01-sizing/",
        "maturity/",
        "maturity/HW-01/?level=4",
        "scenarios/",
        "scenarios/new/",
        "compare/",
        "decisions/",
        "decisions/I-HW-01a/",
    )
    what_if = f"{dashboard}what-if/?budget=50&hardware=200"
    return [
        "/",
        *(overview + part for part in (*parts, *more)),
        people,
        people.replace("people", "over-time"),
        people.replace("people", "branding"),
        "/portfolio/",
        dashboard,
        what_if,
        "/you/",
        "/admin/",
    ]


def open_all(page: Page) -> None:
    """Unfold what is folded."""
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")


def pages_of(visitor: Visitor) -> Iterator[str]:
    """Open one main page after the other, unfolded."""
    for path in paths_of(visitor):
        visitor.go(path)
        open_all(visitor.page)
        yield path


def faults_of(page: Page, *, with_axe: bool = True) -> list[str]:
    """What axe-core finds wrong with the page as it is shown now, and text that is too faint."""
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    if not with_axe:
        faint: list[str] = page.evaluate(CONTRASTS)
        return faint
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    violations = [
        f"{rule['id']}: {node['target']} {node['html'][:120]}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]
    return [*violations, *page.evaluate(CONTRASTS)]


@pytest.mark.parametrize(
    ("width", "axe_in"),
    [
        (DESKTOP_WIDTH, SCHEMES if FULL_EFFORT else ("light",)),
        (PHONE_WIDTH, SCHEMES if FULL_EFFORT else ("dark",)),
    ],
    ids=["desktop", "phone"],
)
def test_axe_finds_nothing_on_any_main_page_light_or_dark(
    visit: MakeVisitor, width: int, axe_in: tuple[Scheme, ...]
) -> None:
    """Colours depend on no width and structure on no colour: two of the four looks tell what all would.

    With PLUMBLINE_TEST_EFFORT from 2 on it is all four.
    """
    visitor = visit(width=width)
    faults: dict[str, list[str]] = {}
    for path in pages_of(visitor):
        visitor.page.evaluate(AXE_SCRIPT)
        for scheme in SCHEMES if width == DESKTOP_WIDTH else axe_in:
            visitor.page.emulate_media(color_scheme=scheme)
            if found := faults_of(visitor.page, with_axe=scheme in axe_in):
                faults[f"{path} {scheme}"] = found
        visitor.page.emulate_media(color_scheme="light")
        if (wide := visitor.overflow()) > 0:
            faults[f"{path} scrolls sideways"] = [f"{wide} px"]
    assert faults == {}


@pytest.mark.parametrize("has_javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_picture_from_elsewhere_would_be_noticed(
    chromium: Browser, installation: Installation, has_javascript: bool
) -> None:
    def smuggle(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</main>", DISTANT))

    visitor = Visitor(chromium, installation, has_javascript=has_javascript)
    visitor.context.route("**/account/login/", smuggle)
    visitor.go("/account/login/").wait_for_load_state("networkidle")
    assert any("Content Security Policy" in text for text in visitor.complaints)
    assert visitor.strangers == ["https://elsewhere.example/picture.png"]
    visitor.context.close()


def test_faint_text_and_a_page_too_wide_would_be_noticed(visit: MakeVisitor) -> None:
    visitor = visit(width=PHONE_WIDTH)
    page = visitor.go("/account/login/")
    assert (page.evaluate(CONTRASTS), visitor.overflow()) == ([], 0)
    page.evaluate("document.querySelector('h1').style.color = '#bbb'")
    page.evaluate("document.querySelector('h1').style.width = '500px'")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    page.evaluate(AXE_SCRIPT)
    assert len(page.evaluate(CONTRASTS)) == 1
    assert any(fault.startswith("image-alt: ") for fault in faults_of(page))
    assert visitor.overflow() > 0
