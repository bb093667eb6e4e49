"""The Priors tab as a visitor meets it: pointing at a finished prior, and bending one while a run follows it."""

import pytest

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

UNITS = 7  # of the plane, across it
SHARE = "parseFloat(document.querySelector('#bend .own')?.textContent)"
LIT = """() => [...document.querySelectorAll('#priors .row canvas')].filter(canvas =>
  canvas.getContext('2d').getImageData(0, 0, 28, 28).data.some((value, i) => i % 4 < 3 && value > 60)).length"""


def place(box: dict, x: float, y: float) -> tuple[float, float]:
    """A place of the plane on the screen."""
    return box["x"] + (x / UNITS + 0.5) * box["width"], box["y"] + (0.5 - y / UNITS) * box["height"]


def in_sight(page, selector: str) -> dict:
    plane = page.locator(selector)
    plane.scroll_into_view_if_needed()
    return plane.bounding_box()


@pytest.mark.main
def test_one_pointer_paints_ten_digits(open_page):
    page = open_page("?tab=priors")
    page.locator("#priors canvas.codes[data-painted]").wait_for()
    box = in_sight(page, "#priors canvas.codes")
    page.mouse.move(*place(box, 0.43, 1.33))
    page.wait_for_function(f"() => ({LIT})() === 10")
    page.wait_for_function("document.querySelector('#priors .where').textContent.includes('part of 2')")


def test_codes_follow_a_petal_that_is_dragged_while_they_learn(open_page):
    page = open_page("?tab=priors", calm=True)
    page.set_default_timeout(240_000)
    page.locator("#bend [data-do=start]:visible").wait_for()
    page.locator("#bend input[value=digits]").check(force=True)
    page.locator("#bend [data-do=start]:visible").click()
    page.wait_for_function(f"{SHARE} > 70 && !document.querySelector('#bend .view.recorded')")
    box = in_sight(page, "#bend canvas.codes")
    page.mouse.move(*place(box, 1.4, 0))
    page.mouse.down()
    page.mouse.move(*place(box, -2.8, 2.8), steps=4)
    page.mouse.up()
    left = page.evaluate(SHARE)
    page.wait_for_function(f"left => {SHARE} > left + 4", arg=left)
    page.evaluate("sessionStorage.removeItem('priors-wish')")  # the run's own state has the shape, too
    page.reload()
    page.locator("#bend canvas.codes[aria-description^='0: -2.8, 2.8;']").wait_for()
    box = in_sight(page, "#bend canvas.codes")
    page.locator("#bend .beside input[value=draw]").check(force=True)
    page.mouse.click(*place(box, 0, 0))
    page.locator("#bend .complaint", has_text="that is a dot").wait_for()
    page.locator("#bend [data-do=stop]:visible").click()
