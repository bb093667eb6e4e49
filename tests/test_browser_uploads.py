"""What a visitor brings to the Live training tab: pictures drawn here, sent, and learned before their eyes."""

import re

import pytest
from pictures_to_bring import bring, drawings

pytest_plugins = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

STEP = "+(document.querySelector('#live .view')?.dataset.step ?? -1)"
GRID = """() => {
  const canvas = document.querySelector("#live .view canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.reduce((hash, value) => (Math.imul(hash, 31) + value) | 0, 7);
}"""


def test_ones_own_pictures_are_brought_and_learned(open_page):
    page = open_page("?tab=live")
    page.set_default_timeout(240_000)
    page.locator("#live .status", has_text=".").wait_for()
    page.locator("#live input[value=own]").check(force=True)
    bring(page, "few.zip", drawings(3))
    page.locator("#live .bring [role=status]", has_text="3 pictures here; at least 50").wait_for()
    bring(page, "my.zip", drawings(60))
    page.locator("#live .bring [role=status]", has_text=re.compile("60 pictures, .* in colour")).wait_for()
    page.locator("#live .bring summary", has_text="notes.txt: no picture").wait_for()
    page.locator("#live [data-do=start]:visible").click()
    page.wait_for_function(f"{STEP} > 0")
    before = page.evaluate(GRID)
    page.wait_for_function(f"before => ({GRID})() !== before", arg=before)
    page.locator("#live .unjudged", has_text="No judge").wait_for()
    assert not page.locator("#live .chart.frechet:visible").count()
    page.locator("#live .samples .newest").click()
    page.locator("#live .samples figcaption", has_text="Seed 0, by the model at step").wait_for()
    page.locator("#live [data-do=stop]:visible").click()
    page.locator("#live [data-do=start]:visible").wait_for()
    page.reload()
    page.locator("#live .bring [role=status]", has_text="60 pictures").wait_for()
