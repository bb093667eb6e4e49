"""The Live training tab before anything trains, and with answers that a test makes: no worker, so these are quick."""

import pytest
from live_page import SMALL_DIGITS, offered

pytest_plugins = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_a_number_that_is_none_stays_on_the_screen_and_stops_nothing(open_live):
    page = open_live()
    rate = page.get_by_label("Learning rate of G")
    rate.fill("0,001")
    rate.press("Tab")
    page.wait_for_function("id => document.getElementById(id).value === '0.001'", arg=rate.get_attribute("id"))
    for wrong in ("", "fast"):
        rate.fill(wrong)
        rate.press("Tab")
        page.locator("#live input[value=own]").check(force=True)
        page.locator("#live .bring .choose").wait_for()
        assert rate.input_value() == wrong
        page.locator(SMALL_DIGITS).check(force=True)
        page.locator("#live .bring .choose").wait_for(state="hidden")
    rate.fill("fast")
    rate.press("Tab")
    offered(page, "start")
    page.locator("#live [data-do=start]").click()
    page.locator("#live [role=alert]", has_text="must be a number").wait_for()
