"""What an address, another language or another choice leaves behind in the tabs Latent space and Classes."""

import html

import pytest
from live_page import SMALL_DIGITS, beyond, do
from test_browser_classes import painted
from test_browser_latent import changed, draw, opened, picture, point

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

STRIP = "() => [...document.querySelectorAll('#latent .between canvas')].every(canvas => canvas.getContext('2d')" + (
    ".getImageData(0, 0, 28, 28).data.some(value => value && value < 255))"
)


def in_korean(page) -> None:
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("combobox", name="Language").click()
    page.get_by_role("option", name="한국어").click()


# whether no frame was asked for since this was looked at before
AT_REST = "() => { const rest = window.asked === window.before; window.before = window.asked; return rest; }"
COUNTED = """const frame = window.requestAnimationFrame; window.asked = 0;
window.requestAnimationFrame = work => { window.asked++; return frame.call(window, work); };"""


def test_a_page_that_nobody_touches_is_not_drawn_again_and_again(open_page):
    page = open_page("?tab=latent", apart=True)
    page.add_init_script(COUNTED)
    page.reload()
    page.locator("#latent .weights[data-shown]").wait_for()
    assert page.evaluate("window.asked"), "what is drawn is counted"
    page.wait_for_function(AT_REST, polling=400)


def test_the_teachers_word_reaches_a_tab_that_is_opened_later(open_page):
    page = open_page("?teacher=autumn")
    page.locator("#nav [data-tab=live]").click()
    page.locator("#live .status", has_text=".").wait_for()
    assert page.evaluate("sessionStorage.teacher") == "autumn"


@pytest.mark.main
def test_every_tab_can_be_chosen_on_a_phone_and_is_in_the_address(open_page):
    page = open_page("?tab=latent", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    for tab in ("live", "classes", "home"):
        page.locator("#nav .unfold").tap()
        page.locator(f"#nav [data-tab={tab}]").tap()
        page.wait_for_function("tab => new URLSearchParams(location.search).get('tab') === tab", arg=tab)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_another_model_is_shown_the_drawing_that_is_seen(open_page):
    page = opened(open_page, "?tab=latent&model=vae-mnist")
    draw(page)
    changed(page, [], ".again")
    before = picture(page, ".seen")
    page.locator("#latent .models").get_by_text("Clothes", exact=True).click()
    assert any(changed(page, before, ".seen")), "drawn as clothes are, and not wiped"


def test_a_glance_at_the_map_does_not_push_the_drawing_aside(open_page):
    page = opened(open_page, "?tab=latent&model=vae-mnist-2d")
    page.evaluate("""() => {  // a busy server: no answer before it is released
      const plain = window.fetch, released = new Promise(resolve => { window.release = resolve; });
      window.fetch = (...call) => released.then(() => plain(...call));
    }""")
    draw(page)
    for share in (0.3, 0.5, 0.7):
        page.mouse.move(*point(page, ".plane", share, 0.5))
    source = page.locator("#latent .source")
    source.filter(has_text="under the pointer").wait_for()
    page.evaluate("window.release()")
    page.locator("#latent [data-do=mean]:enabled").wait_for()
    assert "under the pointer" in source.inner_text()  # the drawing's answer is there, the pointer still on the map
    page.mouse.move(5, 5)
    source.filter(has_text="reconstruction").wait_for()


def test_another_language_keeps_the_pictures_of_the_way(open_page):
    page = opened(open_page, "?tab=latent&model=cvae-mnist")
    page.wait_for_function(STRIP)
    in_korean(page)
    page.locator("#latent .source", has_text="테스트 이미지(0)").wait_for()
    page.wait_for_function(STRIP)


def test_z_under_another_label_and_beside_the_way_is_called_so(open_page):
    page = opened(open_page, "?tab=latent&model=cvae-mnist")
    page.locator("#latent .labels .row button").nth(8).click()
    page.locator("#latent .source", has_text="with the label 8").wait_for()
    page.locator("#latent .walk").fill("0.5")
    page.locator("#latent .source", has_text="from A to B").wait_for()
    page.wait_for_function("new URLSearchParams(location.search).has('weights')")
    middle = page.evaluate("new URLSearchParams(location.search).get('weights')")
    assert sorted(middle.split(","))[-2:] == ["0.5", "0.5"]
    page.reload()
    page.locator("#latent .source", has_text="link describes").wait_for()
    page.wait_for_function("new URLSearchParams(location.search).has('weights')")
    assert page.evaluate("new URLSearchParams(location.search).get('weights')") == middle
    page.locator("#latent .walk").fill("0.5")
    page.locator("#latent .source", has_text="from A to B").wait_for()
    page.locator("#latent .result [data-do=a]").click()
    page.locator("#latent .source", has_text="moved z").wait_for()


def test_a_link_to_a_model_that_is_not_there_says_so(open_page):
    page = opened(open_page, "?tab=latent&model=vae-mnsit")
    page.locator("#latent .weights-trouble", has_text="vae-mnsit").wait_for()
    page.locator("#latent .weights-now", has_text="vae-mnist").wait_for()  # another is open, and the sentence stays
    assert page.locator("#latent .weights-trouble").is_visible()
    page.locator("#latent .models").get_by_text("Clothes", exact=True).click()
    page.locator("#latent .weights-trouble").wait_for(state="hidden")


def test_no_class_and_then_two_to_mix(open_page):
    page = open_page("?tab=classes&model=cgan-mnist&classes=3&count=2&seed=x")
    painted(page, 2)
    assert page.locator("#sample-seed").input_value() == "0"
    grid = page.locator("#sample-grid")
    grid.get_by_role("button", name="3", exact=True).click()
    grid.get_by_text("Mix two", exact=True).click()
    page.wait_for_function("new URLSearchParams(location.search).get('classes') === '8,3'")
    assert grid.locator(".ends").inner_text().split() == ["8", "3"]


# As browsers do in a frame of another site whose cookies they block.
DENIED = """for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("Access is denied", "SecurityError"); } });
}"""


@pytest.fixture
def foreign_frame(playground, chromium):
    """`foreign_frame("?tab=classes")` -> the app in a frame on a page of another site, where it may store nothing."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    context.add_init_script(DENIED)
    trouble = []

    def open_(address: str):
        page = context.new_page()
        page.set_default_timeout(240_000)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto(playground.url.replace("127.0.0.1", "localhost") + "/robots.txt")
        page.set_content(f"<iframe src='{playground.url}/{html.escape(address)}' width=1200 height=850></iframe>")
        return page.frames[1]

    yield open_
    context.close()
    assert not trouble, trouble


def test_in_a_foreign_frame_without_storage_everything_works_within_the_page(foreign_frame):
    frame = foreign_frame("?tab=classes&model=cgan-mnist&classes=3&count=5&teacher=autumn")
    painted(frame, 5)
    assert frame.evaluate("() => { try { sessionStorage } catch (error) { return error.name } }") == "SecurityError"
    frame.locator("#sample-grid").get_by_role("button", name="7", exact=True).click()
    frame.wait_for_function("location.search.endsWith('classes=3,7') && !location.search.includes('teacher')")
    address = frame.evaluate("location.search")
    frame.locator("#nav [data-tab=live]").click()
    frame.locator(SMALL_DIGITS).check(force=True)
    do(frame, "start")
    beyond(frame, 0)
    do(frame, "stop")
    frame.locator("#nav [data-tab=classes]").click()
    assert frame.evaluate("location.search").startswith(address)  # and the room that one watches
