"""The Latent space tab as a visitor meets it: what one drags, draws, points at and walks along is decoded at once."""

from itertools import pairwise

import pytest

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

# what is painted, 784 greys, and nothing of an empty canvas
PICTURE = """selector => {
  const data = document.querySelector(`#latent ${selector}`)?.getContext("2d").getImageData(0, 0, 28, 28).data ?? [];
  return data.some(Boolean) ? Array.from({ length: 784 }, (_, i) => data[4 * i]) : [];
}"""
# whether it is that picture: the page has its weights as 16-bit floats, the server has not
ALIKE = f"""([selector, wanted]) => {{
  const seen = ({PICTURE})(selector);
  return seen.length === wanted.length && seen.every((value, i) => Math.abs(value - wanted[i]) < 4);
}}"""
SAVED = """new URLSearchParams(location.search).get("z").split(",").every((value, i) =>
  Number(value) === Number(document.querySelectorAll("#latent .dimension input")[i].value))"""
THREE = [(0.3, 0.25), (0.5, 0.15), (0.68, 0.28), (0.4, 0.5), (0.6, 0.52), (0.72, 0.7), (0.5, 0.88), (0.28, 0.78)]


def opened(open_page, address: str, **options):
    page = open_page(address, **options)
    page.wait_for_function(f"(({PICTURE}))('.big').length")
    return page


def picture(page, selector: str = ".big") -> list[int]:
    return page.evaluate(PICTURE, selector)


def changed(page, before: list[int], selector: str = ".big") -> list[int]:
    """What is painted once that is another picture."""
    page.wait_for_function(f"asked => !({ALIKE})(asked)", arg=[selector, before])
    return picture(page, selector)


def until(page, wanted: list[int], selector: str = ".big") -> None:
    """Waits for that picture."""
    page.wait_for_function(ALIKE, arg=[selector, wanted])


def point(page, selector: str, x: float, y: float) -> tuple[float, float]:
    """A place of an element, which is scrolled into view, on the screen."""
    target = page.locator(f"#latent {selector}").first
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def draw(page, points=THREE) -> None:
    page.mouse.move(*point(page, ".pad canvas", *points[0]))
    page.mouse.down()
    for place in points[1:]:
        page.mouse.move(*point(page, ".pad canvas", *place), steps=4)
    page.mouse.up()


@pytest.mark.main
def test_the_picture_follows_a_slider_while_it_is_dragged(open_page):
    page = opened(open_page, "?tab=latent&model=vae-mnist")
    seen = picture(page)
    page.mouse.move(*point(page, ".dimension input", 0.5, 0.5))
    page.mouse.down()
    for share in (0.2, 0.8, 0.4):  # the button stays down: each picture below was painted during the drag
        page.mouse.move(*point(page, ".dimension input", share, 0.5), steps=4)
        seen = changed(page, seen)
    page.mouse.up()
    assert "moved z" in page.locator("#latent .source").inner_text()


def test_sliders_stand_in_the_order_of_their_kl(open_page):
    page = opened(open_page, "?tab=latent&model=vae-mnist")
    worth = [float(text) for text in page.locator("#latent .dimension .worth").all_text_contents()]
    assert len(worth) == 32
    assert all(one >= other - 0.05 for one, other in pairwise(worth))  # they are shown rounded


def test_a_drawing_is_encoded_while_it_is_drawn_and_survives_a_change_of_model(open_page):
    page = opened(open_page, "?tab=latent&model=vae-mnist-2d")
    page.mouse.move(*point(page, ".pad canvas", *THREE[0]))
    page.mouse.down()
    seen = []
    for place in THREE[1:4]:  # pen still down
        page.mouse.move(*point(page, ".pad canvas", *place), steps=4)
        seen = changed(page, seen, ".again")
    page.mouse.up()
    assert page.locator("#latent .cloud").is_visible()
    assert "nats" in page.locator("#latent .bound .sum").inner_text()
    page.locator("#latent .models").get_by_text("Digits", exact=True).click()
    page.wait_for_function("document.querySelectorAll('#latent .dimension').length === 32")
    page.locator("#latent .track .posterior").first.wait_for()
    page.locator("#latent").get_by_role("button", name="Clear").click()
    page.locator("#latent .bound").wait_for(state="hidden")
    assert picture(page, ".seen") == []
    assert page.locator("#latent .hint").is_visible()


def test_a_drawing_without_a_prior_has_its_squared_error_and_no_nats(open_page):
    page = opened(open_page, "?tab=latent&model=ae-mnist-2d")
    draw(page)
    page.locator("#latent .bound .sum", has_text="Squared error").wait_for()
    assert page.locator("#latent .trouble").inner_text() == "" and picture(page, ".again")
    assert not page.locator("#latent .bar-of-two").is_visible()
    assert page.locator("#latent [data-do=sample]").is_disabled()


def test_undo_brings_back_the_earlier_reconstruction(open_page):
    page = opened(open_page, "?tab=latent&model=vae-mnist")
    draw(page)
    page.wait_for_timeout(500)
    three = picture(page, ".again")
    draw(page, [(0.2, 0.9), (0.2, 0.2)])
    changed(page, three, ".again")
    page.locator("#latent").get_by_role("button", name="Undo").click()
    until(page, three, ".again")


def test_pointing_at_the_map_looks_and_pressing_goes_there(open_page):
    page = opened(open_page, "?tab=latent&model=vae-mnist-2d")
    pinned = picture(page)
    page.mouse.move(*point(page, ".plane", 0.2, 0.5))
    changed(page, pinned)
    page.mouse.move(*point(page, ".about", 0.5, 0.5))
    until(page, pinned)
    page.mouse.click(*point(page, ".plane", 0.3, 0.6))
    there = changed(page, pinned)
    page.keyboard.press("Shift+ArrowRight")
    walked = changed(page, there)
    page.wait_for_function(f"() => {SAVED}")
    again = opened(open_page, page.url.split("/")[-1])
    until(again, walked)


def test_a_walk_leads_from_a_to_b(open_page):
    page = opened(open_page, "?tab=latent&model=vae-fashion")
    page.locator("#latent .jump").get_by_text("Boot").click()
    page.locator("#latent").get_by_role("button", name="Take as B").click()
    boot = picture(page)
    until(page, boot, ".between .tile:last-child canvas")
    page.locator("#latent .walk").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")
    shirt = picture(page, ".between .tile:first-child canvas")
    until(page, shirt)
    page.keyboard.press("End")
    until(page, boot)


def test_a_label_changes_the_digit_and_the_drawing_gets_one(open_page):
    page = opened(open_page, "?tab=latent&model=cvae-mnist")
    labels = page.locator("#latent .labels .tile")
    assert labels.count() == 10
    zero = picture(page)
    labels.nth(7).click()
    seven = changed(page, zero)
    until(page, seven, ".labels .tile:nth-child(8) canvas")
    draw(page)
    page.wait_for_function("() => document.querySelector('#latent .labels .tile:nth-child(4)').ariaPressed === 'true'")
    page.locator("#latent .given").get_by_text("8", exact=True).click()
    page.wait_for_function("() => document.querySelector('#latent .labels .tile:nth-child(9)').ariaPressed === 'true'")


def test_without_a_server_the_drawing_stays_and_goes_on_when_it_is_back(open_page):
    page = opened(open_page, "?tab=latent&model=vae-mnist-2d")
    page.route("**/component_server/", lambda route: route.abort())
    draw(page)
    page.locator("#latent .trouble").get_by_text("did not answer").wait_for()
    assert page.locator("#latent .pad.drawn").count() == 1
    page.unroute("**/component_server/")
    draw(page, [(0.4, 0.4), (0.6, 0.6)])
    changed(page, [], ".again")
    assert page.locator("#latent .trouble").text_content() == ""


def test_korean_by_finger_on_a_phone_in_the_dark(open_page):
    page = opened(
        open_page,
        "?tab=latent&model=vae-mnist-2d",
        locale="ko-KR",
        color_scheme="dark",
        viewport={"width": 390, "height": 844},
        has_touch=True,
    )
    assert "잠재 공간" in page.locator("#latent h3").nth(1).inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.touchscreen.tap(*point(page, ".pad canvas", 0.5, 0.5))
    changed(page, [], ".again")
    assert "내트" in page.locator("#latent .bound .sum").inner_text()


def test_the_keyboard_draws_too(open_page):
    page = opened(open_page, "?tab=latent&model=vae-mnist-2d")
    page.locator("#latent .pad canvas").focus()
    page.keyboard.press("Space")
    for _ in range(8):
        page.keyboard.press("Shift+ArrowDown")
    changed(page, [], ".again")
    page.locator("#latent .pad canvas").dispatch_event("keydown", {"key": "Z", "code": "KeyZ", "ctrlKey": True})
    # the pen is still down, and what it drew is gone
    page.keyboard.press("Shift+ArrowUp")  # moves it, and draws nothing (and no script fails)
    assert page.locator("#latent .pad [data-do=clear]").is_disabled()
