"""Every tab as a visitor opens it, in both languages: all is said, nothing fails, and everybody can use it."""

import re

import pytest
from browser import CALLS

from ui.app import ready_tabs

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

READY = """() => {
  const panels = [...document.querySelectorAll(".panel")].filter(panel => panel.checkVisibility());
  return panels.length > 1 && panels.every(panel => panel.closest(".ready") || panel.querySelector(".ready"));
}"""  # the navigation's, and the tab's own
ANSWERED = {  # what is there with a tab's first answer: names come with it
    "home": "canvas.shown",
    "sketch": ".weights[data-shown]",
    "latent": ".weights[data-shown]",
    "classes": "figure.agrees",
    "live": ".view[data-step]",
    "maps": ".weights[data-shown]",
    "roundtrip": ".weights[data-shown]",
    "autoencoders": ".rebuilt .best",
}
ALL = {}  # axe's rules
SEEN = {"runOnly": ["color-contrast", "scrollable-region-focusable"]}  # those that colours and size decide
NAMES = {"runOnly": ["button-name", "role-img-alt", "label", "link-name", "aria-input-field-name", "select-name"]}
REACHED, CONTRAST = {"runOnly": ["scrollable-region-focusable"]}, {"runOnly": ["color-contrast"]}
ALIKE = [[".agrees:nth-child(n+3)"], [".tile:nth-child(n+3)"], [".bars span:nth-child(n+3)"]]  # a few stand for many
# A browser of another language than ours is spoken to in English. Beside each language: papers and widths, so that any
# two of language, paper and width come together. Contrast takes a second of processor time: on the same paper at the
# other width it is looked at where something is seen that was not seen before, as NEW marks it.
VISITORS = {
    "de-DE": ("en", "[A-Za-z]{3}", [("light", 1280, ALL), ("dark", 390, SEEN)]),
    "ko-KR": ("ko", "[가-힣]{2}", [("light", 390, REACHED), ("dark", 1280, REACHED), ("light", 390, REACHED)]),
}
NEW = """width => {
  const here = `data-at-${width}`, there = `data-at-${width === 390 ? 1280 : 390}`;
  const before = document.querySelector(`[${there}]`);
  for (const node of document.querySelectorAll("body *")) {
    node.toggleAttribute(here, node.checkVisibility());
    node.toggleAttribute("data-new", before !== null && node.checkVisibility() && !node.hasAttribute(there));
  }
  return document.querySelector("[data-new]") !== null;
}"""
WORN = "([dark, width]) => document.body.classList.contains('dark') === dark && innerWidth === width"
# a panel hears of another width with the next frame
FRAME = "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
STEPS = re.compile(r"(?:\d,\d{3}|\b1) ?(?:steps?|스텝)")
UNSAID = re.compile(r"\b[a-z]+_[a-z0-9_]+\b|\bundefined\b|\bNaN\b|\[object \w+\]|\{\w+\}")  # a key in place of its word
BROKEN = """() => [...document.querySelectorAll("body *")]
  .filter(node => node.checkVisibility() && [...node.childNodes].some(inside => /[가-힣]/.test(inside.nodeValue)))
  .filter(node => getComputedStyle(node).wordBreak !== "keep-all").map(node => node.outerHTML.slice(0, 90))"""
CUT = """() => [document.documentElement, ...document.querySelectorAll(".segments, .tools, button, select, summary")]
  .filter(node => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1 && node.clientWidth)
  .map(node => node.outerHTML.slice(0, 90))"""
SPLIT = """() => [...document.querySelectorAll("button")].filter(node => {
  if (!node.checkVisibility() || node.firstElementChild || /\\s/.test(node.textContent.trim())) return false;
  const text = document.createRange();
  text.selectNodeContents(node);
  const lines = [...text.getClientRects()].map(({ top, bottom }) => (top + bottom) / 2);
  return Math.max(...lines) - Math.min(...lines) > 8;
}).map(node => node.outerHTML.slice(0, 90))"""

# What hangs over the panel's right side, but for what scrolls there; a focus ring's room is no fault.
BEYOND = """() => [...document.querySelectorAll(".panel *")].filter(node => {
  if (!node.checkVisibility() || node.closest("svg")) return false;
  const panel = node.closest(".panel"), { right, width } = node.getBoundingClientRect();
  if (!width || right <= panel.getBoundingClientRect().right + 5) return false;
  for (let above = node.parentElement; above !== panel; above = above.parentElement)
    if (getComputedStyle(above).overflowX !== "visible") return false;
  return true;
}).map(node => node.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="session")
def axe():
    """axe-core, which knows the rules of WCAG; the test is skipped where it is not installed."""
    return pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is missing").Axe()


def faults(page, rules: dict, **within) -> list[str]:
    """What keeps people from using the page: axe's serious and critical faults, each with its first places."""
    found = page.evaluate(
        "([context, options]) => axe.run(context, options)",
        [{"exclude": ALIKE, **within}, {"resultTypes": ["violations"], **rules}],
    )
    return [
        f"{fault['impact']} {fault['id']} ({len(fault['nodes'])}): " + ", ".join(node["html"][:90] for node in nodes)
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
        for nodes in [fault["nodes"][:3]]
    ]


@pytest.mark.parametrize("tab", ready_tabs())
@pytest.mark.parametrize("locale", [pytest.param("de-DE", marks=pytest.mark.main), "ko-KR"])
def test_a_tab_opens_without_a_fault(open_page, playground, axe, locale, tab):
    language, letters, looks = VISITORS[locale]
    said: list[str] = []
    page = open_page(f"?tab={tab}", said=said, locale=locale, held=True)
    page.wait_for_function(READY)
    page.evaluate(axe.axe_script)
    assert not faults(page, NAMES), "before the first answer, and a slow line may keep that back"
    page.unroute(CALLS)
    assert page.locator("html").get_attribute("lang") == language
    text = "\n".join(page.locator(".panel:visible").all_inner_texts())
    assert re.search(letters, text) and not UNSAID.findall(text)
    if tab in ANSWERED:
        page.locator(ANSWERED[tab]).first.wait_for()
    for weights in page.locator(".weights summary:visible").all():  # what a card tells is read, too
        weights.click()
        page.locator(".weights-card:visible", has_text=STEPS).wait_for()
    for paper, width, rules in looks:
        page.emulate_media(color_scheme=paper, reduced_motion="reduce")  # no colour is on its way
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(WORN, arg=[paper == "dark", width])
        page.evaluate(FRAME)
        assert not faults(page, rules), (locale, paper, width)
        if rules is REACHED and page.evaluate(NEW, width):
            assert not faults(page, CONTRAST, include=[["[data-new]"]]), (locale, paper, width)
        assert not page.evaluate(CUT), (locale, paper, width)
        assert not page.evaluate(BEYOND), (locale, paper, width)
        assert not page.evaluate(SPLIT), "a word on two lines"
    assert not page.evaluate(BROKEN), "Korean breaks between words"
    assert not said, "nothing is to be read in the console"
    assert "LEFT THE MACHINE" not in playground.printed() and "Traceback" not in playground.printed()
