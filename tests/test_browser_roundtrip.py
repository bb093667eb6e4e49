"""The Round trip tab as a visitor meets it: a picture goes there and back while it is drawn, and dust counts."""

import io

import pytest
from PIL import Image

from ui.serving import infer as serving
from ui.tabs.roundtrip.offer import FREE, TRIPS

pytest_plugins = ["browser"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not serving.available(*TRIPS), reason="the weights of no CycleGAN are here"),
]

TRIP = "#roundtrip .trip"
OFF = "document.querySelector('#roundtrip [data-off], #roundtrip[data-off]')"
HASH = """selector => {
  const { data } = document.querySelector(selector).getContext("2d").getImageData(0, 0, 64, 64);
  return data.reduce((hash, value) => (Math.imul(hash, 31) + value) | 0, 7);
}"""


@pytest.fixture
def page(open_page):
    opened = open_page("?tab=roundtrip")
    opened.wait_for_function(f"{OFF}?.dataset.off > 0")
    return opened


def shown(page, name: str) -> int:
    return page.evaluate(HASH, f"{TRIP} .{name}")


def changed(page, name: str, before: int) -> int:
    """A number for the picture, once it is another one."""
    page.wait_for_function(f"([selector, before]) => (({HASH}))(selector) !== before", arg=[f"{TRIP} .{name}", before])
    return shown(page, name)


def place(page, selector: str, x: float, y: float) -> tuple[float, float]:
    target = page.locator(selector).first
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


@pytest.mark.main
def test_a_trip_follows_the_pen_before_it_is_lifted_and_undo_brings_the_earlier_one_back(page):
    first = shown(page, "back")
    page.locator("#roundtrip .palette button").nth(4).click()
    page.mouse.move(*place(page, f"{TRIP} .pad", 0.2, 0.8))
    page.mouse.down()
    page.mouse.move(*place(page, f"{TRIP} .pad", 0.8, 0.8), steps=6)
    changed(page, "back", first)
    page.mouse.up()
    page.locator("#roundtrip [data-do=undo]").click()
    page.wait_for_function(f"([selector, first]) => (({HASH}))(selector) === first", arg=[f"{TRIP} .back", first])
    page.locator("#roundtrip [data-do=clear]").click()
    page.wait_for_function(f"!{OFF}")
    assert page.locator("#roundtrip [data-do=undo]").is_disabled()


def test_it_is_drawn_and_turned_by_keys(page):
    first = shown(page, "middle")
    page.locator(f"{TRIP} .pad").focus()
    for key in ("Space", "Shift+ArrowDown", "Shift+ArrowDown", "Space"):
        page.keyboard.press(key)
    second = changed(page, "middle", first)
    page.locator("#roundtrip input.dust").focus()
    page.keyboard.press("End")
    changed(page, "middle", second)
    page.locator(f"{TRIP} .off", has_text="with the middle untouched").first.wait_for()
    page.locator("#roundtrip .turn-on output", has_text="± 32 of 255").wait_for()


def test_colour_is_taken_out_of_a_line_drawing_and_of_nothing_else(page):
    switch = page.locator("#roundtrip label.grey input")
    first = shown(page, "middle")
    switch.check()
    changed(page, "middle", first)
    page.locator(f"{TRIP} .off", has_text="with the middle untouched").first.wait_for()
    page.locator("#roundtrip .kinds label").nth(1).click()
    switch.wait_for(state="hidden")


def test_a_lens_lies_where_one_points_and_over_all_of_it(page):
    plain = shown(page, "middle")
    page.mouse.move(*place(page, f"{TRIP} .middle", 0.5, 0.5))
    pointed = changed(page, "middle", plain)
    page.mouse.move(*place(page, "#roundtrip .palette", 0.5, 0.5))
    assert changed(page, "middle", pointed) == plain
    page.get_by_text("Over all of it").click()
    assert changed(page, "middle", plain) != pointed


def test_the_other_direction_begins_with_pictures_of_its_own_and_is_in_the_address(page):
    picks = page.locator("#roundtrip .picks button")
    first = shown(page, "pad")
    page.locator("#roundtrip .kinds label").nth(1).click()
    changed(page, "pad", first)
    page.wait_for_function(f"{OFF}?.dataset.off > 0")
    page.wait_for_url("**kind=b*")
    second = shown(page, "pad")
    picks.nth(3).click()
    third = changed(page, "pad", second)
    page.reload()  # before a pause could have kept it
    page.wait_for_function(f"{OFF}?.dataset.off > 0")
    assert page.locator("#roundtrip .kinds input").nth(1).is_checked() and third == shown(page, "pad")


def test_what_is_drawn_outlives_a_reload_and_can_be_taken_back_after_it(page):
    first = shown(page, "pad")
    page.mouse.click(*place(page, f"{TRIP} .pad", 0.5, 0.7))
    second = changed(page, "pad", first)
    page.reload()  # before a pause could have kept it
    page.wait_for_function(f"{OFF}?.dataset.off > 0")
    assert shown(page, "pad") == second
    page.locator("#roundtrip [data-do=undo]").click()
    page.wait_for_function(f"([selector, first]) => (({HASH}))(selector) === first", arg=[f"{TRIP} .pad", first])


def test_a_picture_is_dropped_on_the_pad(page):
    first = shown(page, "pad")
    drop = """([frame]) => {
      const canvas = new OffscreenCanvas(90, 60), screen = canvas.getContext("2d");
      screen.fillStyle = "#5c9e31";
      screen.fillRect(20, 10, 40, 40);
      return canvas.convertToBlob({ type: "image/png" }).then(blob => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([blob], "green.png", { type: "image/png" }));
        const dropped = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
        document.querySelector(frame).dispatchEvent(dropped);
      });
    }"""
    page.evaluate(drop, ["#roundtrip .frame"])
    changed(page, "pad", first)
    colours = page.evaluate(
        """selector => [...document.querySelector(selector).getContext("2d").getImageData(28, 28, 1, 1).data]""",
        f"{TRIP} .pad",
    )
    assert colours[1] > colours[0] > colours[2]  # green


def test_a_picture_that_cannot_be_read_leaves_the_pad_as_it_is(page):
    first = shown(page, "pad")
    files = page.locator("#roundtrip input[type=file]")
    files.set_input_files({"name": "broken.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\nno picture"})
    page.locator("#roundtrip .complaint", has_text="cannot be read as a picture").wait_for()
    assert shown(page, "pad") == first
    red = io.BytesIO()
    image = Image.new("RGBA", (200, 90), (0, 0, 0, 0))
    image.paste((234, 90, 71, 255), (60, 20, 140, 70))
    image.save(red, "PNG")
    files.set_input_files({"name": "red.png", "mimeType": "image/png", "buffer": red.getvalue()})
    changed(page, "pad", first)
    page.locator("#roundtrip .complaint:empty").wait_for(state="attached")


@pytest.mark.skipif(not serving.available(FREE["emoji-lines"]), reason="the weights without the cycle are not here")
def test_the_model_without_the_cycle_goes_the_same_way(open_page):
    page = open_page("?tab=roundtrip&model=cyclegan-lines")
    page.locator("#roundtrip .free .off", has_text="away from yours").wait_for()
    assert shown(page, "back") != page.evaluate(HASH, f"{TRIP}.free .back")
