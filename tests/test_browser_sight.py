"""The Planning tab that sees in pixels: a pendulum is planned upright by its picture, and a cover leads it astray."""

import pytest
from test_browser_plan import STEPS, TOLD, opened

from ui.serving import infer
from ui.tabs.plan.offer import EYES, WORLDS

pytest_plugins = ["browser"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not infer.available(*WORLDS), reason="no world model is published on this machine"),
    pytest.mark.skipif(not infer.available(*EYES), reason="no perception is published on this machine"),
]

GAP = "Number(document.querySelector('#plan .sight').dataset.gap)"
# the address is written once the hand rests: until then it has an earlier cover
LINKED = """() => {
  const laid = (new URLSearchParams(location.search).get("cover") ?? "").split(",").map(Number);
  const { left, top, width, height } = document.querySelector("#plan .cover").style;
  const seen = [left, top, width, height].map(parseFloat);
  return laid.length === 4 && seen.every((share, i) => Math.abs(share / seen[2] - laid[i] / laid[2]) < 0.001);
}"""
POINT = """([kind, clientX, clientY]) => document.querySelector("#plan .pixels").dispatchEvent(new PointerEvent(
  kind, { pointerId: 1, pointerType: "touch", isPrimary: true, button: 0, clientX, clientY, bubbles: true },
))"""


def word(page, name: str) -> None:
    page.wait_for_function(f"document.querySelector('#plan .sight').dataset.verdict === '{name}'")


def cover(page, left: float, top: float, right: float, bottom: float) -> None:
    """Draws a cover by the mouse, in shares of the picture."""
    field = page.locator("#plan .pixels")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    for act, x, y in (("move", left, top), ("down", 0, 0), ("move", right, bottom), ("up", 0, 0)):
        if act == "move":
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        else:
            getattr(page.mouse, act)()


def test_from_pixels_alone_it_is_planned_upright_and_each_step_is_perceived_once(open_page):
    page = opened(open_page)
    assert page.locator("#plan .sight").is_hidden()
    page.locator("#plan .sees input[value=pixels]").check(force=True)
    word(page, "sees")
    assert page.locator("#plan input.noise").is_disabled()
    page.wait_for_url("**sees=pixels*")
    page.evaluate(STEPS, 200)
    page.locator("#plan .status", has_text="stands upright").wait_for()
    assert page.evaluate(f"[{TOLD}.steps, {TOLD}.perceived]") == ["200", "201"]
    assert page.evaluate(GAP) < 1
    page.reload()
    page.locator("#plan .work[data-ready]").wait_for()
    word(page, "sees")
    page.locator("#plan .worlds input[value=truck]").check(force=True)
    page.wait_for_function(f"{TOLD}.state.split(',').length === 4")
    assert page.locator("#plan .sight").is_hidden() and page.locator("#plan .sees").is_hidden()
    assert page.locator("#plan input.noise").is_enabled()


def test_a_cover_over_the_ball_leads_it_astray_and_one_over_an_empty_corner_does_not(open_page):
    page = opened(open_page, "&sees=pixels")
    word(page, "sees")
    first = page.evaluate(f"{TOLD}.told")
    cover(page, 0.02, 0.02, 0.2, 0.2)
    page.wait_for_function("!document.querySelector('#plan .cover').hidden")
    assert page.evaluate(f"{TOLD}.told") == first
    cover(page, 0.28, 0.6, 0.7, 0.98)  # it hangs
    word(page, "astray")
    assert page.evaluate(GAP) > 20
    page.locator("#plan .astray", has_text="gone astray").wait_for()
    field = page.locator("#plan .pixels")
    place = "'left top width height'.split(' ').map(side => document.querySelector('#plan .cover').style[side])"
    before = page.evaluate(place)
    field.press("ArrowLeft")
    assert page.evaluate(place) != before
    field.press("Shift+ArrowUp")
    page.wait_for_function(LINKED)
    link = page.url
    page.locator("#plan [data-do=uncover]").click()
    word(page, "back")
    assert page.evaluate(GAP) < 5 and page.locator("#plan .cover").is_hidden()
    assert page.evaluate(f"{TOLD}.told") == first
    field.press("ArrowDown")
    assert page.locator("#plan .cover").is_visible(), "keys lay one, too"
    field.press("Delete")
    assert page.locator("#plan .cover").is_hidden()
    page.wait_for_function("!location.search.includes('cover=')")
    at = page.evaluate(place)
    page.goto(link)
    page.locator("#plan .sight[data-verdict]").wait_for()
    word(page, "astray")
    assert page.evaluate(place) != at and page.locator("#plan .cover").is_visible(), "a link brings it"


def test_a_finger_lays_a_cover_by_a_tap_and_moves_it(open_page):
    page = opened(open_page, "&sees=pixels")
    word(page, "sees")
    field = page.locator("#plan .pixels")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()

    def touch(kind: str, x: float, y: float) -> None:
        page.evaluate(
            POINT,
            [kind, box["x"] + x * box["width"], box["y"] + y * box["height"]],
        )

    page.evaluate("document.querySelector('#plan .pixels').setPointerCapture = () => {}")
    touch("pointerdown", 0.5, 0.85)
    touch("pointerup", 0.5, 0.85)
    word(page, "astray")
    touch("pointerdown", 0.5, 0.7)
    touch("pointermove", 0.5, 0.1)
    touch("pointerup", 0.5, 0.1)
    word(page, "back")
    assert page.locator("#plan .cover").is_visible()


def test_an_address_that_asks_to_see_otherwise_is_told_so(open_page):
    page = opened(open_page, "&sees=ears")
    page.locator("#plan .complaint", has_text="by sensors or in pixels").wait_for()
    assert page.locator("#plan .sees input[value=sensors]").is_checked()
    truck = opened(open_page, "&sees=pixels&world=truck")
    truck.locator("#plan .complaint", has_text="the truck has sensors").wait_for()
