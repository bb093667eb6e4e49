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
    page.locator(BOARD).focus()
    page.keyboard.press("ArrowLeft")
    page.locator(f"{BOARD}:not([data-chosen='0'])").wait_for()
    page.keyboard.press("ArrowRight")
    page.locator(f"{BOARD}[data-chosen='0']").wait_for()
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
