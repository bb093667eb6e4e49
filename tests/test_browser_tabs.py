"""Every tab as a visitor opens it, in both languages: all is said, nothing fails, and everybody can use it."""

import re
import time

import pytest

from ui.app import TABS

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

READY = """() => {
  const panels = [...document.querySelectorAll(".panel")].filter(panel => panel.checkVisibility());
  return panels.length > 0 && panels.every(panel => panel.closest(".ready") || panel.querySelector(".ready"));
}"""
ANSWERED = 20  # seconds; a name that comes with the first answer of a busy server is no fault
SPOKEN = {"en-US": "[A-Za-z]{3}", "ko-KR": "[가-힣]{2}"}
UNSAID = re.compile(r"\b[a-z]+_[a-z0-9_]+\b|\bundefined\b|\bNaN\b|\[object \w+\]|\{\w+\}")  # a key in place of its word


@pytest.fixture(scope="session")
def axe():
    """axe-core, which knows the rules of WCAG; the test is skipped where it is not installed."""
    return pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is missing").Axe()


def faults(axe, page) -> list[str]:
    """What keeps people from using the page: axe's serious and critical faults, each with its first places."""
    found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{fault['impact']} {fault['id']} ({len(fault['nodes'])}): " + ", ".join(node["html"][:90] for node in nodes)
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for nodes in [fault["nodes"][:3]]
    ]


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_opens_in_both_languages_without_a_fault(open_page, playground, axe, tab):
    for locale, letters in SPOKEN.items():
        said: list[str] = []
        page = open_page(f"?tab={tab}", said=said, locale=locale)
        page.wait_for_function(READY)
        text = "\n".join(page.locator(".panel:visible").all_inner_texts())
        assert re.search(letters, text) and not UNSAID.findall(text)
        if locale == "en-US":  # what it looks at is the same in both
            deadline = time.monotonic() + ANSWERED
            while (found := faults(axe, page)) and time.monotonic() < deadline:
                pass
            assert not found
        assert not said, "nothing is to be read in the console"
        page.close()
    assert "LEFT THE MACHINE" not in playground.printed() and "Traceback" not in playground.printed()
