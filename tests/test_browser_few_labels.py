"""The Few labels tab: a digit is clicked and named, the line of what M2 knows moves, and a reload forgets nothing."""

import pytest

from ui.live.worker.job import is_here

pytest_plugins = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PANEL = "#few-labels-live"
MAP = f"{PANEL} canvas.digits"
PLACES = """async () => {
  const found = performance.getEntriesByType('resource').map(entry => entry.name);
  window.places = (await import(found.find(name => name.endsWith('places.js')))).PLACES;
}"""
# where on the page a digit lies: the canvas is a square of 900 with a rim of 24
PLACE = """([map, row]) => {
  const box = document.querySelector(map).getBoundingClientRect(), along = share => (24 + share / 1000 * 852) / 900;
  const [x, y] = window.places.slice(2 * row, 2 * row + 2);
  return [box.left + along(x) * box.width, box.top + along(y) * box.height];
}"""
# the accuracy of M2 on the screen is more than one class of ten can give
MORE = """panel => {
  const said = document.querySelector(`${panel} .chart.accuracy .now .good`)?.textContent.match(/[\\d.]+$/);
  return said && +said[0] > 0.12;
}"""


def press(page, row: int, key: str) -> None:
    """Clicks a digit, and then a key."""
    page.evaluate(PLACES)
    page.locator(MAP).scroll_into_view_if_needed()
    page.mouse.click(*page.evaluate(PLACE, [MAP, row]))
    page.keyboard.press(key)


def named(page, count: int) -> None:
    page.locator(f"{MAP}[data-told='{count}']").wait_for()


@pytest.mark.main
def test_a_digit_is_named_the_line_moves_and_a_reload_forgets_nothing(open_page):
    if not is_here("mnist"):
        pytest.skip("the digits of the map are MNIST's")
    page = open_page("?tab=few_labels")
    page.set_default_timeout(120_000)
    panel = page.locator(PANEL)
    panel.locator(".recorded canvas.digits").wait_for()
    panel.locator(".recorded .chart path.line[d^='M0.00 ']").first.wait_for(state="attached")  # as wide as the run is
    panel.locator("[data-do=start]:visible").click()
    page.locator(f"{PANEL} .view:not(.recorded)[data-step]").wait_for()
    named(page, 0)
    for row, key, says in ((2, "1", "only 1s"), (3, "0", "Nobody has named a 2, 3")):
        press(page, row, key)
        panel.locator(".lead", has_text=says).wait_for()
    named(page, 2)
    panel.locator(".which-one", has_text="You said: 0").wait_for()
    page.wait_for_function(MORE, arg=PANEL)
    page.reload()
    named(page, 2)
    panel.locator(".lead", has_text="Nobody has named a 2, 3").wait_for()
    page.wait_for_function(MORE, arg=PANEL)
    press(page, 3, "Delete")
    named(page, 1)
    panel.locator(".lead", has_text="only 1s").wait_for()
    panel.locator("[data-do=stop]:visible").click()


def test_ones_own_drawing_is_written_as_all_ten_digits(open_page):
    page = open_page("?tab=few_labels")
    page.set_default_timeout(120_000)
    pad = page.locator("#few-labels-hands .pad canvas")
    page.locator(f"{PANEL} .view[data-step]").wait_for()  # until it is there, what is below it moves
    inked = """[...document.querySelectorAll('#few-labels-hands .ten canvas')].every(canvas => canvas.getContext('2d')
      .getImageData(0, 0, 28, 28).data.some((value, i) => i % 4 === 0 && value > 100))"""
    whose = page.locator("#few-labels-hands .whose")
    whose.filter(has_text="the mean of all hands").wait_for()
    page.wait_for_function(inked)
    pad.hover()
    box = pad.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 5
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + box["height"] * 0.6, steps=6)
    page.mouse.up()
    page.locator("#few-labels-hands figure.most figcaption", has_text="%").wait_for()
    page.wait_for_function(inked)
    assert page.locator("#few-labels-hands figure.most figcaption").inner_text().startswith("1 ")
    assert not whose.inner_text()
    page.locator("#few-labels-hands [data-do=clear]").click()
    whose.filter(has_text="the mean of all hands").wait_for()
    page.wait_for_function(inked)
    assert not page.locator("#few-labels-hands figure.most").count()
