"""The Maps tab as a visitor meets it: a drawing travels over all maps, and what is lit on one is lit on all."""

import math
import re

import pytest

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

THREE = [(0.3, 0.25), (0.5, 0.15), (0.68, 0.28), (0.5, 0.48), (0.7, 0.65), (0.52, 0.85), (0.28, 0.75)]
MAPS = ["pca", "lda", "isomap", "lle", "tsne", "ae", "vae"]
DOTS = """() => [...document.querySelectorAll("#maps .plot .here")].map(dot => dot.hidden ? "" : dot.style.translate)"""
MOVED = f"before => (({DOTS}))().every((place, i) => place && place !== before[i])"


def point(page, selector: str, x: float, y: float) -> tuple[float, float]:
    target = page.locator(f"#maps {selector}").first
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


@pytest.fixture
def page(open_page):
    opened = open_page("?tab=maps&model=maps-mnist")
    opened.set_default_timeout(60_000)
    opened.locator("#maps .plot").nth(6).wait_for()
    return opened


@pytest.mark.main
def test_a_drawing_travels_over_all_maps_while_it_is_drawn_and_is_there_again_after_a_reload(page):
    assert [plot.get_attribute("data-map") for plot in page.locator("#maps .plot").all()] == MAPS
    seen = page.evaluate(DOTS)
    assert len(seen) == 7 and not any(seen)
    page.mouse.move(*point(page, ".pad canvas", *THREE[0]))
    page.mouse.down()
    for place in THREE[1:]:  # the pen stays down, and every dot has moved before it goes on
        page.mouse.move(*point(page, ".pad canvas", *place), steps=3)
        page.wait_for_function(MOVED, arg=seen)
        seen = page.evaluate(DOTS)
    page.mouse.up()
    guess = page.locator("#maps .plot[data-map=tsne] .guess")
    page.wait_for_function("node => node.textContent.startsWith('3 ')", arg=guess.element_handle())
    page.reload()
    page.wait_for_function(
        "() => document.querySelector('#maps .plot[data-map=tsne] .guess')?.textContent.startsWith('3 ')"
    )
    page.locator("#maps").get_by_role("button", name="Clear").click()
    page.wait_for_function(f"() => (({DOTS}))().every(place => !place)")


def test_a_line_round_dots_lights_them_on_all_maps_and_one_round_nothing_says_so(page):
    def ring(x: float, y: float, radius: float) -> None:
        page.mouse.move(*point(page, ".plot[data-map=tsne] .front", x + radius, y))
        page.mouse.down()
        for step in range(1, 13):
            angle = step * math.pi / 6
            around = x + radius * math.cos(angle), y + radius * math.sin(angle)
            page.mouse.move(*point(page, ".plot[data-map=tsne] .front", *around))
        page.mouse.up()

    told = page.locator("#maps .told")
    ring(0.5, 0.5, 0.3)
    told.get_by_text(re.compile(r"^[\d,]+ pictures, lit on all maps")).wait_for()
    assert page.locator("#maps .plot.dim").count() == 7
    page.locator("#maps").get_by_role("button", name="Let all shine again").click()
    ring(0.03, 0.03, 0.02)
    told.get_by_text("no dot inside that line").wait_for()
    assert page.locator("#maps .plot.dim").count() == 0
    page.locator("#maps .legend button").nth(4).click()
    told.get_by_text("4, on all maps").wait_for()


def test_a_short_cut_folds_the_roll_and_tsne_runs_while_its_perplexity_turns(page):
    page.locator("#maps .roll").scroll_into_view_if_needed()
    verdict = page.locator("#maps .verdict")
    verdict.get_by_text("all stay on the sheet").wait_for()
    page.locator("#maps .k").fill("40")
    verdict.get_by_text("leap from one turn to the next").wait_for()
    page.locator("#maps .field").scroll_into_view_if_needed()
    steps = page.locator("#maps .steps")
    steps.get_by_text(re.compile(r"Step \d+")).wait_for()
    page.locator("#maps .perplexity").fill("1")
    page.locator("#maps .most").get_by_text("ends at 166").wait_for()
    assert page.locator("#maps .run output").inner_text() == "166"
    page.locator("#maps").get_by_role("button", name="Again, from random places").click()
    steps.get_by_text(re.compile(r"Step [1-9]\d?\b")).wait_for()
