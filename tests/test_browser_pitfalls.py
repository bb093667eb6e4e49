"""The Pitfalls tab as a visitor meets it: the start is dragged, a penalty brings it home, two bells move apart, and a
generator that learns here is stepped alone and cured."""

import re

import pytest

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

BOARD = "document.querySelector('#modes .board').toDataURL()"
VERDICT = "#pitfalls .dirac .verdict"


def distance(page) -> float:
    """From the goal, as the sentence says it."""
    return float(re.search(r"it is ([\d.]+) from", page.locator(VERDICT).inner_text())[1])


@pytest.mark.main
def test_the_start_is_dragged_and_the_way_leads_where_the_formula_says(open_page):
    page = open_page("?tab=pitfalls", reduced_motion="reduce")  # 200 steps at once
    page.locator(VERDICT, has_text="After 200 steps").wait_for()
    assert distance(page) == pytest.approx(2**0.5 * 1.01**100, rel=2e-3)
    box = page.locator("#pitfalls .plane").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.5, steps=4)
    page.mouse.up()
    page.locator(VERDICT, has_text="began at 1.2").wait_for()
    assert distance(page) == pytest.approx(1.2 * 1.01**100, rel=0.02)
    page.locator("#pitfalls .penalty").fill("0.3")
    page.locator(f"{VERDICT}.home", has_text="0.9899").wait_for()
    page.reload()
    page.locator(f"{VERDICT}.home", has_text="began at 1.2").wait_for()
    page.locator("#pitfalls .apart").fill("6")
    page.locator("#pitfalls .gaussians .verdict", has_text="saturating 0.012, non-saturating 6, critic 1").wait_for()


def test_a_game_of_points_is_stepped_player_by_player_and_cured(open_page):
    page = open_page("?tab=pitfalls", reduced_motion="reduce")  # nothing glides
    page.set_default_timeout(240_000)
    page.locator("#modes button[data-preset=one_mode]").click()
    page.locator("#modes .view:not(.recorded)[data-step] .board[data-modes]").wait_for()
    page.locator("#modes [data-do=pause]:visible").click()
    page.locator("#modes [data-do=resume]:visible").wait_for()
    page.locator("#modes .steps input").check()
    for player, other in (("judge", "generator"), ("generator", "discriminator")):
        page.locator(f"#modes .step-{player}").click()
        mine = "discriminator" if player == "judge" else player
        page.locator(f"#modes .slow .update_{mine}").wait_for()
        assert not page.locator(f"#modes .slow .update_{other}").count(), "the other one stands still"
    page.locator("#modes .beside-board .cure").click()
    page.locator("#modes .marks", has_text="R1").wait_for()
    page.locator("#modes .view:not(.recorded) .board[data-pull='non-saturating']").wait_for()
    before = page.evaluate(BOARD)
    page.locator("#modes input[value=saturating]").check(force=True)
    page.locator("#modes .beside-board .hint", has_text="gone where D is sure").wait_for()
    page.locator("#modes .board[data-pull=saturating]").wait_for()
    assert page.evaluate(BOARD) != before
    page.locator("#modes [data-do=stop]:visible").click()
