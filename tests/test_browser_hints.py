"""Coloured pens as a visitor meets them: a dab colours an area, is taken back, is kept, and waits for its model."""

import pytest
from test_browser_sketch import PICTURE, SHEET, changed, draw, opened, press, settled
from test_browser_sketch_kept import kept

from genmodels import checkpoints
from ui.serving import infer as serving
from ui.tabs.sketch.offer import SKETCH

pytest_plugins = ["browser"]


def takes_hints() -> bool:
    """Whether the published emoji painter does."""
    if "pix2pix-emoji" not in serving.available(*SKETCH):
        return False
    return bool(checkpoints.read_card(checkpoints.BUNDLED / "pix2pix-emoji").config.get("hints"))


pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not takes_hints(), reason="there is no painter here that takes colour hints"),
]

ROUND = [(0.75, 0.3), (0.8, 0.5), (0.75, 0.7), (0.5, 0.8), (0.25, 0.7), (0.2, 0.5), (0.25, 0.3)]
CIRCLE = [(0.5, 0.2), *ROUND, (0.5, 0.2)]
AT = """([x, y]) => [...document.querySelector("#sketch .made .picture").getContext("2d")
  .getImageData(256 * x, 256 * y, 1, 1).data.slice(0, 3)]"""
TOLD = """() => { window.told = []; const plain = window.fetch; window.fetch = (...call) => {
  const body = String(call[1]?.body); if (body.includes('"paint"')) window.told.push(JSON.parse(body).data);
  return plain(...call);
}; }"""


def told(page) -> list:
    """The colours of the newest question for a picture."""
    newest = page.evaluate("window.told.at(-1)")
    return ((newest[0] if isinstance(newest, list) else newest).get("hints") or {}).get("colours", [])


def dab(page, name: str, x: float, y: float) -> None:
    press(page, name)
    draw(page, [(x, y), (x + 0.01, y)])


@pytest.mark.main
def test_a_dab_colours_its_area_and_undo_takes_it_back(open_page):
    page = opened(open_page)
    page.evaluate(TOLD)
    draw(page, CIRCLE)
    guess = settled(page)
    dab(page, "Blue pen", 0.5, 0.5)
    blue = changed(page, guess)
    assert page.evaluate("window.told.length") and told(page) == ["#61b2e4"]
    settled(page)
    red, _, over = page.evaluate(AT, [0.6, 0.4])  # away from the dab, within the lines
    assert over > red + 40, "the area is blue"
    assert min(page.evaluate(AT, [0.05, 0.05])) > 200, "and what lies beyond the lines is not"
    press(page, "Undo")
    page.wait_for_function(f"guess => (({PICTURE}))() === guess", arg=guess)
    press(page, "Redo")
    changed(page, guess)
    assert blue != guess


def test_dabs_outlive_a_reload_and_another_model(open_page):
    page = opened(open_page)
    page.evaluate(TOLD)
    draw(page, CIRCLE)
    guess = settled(page)
    dab(page, "Green pen", 0.5, 0.5)
    changed(page, guess)
    painted, sheet = settled(page), page.evaluate(SHEET)
    assert [stroke["tool"] for stroke in kept(page, 2)] == ["brush", "dab"]
    page.locator("#sketch .models").get_by_text("Shoes and bags").click()
    changed(page, painted)
    assert not page.locator("#sketch .pens").is_visible() and told(page) == []
    assert page.evaluate(SHEET) != sheet, "a dab without a meaning is not shown"
    page.locator("#sketch .models").get_by_text("Emoji").click()
    page.wait_for_function(f"painted => (({PICTURE}))() === painted", arg=painted)
    assert page.evaluate(SHEET) == sheet
    page.wait_for_function("!location.search.includes('shoes')")  # the address follows once the hand rests
    page.reload()
    page.wait_for_function(f"painted => (({PICTURE}))() === painted", arg=painted)
    assert page.evaluate(SHEET) == sheet


def test_an_eraser_takes_dabs_and_lines_and_a_line_takes_no_dab(open_page):
    page = opened(open_page)
    page.evaluate(TOLD)
    draw(page, CIRCLE)
    guess = settled(page)
    dab(page, "Red pen", 0.5, 0.5)
    painted = changed(page, guess)
    press(page, "Brush")
    draw(page, [(0.48, 0.5), (0.53, 0.5)])
    changed(page, painted)
    assert told(page) == ["#ea5a47"]
    press(page, "Eraser")
    draw(page, [(0.44, 0.5), (0.58, 0.5)])
    page.wait_for_function("() => !(window.told.at(-1)[0] ?? window.told.at(-1)).hints")


def test_a_pen_of_ones_own_colour(open_page):
    page = opened(open_page)
    page.evaluate(TOLD)
    draw(page, CIRCLE)
    guess = settled(page)
    page.locator("#sketch .pens input").evaluate(
        "input => { input.value = '#0a7b3c'; input.dispatchEvent(new Event('input')); }"
    )
    assert page.locator("#sketch .pens .own.held").count() == 1
    draw(page, [(0.5, 0.5), (0.51, 0.5)])
    changed(page, guess)
    assert told(page) == ["#0a7b3c"]
