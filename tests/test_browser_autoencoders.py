"""The Autoencoders tab as a visitor meets it: a digit is drawn, dirtied, and rebuilt while the brush still moves."""

import pytest

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

PAINTED = """() => [...document.querySelectorAll("#autoencoders :is(.rebuilt canvas, .slices canvas)")].map(canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some(Boolean) ? data.reduce((hash, value) => (Math.imul(hash, 31) + value) | 0, 7) : 0;
})"""
LOOK = """selector => [
  ...document.querySelector(`#autoencoders ${selector}`).getContext("2d").getImageData(0, 0, 28, 28).data
]"""
SEVEN = [(0.25, 0.25), (0.75, 0.25), (0.5, 0.5), (0.4, 0.85)]


def go(page, selector: str, points) -> None:
    """Along a way over an element, the button held down."""
    box = page.locator(f"#autoencoders {selector}").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=5)


def painted(page) -> list[int]:
    return page.evaluate(PAINTED)


def changed(page, before: list[int]) -> list[int]:
    """What is on all canvases, once each is another than before."""
    page.wait_for_function(f"before => (({PAINTED})()).every((each, i) => each && each !== before[i])", arg=before)
    return painted(page)


def test_what_is_drawn_and_brushed_is_rebuilt_at_once_and_outlives_a_reload(open_page):
    page = open_page("?tab=autoencoders")
    page.wait_for_function(f"() => (({PAINTED})()).length && (({PAINTED})()).every(Boolean)")  # never an empty page
    begun = painted(page)
    go(page, ".pad canvas", SEVEN)
    page.mouse.up()
    drawn = changed(page, begun)
    go(page, ".dirt canvas", [(0.2, 0.35), (0.8, 0.35)])
    brushed = changed(page, drawn)  # the button is still down
    page.mouse.up()
    page.wait_for_timeout(300)
    brushed = painted(page)
    page.reload()
    page.wait_for_function(f"kept => (({PAINTED})()).every((each, i) => each === kept[i])", arg=brushed)
    page.locator("#autoencoders .kinds").get_by_text("Erase").click()
    slider = page.locator("#autoencoders .level input")
    slider.fill("1")
    page.locator("#autoencoders .told", has_text="Nothing is left").wait_for()
    page.locator("#autoencoders").get_by_role("button", name="Clean it").click()
    page.locator("#autoencoders .told", has_text="No dirt yet").wait_for()


def test_rotating_the_code_changes_the_filters_and_leaves_the_picture(open_page):
    page = open_page("?tab=autoencoders")
    page.locator("#autoencoders .linear").scroll_into_view_if_needed()
    page.locator("#autoencoders .numbers canvas").nth(15).wait_for()
    page.wait_for_function(f"() => (({LOOK})('.flat')).some((value, i) => i % 4 < 3 && value > 100)")
    picture, filter_ = page.evaluate(LOOK, ".flat"), page.evaluate(LOOK, ".numbers canvas")
    page.locator("#autoencoders .angle input").fill("120")
    page.wait_for_function(
        f"before => (({LOOK})('.numbers canvas')).some((v, i) => Math.abs(v - before[i]) > 20)", arg=filter_
    )
    turned = page.evaluate(LOOK, ".flat")
    assert max(abs(one - other) for one, other in zip(picture, turned, strict=True)) <= 1
