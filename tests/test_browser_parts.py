"""The Parts tab as a visitor meets it: a digit is stepped through, drawn, kept, and its units are looked at."""

import pytest

from ui.serving import infer
from ui.tabs.parts.offer import RECURRENT

pytest_plugins = ["browser"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not infer.available(*RECURRENT), reason="no recurrent code is published on this machine"),
]

STEP = "document.querySelector('#parts [data-step], #parts[data-step]')?.dataset"


def opened(open_page):
    page = open_page("?tab=parts")
    page.wait_for_function(f"{STEP}?.label === '3'")  # the digit it begins with
    return page


@pytest.mark.main
def test_it_is_stepped_through_and_the_digit_is_read_at_the_end(open_page):
    page = opened(open_page)
    slider = page.locator("#parts input.iteration")
    last = page.evaluate(f"{STEP}.active")
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_function(f"{STEP}.step === '1'")
    assert page.evaluate(f"{STEP}.active") != last
    page.locator("#parts .play").click()
    page.wait_for_function(f"{STEP}.step === '11'")
    assert page.evaluate(f"{STEP}.active") == last
    page.locator("#parts .digits button").nth(7).click()
    page.wait_for_function(f"{STEP}.label === '7'")
    # errors rise at first, and so the first is not the largest
    inside = page.locator("#parts .curve").evaluate("""curve => {
      const box = curve.getBoundingClientRect(), path = curve.querySelector("path").getBoundingClientRect();
      return box.top <= path.top && path.bottom <= box.bottom;
    }""")
    assert inside, "the curve leaves its place"


def test_a_drawing_outlives_a_reload_and_clearing_it_brings_the_digit_back(open_page):
    page = opened(open_page)
    pad = page.locator("#parts .pad canvas")
    pad.scroll_into_view_if_needed()
    pad.focus()
    for key in ("Space", *["Shift+ArrowDown"] * 5):  # a one
        page.keyboard.press(key)
    page.wait_for_function(f"{STEP}.label === '1'")
    page.reload()
    page.wait_for_function(f"{STEP}?.label === '1'")
    page.locator("#parts [data-do=clear]").click()
    page.wait_for_function(f"{STEP}.label === '3'")


def test_a_unit_is_chosen_by_keys_and_by_its_kin(open_page):
    page = opened(open_page)
    what = page.locator("#parts .what")
    first = what.text_content()
    assert "is a part" in first
    page.locator("#parts canvas.wall").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("old => document.querySelector('#parts .what').textContent !== old", arg=first)
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    page.locator("#parts .what", has_text="speaks for").wait_for()
    second = what.text_content()
    page.locator("#parts .rivals button").first.click()
    page.wait_for_function("old => document.querySelector('#parts .what').textContent !== old", arg=second)
