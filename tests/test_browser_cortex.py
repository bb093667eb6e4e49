"""The Cortex tab as a visitor meets it: a finished sheet before a grating, and one that learns."""

import pytest

from ui.serving import infer
from ui.tabs.cortex.offer import SHEETS

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser
finished = pytest.mark.skipif(not infer.available(*SHEETS), reason="no sheet is published on this machine")

TOLD = "Number(document.querySelector('#cortex .bars').dataset.%s)"


def told(page, name: str) -> float:
    return page.evaluate(TOLD % name)


def slide(page, name: str, value: float) -> None:
    page.locator(f"#cortex input.{name}").evaluate(
        "(input, value) => { input.value = value; input.dispatchEvent(new Event('input', { bubbles: true })); }", value
    )


@finished
@pytest.mark.main
def test_the_simple_cell_follows_the_phase_and_its_pool_hardly_does(open_page):
    page = open_page("?tab=cortex")
    page.locator("#cortex .desk[data-ready]").wait_for()
    page.locator("#cortex .counted", has_text="by chance 45").wait_for()
    before, pooled = told(page, "simple"), told(page, "complex")
    assert before > 0 and told(page, "fall") < 0.4
    pad = page.locator("#cortex canvas.grating")
    pad.focus()
    for _ in range(12):  # half a turn
        page.keyboard.press("ArrowUp")
    page.wait_for_function(f"old => {TOLD % 'simple'} < -0.9 * old", arg=before)
    assert told(page, "complex") == pytest.approx(pooled, rel=0.1)
    page.locator("#cortex .verdict", has_text="stands nearly still").wait_for()
    slide(page, "pool", 0)
    page.locator("#cortex .verdict", has_text="Widen it").wait_for()
    assert told(page, "fall") > 0.8
    direction = page.locator("#cortex output.direction").text_content()
    for _ in range(18):  # a quarter turn
        page.keyboard.press("ArrowRight")
    page.locator("#cortex .verdict", has_text=f"at {direction}").wait_for()
    page.locator("#cortex .fit").click()
    page.locator("#cortex .verdict", has_text="Widen it").wait_for()


@finished
def test_a_grating_is_slid_and_turned_by_hand_and_a_unit_is_remembered(open_page):
    page = open_page("?tab=cortex")
    page.locator("#cortex .desk[data-ready]").wait_for()
    wall = page.locator("#cortex .wall")
    wall.scroll_into_view_if_needed()
    wall.click(position={"x": 5, "y": 5})
    page.locator("#cortex .wall[data-unit='0']").wait_for()
    wall.focus()
    page.keyboard.press("ArrowLeft")  # around the torus
    page.locator("#cortex .wall[data-unit='15']").wait_for()
    page.locator("#cortex .views input[value=map]").check(force=True)
    pad, said = page.locator("#cortex canvas.grating"), page.locator("#cortex output.direction").text_content()
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()

    def at(x: float, y: float) -> tuple[float, float]:
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    page.mouse.move(*at(0.95, 0.5))
    page.mouse.down()
    page.mouse.move(*at(0.8, 0.8), steps=5)
    page.mouse.up()
    page.wait_for_function("old => document.querySelector('#cortex output.direction').textContent !== old", arg=said)
    page.wait_for_function("location.search.includes('unit=15') && location.search.includes('view=map')")
    page.reload()
    page.locator("#cortex .wall[data-unit='15']").wait_for()
    page.locator("#cortex .views input[value=map]:checked").wait_for(state="attached")
    page.locator("#cortex .drift").click()
    moving = told(page, "simple")
    page.wait_for_function(f"old => Math.abs({TOLD % 'simple'} - old) > 0.01", arg=moving)
    page.locator("#cortex .drift", has_text="Stop").click()


def test_a_sheet_learns_and_its_pools_are_widened_meanwhile(open_page):
    page = open_page("?tab=cortex", calm=True)
    page.locator("#cortex-live [data-do=start]:visible").click()
    step = "+(document.querySelector('#cortex-live .view:not(.recorded)')?.dataset.step ?? -1)"
    page.wait_for_function(f"{step} > 20")
    page.locator("#cortex-live canvas.directions[data-degrees]").wait_for()
    page.locator("#cortex-live .beside input[type=range]").evaluate(
        "input => { input.value = 1.5; input.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    page.locator("#cortex-live .marks li", has_text="1.5").wait_for()
    page.locator("#cortex-live [data-do=stop]:visible").click()
    page.locator("#cortex-live [data-do=go_on]:visible").wait_for()
