"""Home and Classes as a visitor meets them: what one clicks, drags and links to changes the pictures."""

import pytest

from genmodels import checkpoints

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

PIXELS = """() => [...document.querySelectorAll("#sample-grid canvas")].map(canvas => {
  const data = canvas.getContext("2d").getImageData(0, 0, 28, 28).data;
  return data.some(Boolean) ? data.reduce((hash, value) => (Math.imul(hash, 31) + value) | 0, 7) : 0;
})"""


def painted(page, count: int) -> list[int]:
    """A number for each picture, once the grid holds `count` and each is painted."""
    page.wait_for_function(f"count => (all => all.length === count && all.some(Boolean))(({PIXELS})())", arg=count)
    return page.evaluate(PIXELS)


def changed(page, before: list[int]) -> list[int]:
    """The same, once it differs from `before`."""
    page.wait_for_function(f"before => JSON.stringify(({PIXELS})()) !== JSON.stringify(before)", arg=before)
    return page.evaluate(PIXELS)


def test_home_shows_pictures_and_leads_to_the_tabs(open_page):
    page = open_page()
    page.locator("#gallery canvas.shown").nth(1).wait_for()
    page.locator("#gallery .made", has_text="made by the models").wait_for()
    page.locator("#gallery a", has_text="Choose classes").click()
    painted(page, 80)
    assert page.url.endswith("?tab=classes")


@pytest.mark.main
def test_picking_a_class_changes_the_grid_and_the_address(open_page):
    page = open_page("?tab=classes&model=cgan-mnist&classes=3&count=5")
    three = painted(page, 5)
    grid = page.locator("#sample-grid")
    grid.get_by_role("button", name="3", exact=True).click()
    assert "at least one class" in grid.get_by_role("alert").inner_text()
    grid.get_by_role("button", name="7", exact=True).click()
    changed(page, three)
    page.wait_for_url("**classes=7")
    assert grid.locator(".complaint").text_content() == ""
    assert "of 5" in grid.locator(".score").inner_text()


def test_pictures_follow_a_slider_while_it_is_dragged(open_page):
    page = open_page("?tab=classes&model=cgan-mnist&classes=1,2&count=6&truncation=3")
    seen = painted(page, 12)
    slider = page.locator("#sample-grid input[name=truncation]")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 8, middle)
    page.mouse.down()
    for share in (0.7, 0.4, 0.1):  # the button stays down: each picture below was painted during the drag
        page.mouse.move(box["x"] + box["width"] * share, middle, steps=4)
        seen = changed(page, seen)
    page.mouse.up()


def test_without_variety_all_pictures_of_a_class_are_one(open_page):
    page = open_page("?tab=classes&model=cgan-mnist&classes=1,4&count=4&truncation=0")
    pictures = painted(page, 8)
    assert len(set(pictures[:4])) == len(set(pictures[4:])) == 1


def test_mixing_two_classes_by_keyboard(open_page):
    page = open_page("?tab=classes&model=cgan-mnist&classes=1,7&count=6&mix=0")
    one = painted(page, 6)
    slider = page.locator("#sample-grid input[name=mix]")
    slider.focus()
    page.keyboard.press("End")
    changed(page, one)
    page.wait_for_url("**mix=1*")
    page.locator("#sample-grid").get_by_text("Side by side").click()
    painted(page, 12)


def test_korean_on_a_phone_in_the_dark(open_page):
    page = open_page(
        "?tab=classes&model=cgan-fashion&classes=0,8&count=4",
        locale="ko-KR",
        color_scheme="dark",
        viewport={"width": 390, "height": 844},
    )
    painted(page, 8)
    grid = page.locator("#sample-grid")
    assert grid.get_by_role("button", name="가방").get_attribute("aria-pressed") == "true"
    assert "판정기" in grid.locator(".score").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page must not scroll sideways"


def test_another_tab_keeps_the_room_in_the_address_and_each_comes_back_to_its_own(open_page):
    page = open_page("?tab=classes&model=cgan-mnist&classes=3&count=5&room=NOROOM")
    five = painted(page, 5)
    page.locator("#nav [data-tab=home]").click()
    page.wait_for_url("**/?tab=home&room=NOROOM")
    page.locator("#nav [data-tab=live]").click()
    page.wait_for_url("**/?tab=live&room=NOROOM")
    page.locator("#live .status", has_text="no longer there").wait_for()
    page.locator("#nav [data-tab=classes]").click()
    page.wait_for_url("**classes=3*")
    page.locator("#sample-grid").get_by_role("button", name="7", exact=True).click()
    page.wait_for_url("**room=NOROOM*classes=3,7")
    painted(page, 10)
    page.reload()
    assert painted(page, 10)[:5] == five


def test_another_language_in_the_settings_reaches_the_panels(open_page):
    page = open_page("?tab=classes&model=cgan-mnist&classes=3&count=2")
    painted(page, 2)
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("combobox", name="Language").click()
    page.get_by_role("option", name="한국어").click()
    page.wait_for_function("document.querySelector('#sample-grid .score').textContent.includes('판정기')")


@pytest.mark.skipif("cgan-celeba" not in checkpoints.names(), reason="no weights of faces here")
def test_an_attribute_follows_its_slider_the_keys_and_a_finger_on_the_strip(open_page):
    page = open_page("?tab=classes&model=cgan-celeba&attributes=0,0.5")
    grid = page.locator("#sample-grid")
    strips, face = grid.locator(".strip"), "#sample-grid .face canvas"
    strips.nth(1).wait_for()
    assert strips.locator("output").all_inner_texts() == ["0%", "50%"]
    assert not grid.locator(".chips").is_visible() and not grid.locator(".rows").is_visible()
    seen = "face => document.querySelector(face).toDataURL()"
    page.wait_for_function("face => document.querySelector(face).width === 64", arg=face)
    before = page.evaluate(seen, face)
    strips.first.locator("input").focus()
    page.keyboard.press("End")
    page.wait_for_url("**attributes=1,0.5*")
    page.wait_for_function(
        "([face, before]) => document.querySelector(face).toDataURL() !== before", arg=[face, before]
    )
    box = strips.nth(1).locator(".track").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 8.5 / 9, box["y"] + box["height"] / 2)
    page.wait_for_url("**attributes=1,1*")
    page.reload()
    strips.nth(1).wait_for()
    assert strips.locator("output").all_inner_texts() == ["100%", "100%"]
    grid.get_by_text("Digits").click()
    grid.locator(".chips").wait_for()
    assert not strips.first.is_visible()
    grid.get_by_text("Faces").click()
    strips.nth(1).wait_for()
    assert strips.locator("output").all_inner_texts() == ["50%", "50%"], "the sliders stand where its face does"
