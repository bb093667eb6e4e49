"""The Energy tab in a browser: the same ball in every tile, and data drawn, or Gaussians dragged, by one's own hand."""

import pytest

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

BALLS = (
    "[...document.querySelectorAll('#plane .tile')].filter(tile => ['rests', 'off'].includes(tile.dataset.ball)).length"
)
NEAR = "Number(document.querySelector('#plane .tile[data-tile=kmeans]').dataset.near)"


@pytest.mark.main
def test_a_ball_comes_to_rest_in_every_tile(open_page):
    page = opened(open_page)
    ball = page.locator("#plane .tile[data-tile=gan] .over")
    box = ball.bounding_box()
    ball.click(position={"x": 0.7 * box["width"], "y": 0.2 * box["height"]})
    page.wait_for_function(f"{BALLS} === 9")


def test_a_drawing_and_dragged_gaussians_are_learned_and_outlive_a_reload(open_page):
    page = opened(open_page)
    page.locator("#plane [data-do=start]:visible").click()
    page.locator("#plane .view:not(.recorded)[data-step]").wait_for()
    page.locator("#plane .hands input[value=draw]").check(force=True)
    page.locator("#plane .tile").first.scroll_into_view_if_needed()
    box = page.locator("#plane .tile .over").first.bounding_box()
    middle = box["y"] + 0.9 * box["height"]
    page.mouse.click(box["x"] + 5, middle)
    page.locator("#plane .complaint", has_text="need 10 points").first.wait_for()
    page.mouse.move(box["x"] + 0.1 * box["width"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.9 * box["width"], middle, steps=8)
    page.mouse.up()
    page.locator("#plane .hands input[value=drawn]:checked").wait_for(state="attached")
    page.locator("#plane .hands input[value=ball]").check(force=True)
    page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.wait_for_function(f"{BALLS} > 0 && {NEAR} < 0.15")
    page.reload()
    page.locator("#plane .hands input[value=drawn]:checked").wait_for(state="attached")
    page.locator("#plane .hands input[value=mixture]").check(force=True)
    drag_widen_and_add(page)
    page.evaluate("sessionStorage.removeItem('energy-gaussians')")  # then only the run knows them
    page.reload()
    page.locator("#plane .chips button", has_text="4").wait_for()
    first = page.locator("#plane .chips button").first.get_attribute("aria-label")
    assert first == "Gaussian 1 at 0, 0.75, width 0.14"
    page.locator("#plane [data-do=stop]:visible").click()


def opened(open_page):
    page = open_page("?tab=energy", calm=True)
    page.set_default_timeout(240_000)
    page.locator("#plane .tile[data-tile=ebgan] .verdict", has_text="AUROC").wait_for()
    return page


def drag_widen_and_add(page) -> None:
    """The first Gaussian is dragged to the middle, lifted and widened by keys; a double click adds a fourth."""
    box = page.locator("#plane .tile .over").first.bounding_box()

    def at(x: float, y: float) -> tuple[float, float]:
        return box["x"] + (x + 2) / 4 * box["width"], box["y"] + (2 - y) / 4 * box["height"]

    page.mouse.move(*at(-0.9, 0.7))
    page.mouse.down()
    page.mouse.move(*at(0, 0.7), steps=10)
    page.mouse.up()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("+")
    with page.expect_response(lambda answer: (answer.request.post_data or "").count("],[") == 3):  # all four are told
        page.mouse.dblclick(*at(-1.4, -1.4))
    page.locator("#plane .chips button:focus", has_text="4").wait_for()
