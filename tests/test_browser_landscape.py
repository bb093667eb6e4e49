"""The Landscape tab in a browser: one draws, reads the energy, and lets the drawing roll down."""

import re

import pytest

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

ENERGY = "Number(document.querySelector('#landscape .energy')?.textContent.match(/[\\d.]+/)?.[0])"


@pytest.mark.main
def test_a_scribble_rolls_down_to_a_lower_energy_and_comes_back(open_page):
    page = open_page("?tab=landscape")
    page.set_default_timeout(120_000)
    page.locator("#landscape canvas.relief[data-painted]").wait_for()
    page.locator("#landscape .descend").click()
    page.locator("#landscape .complaint", has_text="nothing to roll down").wait_for()
    box = page.locator("#landscape .pad canvas").first.bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    for x, y in ((0.7, 0.3), (0.3, 0.5), (0.75, 0.6), (0.3, 0.85)):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=3)
    page.mouse.up()
    page.wait_for_function("!document.querySelector('#landscape .complaint').textContent")
    page.wait_for_function(f"{ENERGY} > 10")
    page.locator("#landscape .descend").click()
    page.wait_for_function(f"{ENERGY} < 8")
    page.locator("#landscape .back").click()
    page.wait_for_function(f"{ENERGY} > 10")
    drawn = page.evaluate(ENERGY)
    page.locator("#landscape canvas.relief").hover()
    page.locator("#landscape .where", has_text=re.compile(r"energy \d")).wait_for()
    page.reload()
    page.wait_for_function(f"drawn => {ENERGY} === drawn", arg=drawn)
