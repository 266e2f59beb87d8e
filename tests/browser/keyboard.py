"""Somebody who has a keyboard and nothing else: reaches a control, sees where the focus is, and gets out again."""

from playwright.sync_api import Locator, Page

FAR = 250  # presses of the tab key that reach everything on the longest page

# Where the focus is: what is wrong with how it shows, or nothing. The ring may stand around the label of a control.
FAULT = """
async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await Promise.all(document.getAnimations().map((one) => one.finished));
  const one = document.activeElement;
  if (!one || one === document.body) return "";
  const named = `${one.tagName.toLowerCase()} "${(one.innerText || one.name || one.id || "").trim().slice(0, 50)}"`;
  const near = [one, ...(one.labels ?? []), one.parentElement, one.parentElement?.parentElement].filter(Boolean);
  const isRinged = near.some((part) => {
    const style = getComputedStyle(part);
    return !["none", "hidden"].includes(style.outlineStyle) && parseFloat(style.outlineWidth) >= 2;
  });
  if (!isRinged) return `${named} shows no focus`;
  const shown = [one, ...(one.labels ?? [])].map((part) => part.getBoundingClientRect())
    .find((box) => box.width > 2 && box.height > 2);
  if (!shown) return `${named} has no size`;
  const left = Math.max(shown.left, 0), right = Math.min(shown.right, innerWidth);
  const top = Math.max(shown.top, 0), bottom = Math.min(shown.bottom, innerHeight);
  if (right <= left || bottom <= top) return `${named} is out of sight`;
  const header = document.querySelector(".site-header")?.getBoundingClientRect();
  if (header && !one.closest(".site-header, .skip-link") && shown.bottom <= header.bottom) return `${named} is covered`;
  return "";
}
"""
# Everything that the tab key has to reach; of radio buttons with one name it is one.
TABBABLE = """
() => {
  const names = new Set();
  const all = document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']");
  return [...all].filter((one) => {
    if (one.disabled || one.tabIndex < 0 || !one.checkVisibility({visibilityProperty: true})) return false;
    if (one.type !== "radio") return true;
    const name = `${one.form?.action} ${one.name}`;
    return !names.has(name) && names.add(name);
  }).length;
}
"""
MARK_NEW = """
() => {
  const one = document.activeElement;
  const group = one.type === "radio" ? [...one.getRootNode().querySelectorAll(`[name="${one.name}"]`)] : [one];
  const isNew = !group.some((part) => part.hasAttribute("data-reached"));
  one.setAttribute("data-reached", "");
  return isNew && one !== document.body;
}
"""


class Keyboard:
    """The keys of one person. At each stop of the focus it must be seen where it is; `faults` tells where it is not."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.emulate_media(reduced_motion="reduce")  # what is scrolled to is there at once
        self.faults: list[str] = []

    def press(self, key: str, times: int = 1) -> None:
        """Press a key; after each time it must be seen where the focus is."""
        for _ in range(times):
            self.page.keyboard.press(key)
            if fault := self.page.evaluate(FAULT):
                self.faults.append(f"{self.page.url}: {fault}")

    def reach(self, target: Locator, key: str = "Tab") -> None:
        """Press the tab key until a control has the focus. Raises AssertionError when it never gets it."""
        for _ in range(FAR):
            self.press(key)
            if self.is_at(target):
                return
        raise AssertionError(f"the tab key does not lead to {target}")

    def follow(self, target: Locator, key: str = "Tab") -> None:
        """Reach a link or button that leads to another page, and press Enter."""
        self.reach(target, key)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def skip(self) -> None:
        """From the top of a page, follow the link that leads past what is on every page."""
        self.press("Tab")
        assert self.is_at(self.page.locator(".skip-link"))
        self.page.keyboard.press("Enter")
        assert self.is_at(self.page.locator("#content"))

    def is_at(self, target: Locator) -> bool:
        """Whether a control has the focus."""
        return bool(target.evaluate_all("found => found.includes(document.activeElement)"))

    def walk(self) -> tuple[int, int]:
        """Go through the whole page from its top; return how many controls were reached, and how many there are."""
        self.page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
        count = int(self.page.evaluate(TABBABLE))
        reached = 0
        for _ in range(count + 2):
            self.press("Tab")
            reached += bool(self.page.evaluate(MARK_NEW))
        return reached, count
