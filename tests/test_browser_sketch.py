"""The Sketch tab as a visitor meets it: the picture follows the pen, by mouse, by finger and by keyboard."""

import base64
import json

import pytest

from ui.serving import infer as serving
from ui.tabs.sketch.offer import SKETCH

pytest_plugins = ["browser"]
HERE = "pix2pix-emoji" in serving.available(*SKETCH)
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not HERE, reason="the weights of pix2pix-emoji are not here")]

PICTURE = """() => {
  if (!document.querySelector("#sketch .made.painted")) return 0;
  const data = document.querySelector("#sketch .made .picture").getContext("2d").getImageData(0, 0, 256, 256).data;
  return data.reduce((hash, value) => (Math.imul(hash, 31) + value) | 0, 7);
}"""
SHEET = """() => {
  const canvas = document.querySelector("#sketch .sheet");
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return data.reduce((hash, value) => (Math.imul(hash, 31) + value) | 0, 7);
}"""
SHEET_TOP = "document.querySelector('#sketch .sheet').getBoundingClientRect().top"
LINE = [(0.2, 0.3), (0.5, 0.15), (0.8, 0.3), (0.85, 0.6), (0.5, 0.85), (0.2, 0.6)]


def opened(open_page, model: str = "emoji", **options):
    page = open_page(f"?tab=sketch&model=pix2pix-{model}", **options)
    page.locator("#sketch .examples .tile").first.wait_for()
    return page


def changed(page, before: int) -> int:
    """A number for the painted picture, once it is another one."""
    page.wait_for_function(f"before => (({PICTURE}))() !== before", arg=before)
    return page.evaluate(PICTURE)


def settled(page) -> int:
    """The same, once it has stayed as it is for half a second: every answer has come by then."""
    page.wait_for_function(
        f"""() => {{
          const picture = (({PICTURE}))(), now = performance.now();
          if (picture !== window.seen || !picture) [window.seen, window.since] = [picture, now];
          return now - window.since > 500;
        }}"""
    )
    return page.evaluate(PICTURE)


def place(page, x: float, y: float) -> tuple[float, float]:
    target = page.locator("#sketch .sheet")
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def draw(page, points=LINE) -> None:
    page.mouse.move(*place(page, *points[0]))
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*place(page, *point), steps=4)
    page.mouse.up()


def press(page, name: str) -> None:
    page.locator("#sketch").get_by_role("button", name=name, exact=True).click()


@pytest.mark.main
def test_pictures_arrive_before_the_stroke_ends_and_undo_restores_the_earlier_one(open_page):
    page = opened(open_page)
    page.mouse.move(*place(page, *LINE[0]))
    page.mouse.down()
    seen = 0
    for point in LINE[1:4]:  # the button stays down
        page.mouse.move(*place(page, *point), steps=3)
        seen = changed(page, seen)
    page.mouse.up()
    first, sheet = settled(page), page.evaluate(SHEET)
    draw(page, [(0.4, 0.5), (0.6, 0.5)])
    second = changed(page, first)
    press(page, "Undo")
    page.wait_for_function(f"first => (({PICTURE}))() === first", arg=first)
    assert page.evaluate(SHEET) == sheet
    press(page, "Redo")
    changed(page, first)
    assert second != first
    press(page, "Clear")
    page.wait_for_function(f"() => (({PICTURE}))() === 0")
    press(page, "Undo")
    changed(page, 0)


def test_the_keyboard_draws(open_page):
    page = opened(open_page)
    page.locator("#sketch .sheet").focus()
    page.keyboard.press("Space")
    seen = 0
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
        seen = changed(page, seen)
    assert page.locator("#sketch .cursor.down").is_visible()
    page.keyboard.press("Space")
    page.locator("#sketch .sheet").dispatch_event("keydown", {"key": "я", "code": "KeyZ", "ctrlKey": True})
    page.wait_for_function(f"() => (({PICTURE}))() === 0")


def test_korean_by_finger_on_a_phone(open_page):
    page = opened(open_page, locale="ko-KR", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    pad, picture = (page.locator(f"#sketch {name}").bounding_box() for name in (".sheet", ".made .picture"))
    assert pad["y"] + pad["height"] <= 844 and pad["y"] + pad["height"] < picture["y"], "the pad is what one sees first"
    client = page.context.new_cdp_session(page)

    def touch(kind: str, *points) -> None:
        spots = [dict(zip("xy", place(page, *point), strict=True)) for point in points]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": spots})

    place(page, 0.5, 0.5)
    top = page.evaluate(SHEET_TOP)
    touch("touchStart", (0.3, 0.2))
    for share in (0.4, 0.6, 0.8):
        touch("touchMove", (0.3, share))
    changed(page, 0)
    touch("touchEnd")
    # 200 pixels of finger would scroll as far; a line of text that arrives above may move the page by its height
    assert page.evaluate(SHEET_TOP) == pytest.approx(top, abs=40), "a finger that draws must not scroll the page"


@pytest.mark.skipif(
    "pix2pix-facades" not in serving.available(*SKETCH), reason="the weights of pix2pix-facades are not here"
)
def test_the_palette_paints_a_facade(open_page):
    page = opened(open_page, "facades")
    press(page, "Window")
    draw(page, [(0.2, 0.2), (0.5, 0.5)])
    window = changed(page, 0)
    press(page, "Door")
    draw(page, [(0.6, 0.6), (0.8, 0.98)])
    changed(page, window)
    colours = page.evaluate("""() => {
      const canvas = document.querySelector("#sketch .sheet"), side = canvas.width;
      const at = (x, y) => [...canvas.getContext("2d").getImageData(x * side, y * side, 1, 1).data.slice(0, 3)];
      return [at(0.35, 0.35), at(0.7, 0.8), at(0.05, 0.05)];
    }""")
    assert colours == [[0, 128, 255], [0, 208, 255], [0, 48, 255]]


def test_an_older_answer_never_replaces_a_newer_one(open_page):
    page = opened(open_page)
    page.evaluate("""() => {  // a slow link, on which the first question that is not alone on its way is answered last
      const plain = window.fetch;
      let asked = window.open = 0; // open: questions on their way, but for the one that is held
      window.held = new Promise(resolve => { window.release = resolve; });
      window.fetch = async (...call) => {
        const mine = String(call[1]?.body).includes('"paint"') ? ++asked : 0;
        window.open += mine > 0; const answer = await plain(...call);
        if (mine) await new Promise(resolve => setTimeout(resolve, 200));
        window.open -= mine > 0;
        if (mine && mine < asked && !window.late) { window.late = true; await window.held; }
        return answer;
      };
    }""")
    for stroke in range(200):  # until the page has seen that the link is slow, and asks for several at once
        if page.evaluate("window.late"):
            break
        draw(page, [(0.2, 0.1 + 0.004 * stroke), (0.8, 0.1 + 0.004 * stroke)])
    draw(page)
    page.wait_for_function("() => !window.open")
    newest = settled(page)
    page.evaluate("() => window.release()")
    page.wait_for_timeout(500)
    assert page.evaluate(PICTURE) == newest


def test_the_drawing_survives_a_lost_connection_and_a_reload(open_page):
    page = opened(open_page)
    page.route("**/component_server/", lambda route: route.abort())
    draw(page)
    page.locator("#sketch .trouble").get_by_text("did not answer").wait_for()
    sheet = page.evaluate(SHEET)
    page.unroute("**/component_server/")
    changed(page, 0)  # by itself
    assert page.evaluate(SHEET) == sheet
    draw(page, [(0.1, 0.9), (0.3, 0.9)])
    more = page.evaluate(SHEET)
    assert more != sheet
    page.reload()  # before a pause could have kept it
    changed(page, 0)
    assert page.evaluate(SHEET) == more


def test_strokes_are_saved_opened_again_and_refused_when_damaged(open_page, tmp_path):
    page = opened(open_page)
    draw(page)
    painted = settled(page)
    with page.expect_download() as saved:
        press(page, "Strokes")
    sketch = json.loads(saved.value.path().read_text("utf-8"))
    press(page, "Clear")
    for change, sentence in (
        ({"strokes": [sketch["strokes"][0] | {"points": [[None, 3]]}]}, "not a number"),
        ({"strokes": [sketch["strokes"][0] | {"tool": "dynamite"}]}, "damaged"),
        ({"format": "other"}, "not saved by this page"),
        (None, "cannot be read as JSON"),
    ):
        text = "NaN, NaN" if change is None else json.dumps(sketch | change)
        page.locator("#sketch input.strokes").set_input_files(
            {"name": "a.json", "mimeType": "application/json", "buffer": text.encode()}
        )
        page.locator("#sketch .trouble").get_by_text(sentence).wait_for()
    page.locator("#sketch input.strokes").set_input_files(saved.value.path())
    page.wait_for_function(f"painted => (({PICTURE}))() === painted", arg=painted)


def test_a_bad_file_is_told_and_the_pad_keeps_the_drawing(open_page):
    page = opened(open_page)
    draw(page)
    sheet = page.evaluate(SHEET)
    page.locator("#sketch .files").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": b"a text with the name of a picture"}
    )
    page.locator("#sketch .trouble").get_by_text("cannot be read as a picture").wait_for()
    assert page.evaluate(SHEET) == sheet


def test_the_inside_opens(open_page):
    page = opened(open_page)
    page.locator("#sketch .examples .tile").first.click()
    plain = changed(page, 0)
    page.locator("#sketch .critic summary").click()
    page.locator("#sketch .pad .heat").wait_for()
    page.locator("#sketch .made .picture").hover(position={"x": 5, "y": 5})
    box, field = (page.locator(f"#sketch .made {name}").bounding_box() for name in (".picture", ".field"))
    # at the corner half of the receptive field lies outside: 46.5 of 256 pixels are left
    assert abs(field["width"] / box["width"] - 46.5 / 256) < 0.02 and abs(field["x"] - box["x"]) < 2
    page.locator("#sketch .skips summary").click()
    page.locator("#sketch .levels img").first.wait_for()
    page.locator("#sketch .levels button").first.click()
    changed(page, plain)
    page.locator("#sketch .noise summary").click()
    page.locator("#sketch .noise").get_by_text("Six samples").click()
    page.locator("#sketch .six img").nth(5).wait_for()
    assert "of 255" in page.locator("#sketch .differ").inner_text()


DARK = """() => {
  const { data } = document.querySelector("#sketch .made .picture").getContext("2d").getImageData(0, 0, 256, 256);
  let dark = 0;
  for (let i = 0; i < data.length; i += 4) dark += Math.max(data[i], data[i + 1], data[i + 2]) < 60;
  return dark;
}"""


def test_the_ink_can_be_taken_off_where_the_model_lays_it_over_its_colours(open_page):
    page = opened(open_page)
    tiles = page.locator("#sketch .levels button:visible")
    page.locator("#sketch .skips summary").click()
    page.locator("#sketch .examples .tile").first.click()
    page.wait_for_function("document.querySelectorAll('#sketch .levels img:not([hidden])').length === 8")
    plain, dark = settled(page), page.evaluate(DARK)
    assert tiles.count() == 8 and "Ink" in tiles.last.inner_text()
    tiles.last.click()
    changed(page, plain)
    settled(page)
    assert page.evaluate(DARK) < 0.8 * dark, "a part of the lines is the drawing's own"
    page.locator("#sketch .models").get_by_text("Shoes and bags").click()
    page.wait_for_function("document.querySelectorAll('#sketch .levels button:not([hidden])').length === 7")


PASTE = """async data => {
  const blob = await (await fetch("data:image/png;base64," + data)).blob(), clipboardData = new DataTransfer();
  clipboardData.items.add(new File([blob], "image.png", { type: "image/png" }));
  document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def test_a_picture_that_is_opened_or_pasted_becomes_a_sketch(open_page):
    page = opened(open_page)
    buffer = page.evaluate("""() => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 300, height: 300 });
      const context = canvas.getContext("2d");
      context.fillStyle = "#ccd"; context.fillRect(0, 0, 300, 300);
      context.fillStyle = "#346"; context.arc(150, 150, 90, 0, 7); context.fill();
      return canvas.toDataURL("image/png").split(",")[1];
    }""")
    page.locator("#sketch .files").set_input_files(
        {"name": "ball.png", "mimeType": "image/png", "buffer": base64.b64decode(buffer)}
    )
    changed(page, 0)
    assert page.locator("#sketch .threshold").is_visible()
    painted, sheet = page.evaluate(PICTURE), page.evaluate(SHEET)
    press(page, "Clear")
    page.evaluate(f"({PASTE})", buffer)
    page.wait_for_function(f"sheet => (({SHEET}))() === sheet", arg=sheet)
    page.wait_for_function(f"painted => (({PICTURE}))() === painted", arg=painted)
