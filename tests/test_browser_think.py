"""The "Watch it think" tab as a visitor meets it: a picture that writes itself, flipped pixels, a surprise."""

import pytest

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

NOW = "Number(document.querySelector('#think[data-now], #think [data-now]')?.dataset.now ?? 0)"


@pytest.mark.main
def test_a_picture_writes_itself_takes_a_painted_pixel_and_a_drawing_costs_nats(open_page):
    page = open_page("?tab=think")
    think = page.locator("#think")
    page.wait_for_function(f"{NOW} > 30")
    think.locator("[data-do=play]").click()
    think.locator("[data-do=play]", has_text="Write").wait_for()
    think.locator(".now", has_text="White with a probability of").wait_for()
    grid = think.locator("canvas.grid")
    grid.scroll_into_view_if_needed()
    grid.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.wait_for_function("!document.querySelector('#think [data-do=forget]').disabled")
    pad = think.locator(".pad canvas")
    pad.scroll_into_view_if_needed()
    pad.focus()
    page.keyboard.press("Space")
    think.locator(".total", has_text="less than a test picture").wait_for()  # a dot
    for key in ("Shift+ArrowDown", "Shift+ArrowDown"):
        page.keyboard.press(key)
    think.locator(".total", has_text="your drawing").wait_for()
    page.reload()
    think.locator(".total", has_text="your drawing").wait_for()
    assert think.locator("[data-do=forget]").is_enabled()
    think.locator("[data-do=forget]").click()
    page.wait_for_function("document.querySelector('#think [data-do=forget]').disabled")


def test_a_network_that_is_refused_leaves_the_former_one_at_work(open_page):
    page = open_page("?tab=think")
    think = page.locator("#think")
    page.wait_for_function(f"{NOW} > 5")

    def refuse(route):
        wanted = route.request.post_data or ""
        if '"network"' in wanted and "pixelrnn-mnist" in wanted:
            route.fulfill(json={"error": "Choose another one."})
        else:
            route.fallback()

    page.route("**/component_server/", refuse)
    think.get_by_text("PixelRNN, digits").click()
    think.locator(".complaint", has_text="Choose another one.").wait_for()
    assert think.locator(".models input[value=pixelcnn-mnist]").is_checked()
    pad = think.locator(".pad canvas")
    pad.scroll_into_view_if_needed()
    pad.focus()
    for key in ("Space", "Shift+ArrowDown"):
        page.keyboard.press(key)
    think.locator(".total", has_text="your drawing").wait_for()
    written = page.evaluate(NOW)
    page.wait_for_function(f"{NOW} > {written}")
