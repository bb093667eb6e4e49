"""The Particles tab as a visitor meets it: particles swept in the page, and half a digit that they complete."""

import pytest

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

SWEPT = "Number(document.querySelector('#particles [data-sweeps]')?.dataset.sweeps ?? 0)"
WHITE = (
    "[...canvas.getContext('2d').getImageData(0, 0, 28, 14).data].filter((value, i) => i % 4 === 0 && value === 255)"
)
# white pixels of the upper half: on each of the nine, and on the pad
LIT = f"() => [...document.querySelectorAll('#particles .filled canvas')].map(canvas => {WHITE}.length)"
INK = f"() => {{ const canvas = document.querySelector('#particles .pad canvas'); return {WHITE}.length; }}"


@pytest.mark.main
def test_half_a_digit_stays_while_the_rest_is_sampled_and_is_there_after_a_reload(open_page):
    page = open_page("?tab=particles")
    page.locator("#particles .verdict", has_text="Nothing is kept yet").wait_for()
    page.wait_for_function(f"{SWEPT} > 1")
    pad = page.locator("#particles .pad canvas")
    pad.scroll_into_view_if_needed()
    pad.focus()
    for key in ("Space", "Shift+ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    page.locator("#particles .own", has_text="nats").wait_for()
    page.keyboard.press("Delete")
    page.locator("#particles .verdict", has_text="Nothing is kept yet").wait_for()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.2 * box["height"], steps=4)
    page.mouse.up()
    page.locator("#particles .own", has_text="nats").wait_for()
    ink = page.evaluate(INK)
    assert ink > 10
    page.wait_for_function(f"ink => ({LIT})().every(lit => lit === ink)", arg=ink)
    page.locator("#particles .keep input[value=bottom]").check(force=True)
    page.locator("#particles .verdict", has_text="Draw in the black half").wait_for()
    page.reload()
    page.locator("#particles .keep input[value=bottom]:checked").wait_for(state="attached")
    page.locator("#particles .own", has_text="nats").wait_for()
    unit = page.locator("#particles .units .tile").first
    unit.click()
    assert unit.get_attribute("aria-pressed") == "true"
    page.locator("#particles [data-do=pause]").click()
    page.locator("#particles [data-do=pause]", has_text="Go on").wait_for()


def test_three_machines_of_nine_pixels_learn_in_the_page_and_what_one_painted_is_there_after_a_reload(open_page):
    page = open_page("?tab=particles")
    page.locator("#twin .verdict", has_text="Press Start").wait_for()
    page.locator("#twin [data-do=step]").click()
    page.wait_for_function("document.querySelector('#twin [data-steps]').dataset.steps === '1'")
    page.locator("#twin .grid button").nth(4).click()
    page.locator("#twin [data-do=add]").click()
    assert page.locator("#twin .patterns button").count() == 3
    page.locator("#twin [data-do=add]").click()
    page.locator("#twin .complaint", has_text="among them already").wait_for()
    page.locator("#twin .pcd canvas").focus()
    page.keyboard.press("ArrowRight")
    page.locator("#twin .pointed", has_text="should come").wait_for()
    page.reload()
    page.locator("#twin .patterns button").nth(2).wait_for()
    page.locator("#twin [data-do=play]").scroll_into_view_if_needed()
    page.locator("#twin [data-do=play]").click()
    page.wait_for_function("document.querySelector('#twin [data-steps]').dataset.steps > 3")
