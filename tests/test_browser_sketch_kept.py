"""The Sketch tab loses no stroke and offers no picture that is not the drawing's, whatever comes in between."""

import io
import json

import pytest
from PIL import Image, ImageDraw
from test_browser_sketch import LINE, SHEET, changed, draw, opened, place, press, pytestmark  # noqa: F401

from ui.serving.pictures import MEGABYTES

pytest_plugins = ["browser"]

KEPT = "JSON.parse(localStorage['genmodels.sketch'] ?? '{}').lines ?? []"


def kept(page, count: int) -> list[dict]:
    """The strokes in this browser's memory, once there are so many."""
    page.wait_for_function(f"count => ({KEPT}).length === count", arg=count)
    return page.evaluate(KEPT)


def test_a_stroke_ends_where_the_pen_was_lifted(open_page):
    page = opened(open_page)
    draw(page, LINE)
    x, y = kept(page, 1)[0]["points"][-1]
    assert (x / 256, y / 256) == pytest.approx(LINE[-1], abs=0.01)


def test_a_pen_draws_though_the_palm_came_first_and_it_once_tells_no_pressure(open_page):
    page = opened(open_page, has_touch=True)
    client = page.context.new_cdp_session(page)
    palm = [dict(zip("xy", place(page, 0.8, 0.8), strict=True))]
    client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": palm})
    for kind, share, force in (("Pressed", 0.2, 0.0), ("Moved", 0.4, 0.7), ("Moved", 0.6, 0.0), ("Released", 0.6, 0.0)):
        x, y = place(page, share, 0.5)
        pen = {"pointerType": "pen", "button": "left", "buttons": 1, "force": force, "clickCount": 1}
        client.send("Input.dispatchMouseEvent", {"type": f"mouse{kind}", "x": x, "y": y, **pen})
    points = kept(page, 1)[0]["points"]
    assert {len(point) for point in points} == {3} and max(point[2] for point in points) == 0.7
    sheet = page.evaluate(SHEET)
    page.reload()
    changed(page, 0)
    assert page.evaluate(SHEET) == sheet


def test_another_threshold_keeps_what_was_drawn_over_the_picture(open_page):
    page = opened(open_page)
    photograph = Image.radial_gradient("L").convert("RGB")  # soft edges, of which a threshold takes some
    ImageDraw.Draw(photograph).ellipse((60, 60, 196, 196), fill=(40, 60, 120))
    file = io.BytesIO()
    photograph.save(file, "PNG")
    page.locator("#sketch .files").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    traced = kept(page, 1)[0]["data"]
    draw(page, [(0.1, 0.1), (0.3, 0.1)])
    draw(page, [(0.1, 0.9), (0.3, 0.9)])
    mine = kept(page, 3)[1:]
    page.locator("#sketch .threshold input").fill("0.9")
    page.wait_for_function(f"traced => ({KEPT})[0].data !== traced", arg=traced)
    assert kept(page, 3)[1:] == mine
    press(page, "Undo")
    assert kept(page, 2)[1:] == mine[:1] and page.locator("#sketch .threshold").is_visible()


def test_keys_that_take_back_while_the_pen_is_down(open_page):
    page = opened(open_page)
    draw(page)
    first = kept(page, 1)
    page.locator("#sketch .sheet").focus()
    for key, left in (("Backspace", first), ("Delete", [])):
        for pressed in ("Space", "Shift+ArrowRight", key, "Shift+ArrowDown"):
            page.keyboard.press(pressed)
        assert kept(page, len(left)) == left
        assert not page.locator("#sketch .cursor.down").is_visible()


def test_a_picture_is_offered_only_where_it_is_of_this_drawing(open_page):
    page = opened(open_page)
    buttons = {name: page.locator(f"#sketch [data-save={name}]") for name in ("picture", "both", "sketch", "strokes")}
    draw(page)
    changed(page, 0)
    assert all(button.is_enabled() for button in buttons.values())
    page.route("**/component_server/", lambda route: route.abort())
    press(page, "Clear")
    draw(page)
    page.locator("#sketch .trouble").get_by_text("did not answer").wait_for()
    page.locator("#sketch [data-save=picture]:disabled").wait_for()  # trouble may be told before the stroke is there
    assert [name for name, button in buttons.items() if button.is_enabled()] == ["sketch", "strokes"]


def test_arrow_keys_walk_through_the_models(open_page):
    page = opened(open_page)
    page.locator("#sketch .models input").first.focus()
    for name in ("pix2pix-shoes", "pix2pix-facades"):
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "name => document.activeElement.value === name && document.activeElement.checked", arg=name
        )


def test_a_full_sheet_says_so(open_page):
    page = opened(open_page)
    dots = [{"tool": "brush", "size": 2, "colour": 0, "points": [[9, 9]]}] * 2000
    file = json.dumps({"format": "genmodels sketch", "version": 1, "kind": "lines", "strokes": dots}).encode()
    page.locator("#sketch input.strokes").set_input_files(
        {"name": "a.json", "mimeType": "application/json", "buffer": file}
    )
    kept(page, 2000)
    draw(page)
    page.locator("#sketch .trouble").get_by_text("holds no more strokes").wait_for()
    press(page, "Undo")
    draw(page)
    kept(page, 1)
    assert not page.locator("#sketch .trouble").inner_text()


def test_answers_about_a_wiped_drawing_are_not_shown(open_page):
    page = opened(open_page)
    page.locator("#sketch .skips summary").click()
    asked = []

    def wipe_first(route):
        if '"levels"' in (route.request.post_data or "") and not asked:
            asked.append(True)
            press(page, "Clear")
        route.continue_()

    page.route("**/component_server/", wipe_first)
    with page.expect_response(lambda answer: '"levels"' in (answer.request.post_data or "")):
        draw(page)
    assert asked
    page.wait_for_timeout(300)  # nothing is to happen
    assert not page.locator("#sketch .levels img").first.is_visible()


def test_a_photograph_of_more_than_a_server_takes_is_made_small_first(open_page):
    page = opened(open_page)
    photograph = Image.radial_gradient("L").resize((1800, 1500))
    ImageDraw.Draw(photograph).ellipse((400, 200, 1200, 1000), fill=30)
    file = io.BytesIO()
    photograph.save(file, "JPEG")
    moving = file.getvalue() + bytes(1_200_000 * MEGABYTES)  # as phones do that hang a film of its moment on it
    page.locator("#sketch .files").set_input_files({"name": "phone.jpg", "mimeType": "image/jpeg", "buffer": moving})
    kept(page, 1)
    assert not page.locator("#sketch .trouble").inner_text()
