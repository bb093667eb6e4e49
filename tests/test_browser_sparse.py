"""The Sparse codes tab as a visitor meets it: a window over a photograph, three lanes, a price, a game."""

import io

import numpy as np
import pytest
from PIL import Image

from ui.serving import infer
from ui.tabs.sparse.offer import CODERS

pytest_plugins = ["browser"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not infer.available(*CODERS), reason="no sparse coder is published on this machine"),
]

LANE = "name => Number(document.querySelector(`#sparse .lane.${name}`).dataset[%s])"


def gap(page, name: str) -> float:
    return page.evaluate(LANE % "'gap'", name)


def active(page, name: str) -> int:
    return page.evaluate(LANE % "'active'", name)


def slide(page, name: str, value: int) -> None:
    page.locator(f"#sparse input.{name}").evaluate(
        "(input, value) => { input.value = value; input.dispatchEvent(new Event('input', { bubbles: true })); }", value
    )


def opened(open_page, query: str = ""):
    page = open_page(f"?tab=sparse{query}")
    page.locator("#sparse .desk[data-ready]").wait_for()
    return page


@pytest.mark.main
def test_the_window_moves_by_keys_and_the_lanes_go_down_to_the_minimum(open_page):
    page = opened(open_page)
    place = "document.querySelector('#sparse .window').style.left"
    left, patch = page.evaluate(place), page.locator("#sparse .patch").evaluate("canvas => canvas.toDataURL()")
    page.locator("#sparse .photo canvas").focus()
    page.keyboard.press("Shift+ArrowLeft")
    page.wait_for_function(f"{place} !== {left!r}")
    page.wait_for_function("old => document.querySelector('#sparse .patch').toDataURL() !== old", arg=patch)
    slide(page, "steps", 0)
    page.wait_for_function("document.querySelector('#sparse output.steps').textContent === '0'")
    assert active(page, "ista") == active(page, "fista") == active(page, "lista") == 0
    start = gap(page, "fista")
    page.locator("#sparse input.steps").focus()
    page.keyboard.press("End")
    page.wait_for_function("document.querySelector('#sparse output.steps').textContent === '100'")
    assert gap(page, "fista") < 0.01 * start and gap(page, "fista") <= gap(page, "ista") < 0.05 * start
    assert 0 < active(page, "fista") < 60, "few of the hundred atoms"
    page.locator("#sparse .lista h3", has_text="7").wait_for()


def test_at_a_price_beyond_every_correlation_the_code_is_0_and_lista_says_what_it_knows(open_page):
    page = opened(open_page)
    slide(page, "price", 92)
    page.locator("#sparse .note", has_text="the code of least energy is 0").wait_for()
    assert active(page, "ista") == active(page, "fista") == 0 and active(page, "lista") > 0
    page.locator("#sparse .lista", has_text="it knows no other").wait_for()
    slide(page, "price", 0)
    page.locator("#sparse .note", has_text="At a price of 0").wait_for()
    assert active(page, "fista") > 80
    page.wait_for_function("location.search.includes('price=0')")
    page.reload()
    page.locator("#sparse .note", has_text="At a price of 0").wait_for()


def test_in_the_game_every_atom_that_is_worth_it_lowers_the_energy(open_page):
    page = opened(open_page, "&view=game")
    share = "parseFloat(document.querySelector('#sparse .meter i').style.width)"
    wall, game = page.locator("#sparse .game .wall"), page.locator("#sparse .game")
    assert page.evaluate(share) == 0
    wall.scroll_into_view_if_needed()
    wall.click(position={"x": 20, "y": 20})
    page.locator("#sparse .game[data-chosen='1']").wait_for()
    wall.focus()
    for key in ("ArrowRight", *["ArrowDown", "Space"] * 5):
        page.keyboard.press(key)
    page.locator("#sparse .game[data-chosen='6']").wait_for()
    assert 0 < page.evaluate(share) < 100
    game.locator(".reveal").click()
    page.locator("#sparse .game .reveal[aria-pressed=true]").wait_for()
    game.locator(".clear").click()
    page.locator("#sparse .game[data-chosen='0']").wait_for()
    assert page.evaluate(share) == 0


def patch(page) -> str:
    return page.locator("#sparse .patch").evaluate("canvas => canvas.toDataURL()")


def changed(page, old: str) -> str:
    page.wait_for_function("old => document.querySelector('#sparse .patch').toDataURL() !== old", arg=old)
    return patch(page)


def kept(page, condition: str) -> None:
    page.wait_for_function(f"(({condition}))(JSON.parse(sessionStorage.getItem('sparse')) ?? {{}})")


def test_a_patch_is_drawn_by_mouse_and_keys_and_outlives_a_reload(open_page):
    page = opened(open_page)
    photo = patch(page)
    page.locator("#sparse .from label").nth(1).click()
    page.locator("#sparse .note", has_text="of one grey").wait_for()
    assert active(page, "fista") == 0
    grey = changed(page, photo)
    pad = page.locator("#sparse .drawing canvas")
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 0.35 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.85 * box["width"], box["y"] + 0.35 * box["height"], steps=3)
    page.mouse.up()
    bar = changed(page, grey)
    assert active(page, "fista") > 0
    page.locator("#sparse .shades label").nth(1).click()
    pad.focus()
    for key in ("Shift+ArrowDown", "Shift+ArrowDown", "Space", *["Shift+ArrowRight"] * 3):
        page.keyboard.press(key)
    kept(page, "({ drawn }) => drawn?.filter(value => value < 0).length === 4 && drawn.some(value => value > 0)")
    both = changed(page, bar)
    page.wait_for_url("**from=drawn*")
    page.reload()
    page.locator("#sparse .desk[data-ready]").wait_for()
    assert patch(page) == both
    page.locator("#sparse .drawing canvas").focus()
    page.keyboard.press("Delete")
    page.locator("#sparse .note", has_text="of one grey").wait_for()
    page.locator("#sparse .undo").click()
    page.wait_for_function("old => document.querySelector('#sparse .patch').toDataURL() === old", arg=both)
    page.locator("#sparse .from label").nth(0).click()
    page.wait_for_function("old => document.querySelector('#sparse .patch').toDataURL() === old", arg=photo)


def test_ones_own_photograph_is_cut_outlives_a_reload_and_can_be_put_away(open_page):
    page = opened(open_page)
    cat = patch(page)
    files = page.locator("#sparse input[type=file]")
    flat = io.BytesIO()
    Image.new("RGB", (90, 60), (70, 90, 20)).save(flat, "PNG")
    files.set_input_files({"name": "flat.png", "mimeType": "image/png", "buffer": flat.getvalue()})
    page.locator("#sparse .refused", has_text="too little texture").wait_for()
    assert patch(page) == cat
    noise = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 60), dtype=np.uint8)).save(noise, "PNG")
    files.set_input_files({"name": "noise.png", "mimeType": "image/png", "buffer": noise.getvalue()})
    mine = changed(page, cat)
    assert page.locator("#sparse .refused").text_content() == ""
    kept(page, "({ brought }) => brought")
    page.reload()
    page.locator("#sparse .desk[data-ready]").wait_for()
    assert patch(page) == mine
    page.locator("#sparse .back").click()
    page.wait_for_function("old => document.querySelector('#sparse .patch').toDataURL() === old", arg=cat)
    assert page.locator("#sparse .back").is_hidden()


def test_the_window_is_dragged(open_page):
    page = opened(open_page)
    first = patch(page)
    box = page.locator("#sparse .photo canvas").bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    page.mouse.down()
    second = changed(page, first)
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.6 * box["height"], steps=4)
    third = changed(page, second)
    page.mouse.up()
    page.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 0.1 * box["height"])
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert patch(page) == third, "it follows a pointer that is down, and no other"
