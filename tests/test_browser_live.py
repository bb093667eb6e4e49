"""The Live training tab as a visitor meets it: a GAN that starts, obeys, remembers, and can be watched by others."""

import json
import time
import urllib.request

import pytest
from live_page import STEP, beyond, do, offered, refusals, settled, step

from ui.live.house import GRACE

pytest_plugins = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

GRID = """() => {
  const canvas = document.querySelector("#live .view canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.reduce((hash, value) => (Math.imul(hash, 31) + value) | 0, 7);
}"""


@pytest.mark.main
def test_it_starts_pauses_steps_goes_on_and_ends_with_its_page(training):
    moving = training.evaluate(GRID)
    training.wait_for_function(f"before => ({GRID})() !== before", arg=moving)
    do(training, "pause")
    offered(training, "resume")
    at = settled(training)
    do(training, "step")
    training.wait_for_function(f"at => {STEP % 0} === at + 1", arg=at)
    still = training.evaluate(GRID)
    training.wait_for_timeout(1000)
    assert training.evaluate(GRID) == still and step(training) == at + 1
    do(training, "stages")
    training.locator("#live .slow li").nth(4).wait_for()
    do(training, "resume")
    beyond(training, at + 2)
    stream = f"{training.url.partition('?')[0]}gradio_api/live/{training.locator('#live .room').inner_text()}"
    training.close()
    time.sleep(GRACE + 2)  # asking earlier would be watching it
    with urllib.request.urlopen(stream, timeout=10) as messages:
        told = json.loads(messages.readline().removeprefix(b"data: "))
    assert told.get("reason") == "left", told["state"]


def test_a_knob_turns_is_marked_and_says_what_it_does_not_take(training):
    field = training.get_by_label("Learning rate of G")
    field.fill("fast")
    field.press("Enter")
    training.locator("#live [role=alert]", has_text="must be a number").wait_for()
    field.fill("0.002")
    field.press("Enter")
    training.locator("#live .marks li", has_text="0.003 → 0.002").wait_for()


def test_the_past_can_be_looked_at_and_a_reload_finds_the_run_again(training):
    at, room = beyond(training, 8), training.locator("#live .room").inner_text()
    past = training.get_by_label("History of the samples")
    training.locator("#live .scrub input:enabled").wait_for()  # only after the second grid is there a past
    past.focus()
    past.press("Home")
    training.wait_for_function(f"{STEP % 0} < 3")
    training.locator("#live").get_by_text("Back to now").click()
    beyond(training, at)
    training.reload()
    beyond(training, at)
    assert training.locator("#live .room").inner_text() == room


def test_a_copy_stands_beside_its_original_and_both_go_on(training):
    refused = refusals(training)
    do(training, "fork")
    copied = beyond(training, 0, view=1)
    assert step(training) == copied
    do(training, "resume")
    beyond(training, copied, view=0)
    beyond(training, copied, view=1)
    assert not refused


def test_a_class_watches_without_controls(training, open_live):
    room = training.locator("#live .room").inner_text()
    pupil = open_live(
        f"?tab=live&room={room}",
        locale="ko-KR",
        color_scheme="dark",
        viewport={"width": 390, "height": 844},
    )
    beyond(pupil, 2)
    assert "보기 전용" in pupil.locator("#live .status").inner_text()
    assert not pupil.locator("#live .transport button:visible").count()
    assert pupil.get_by_label("G의 학습률").is_disabled()
    assert pupil.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page must not scroll sideways"


def test_a_room_that_is_not_there_says_so(open_live):
    page = open_live("?tab=live&room=NOROOM")
    page.locator("#live .status", has_text="no longer there").wait_for()
    offered(page, "start")
