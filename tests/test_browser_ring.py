"""The Ring tab as a visitor meets it: pictures lie on a ring, one is chosen by hand and by key, and all slide into one
point when nobody pushes."""

import pytest

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

BOARD = "#ring-live .ring-board"
SPREAD = f"+document.querySelector('{BOARD}')?.dataset.spread"


def test_a_picture_is_chosen_and_without_negatives_all_become_one(open_page):
    page = open_page("?tab=ring")
    page.set_default_timeout(180_000)
    page.locator("#ring-live input[value=digits]").check(force=True)
    page.locator("#ring-live [data-do=start]:visible").click()
    page.locator(f"#ring-live .view:not(.recorded) {BOARD.split()[1]}[data-chosen='0']").wait_for()
    page.locator("#ring-live .about .push", has_text="Push of the others").wait_for()
    page.locator("#ring-live [data-do=pause]:visible").click()  # the order of the ring stands still
    page.locator("#ring-live [data-do=resume]:visible").wait_for()
    page.locator(BOARD).focus()
    page.keyboard.press("ArrowLeft")
    page.locator(f"{BOARD}:not([data-chosen='0'])").wait_for()
    page.keyboard.press("ArrowRight")
    page.locator(f"{BOARD}[data-chosen='0']").wait_for()
    page.locator("#ring-live [data-do=resume]:visible").click()
    page.wait_for_function(f"{SPREAD} > 0.5")
    page.locator("#ring-live button[data-preset=no_negatives]").click()
    page.wait_for_function(f"{SPREAD} < 0.02")
    page.locator("#ring-live .about .push", has_text="others: 0").wait_for()
    page.locator("#ring-live [data-do=stop]:visible").click()


def test_a_queue_is_a_belt_and_a_bank_a_plate(open_page):
    page = open_page("?tab=ring")
    page.set_default_timeout(180_000)
    for family, figure in (("moco", ".belt canvas[data-fresh]"), ("pirl", ".bank img[src]")):
        page.locator(f"#ring-live input[value={family}]").check(force=True)
        page.locator("#ring-live input[value=digits]").check(force=True)
        page.locator("#ring-live [data-do=start]:visible").click()
        page.locator(f"#ring-live .view:not(.recorded) figure{figure}").wait_for()
        page.locator("#ring-live [data-do=stop]:visible").click()
        page.locator("#ring-live [data-do=go_on]:visible").wait_for()


@pytest.mark.main
def test_a_drawing_has_ten_neighbours_and_one_goes_on_from_a_neighbour(open_page):
    page = open_page("?tab=ring")
    page.set_default_timeout(120_000)
    near = page.locator("#ring-near")
    near.locator(".ten.embedding button").nth(9).wait_for()  # of the first test picture
    near.locator(".verdict.embedding", has_text="are what it is: Boot").wait_for()
    first = near.locator(".ten.pixels").inner_text()
    near.locator(".pad canvas").scroll_into_view_if_needed()
    box = near.locator(".pad canvas").bounding_box()
    corners = [(0.3, 0.15), (0.7, 0.15), (0.7, 0.9), (0.55, 0.9), (0.5, 0.4), (0.45, 0.9), (0.3, 0.9), (0.3, 0.15)]
    for turn, (x, y) in enumerate(corners):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
        if not turn:
            page.mouse.down()
    page.mouse.up()
    near.locator(".verdict.embedding", has_text="Trousers").wait_for()
    assert near.locator(".ten.pixels").inner_text() != first
    page.reload()
    near.locator(".verdict.embedding", has_text="Trousers").wait_for()
    near.locator(".ten.embedding button").first.click()
    near.locator(".verdict.embedding", has_text="are what it is: Trousers").wait_for()
    near.locator("input[type=file]").set_input_files(
        {"name": "words.png", "mimeType": "image/png", "buffer": b"no picture at all"}
    )
    near.locator(".trouble", has_text="picture").wait_for()
    assert near.locator(".ten.embedding button").count() == 10, "what was found stays"
