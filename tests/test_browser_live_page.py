"""The page of the Live training tab: what is typed, chosen, followed and reached by keyboard is never lost."""

import re

import pytest
from live_page import SMALL_DIGITS, beyond, do, offered, refusals
from pictures_to_bring import bring, drawings

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


def test_the_past_of_a_recorded_run_is_what_was_recorded(open_live):
    page = open_live()
    refused, recorded = refusals(page), page.locator("#live .view.recorded")
    recorded.locator(".scrub input:enabled").wait_for()
    picture, now = (
        "document.querySelector('#live .grid canvas').toDataURL()",
        "+document.querySelector('#live .view').dataset.step",
    )
    newest, painted = page.evaluate(f"[{now}, {picture}]")
    recorded.locator(".scrub input").press("Home")
    page.wait_for_function(f"newest => {now} < newest", arg=newest)
    assert page.evaluate(picture) != painted and not refused
    first = page.evaluate(now)
    recorded.locator(".scrub button").click()
    page.wait_for_function(f"first => {now} > first", arg=first)


def test_a_knob_is_called_as_its_own_family_calls_it(open_live):
    page = open_live()
    for family, name in (("vae", "Dimensions of the latent space"), ("autoencoder", "Numbers of a code")) * 2:
        page.locator(f"#live input[value={family}]").check(force=True)
        page.locator("#live .knobs label", has_text=name).wait_for()


# The first upload leaves when a test says so.
HELD_BACK = """() => {
  const plain = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    XMLHttpRequest.prototype.send = plain;
    window.letGo = () => this.send(body);
  };
}"""


def test_what_is_chosen_while_pictures_are_sent_is_sent_after_them(open_live):
    page = open_live()
    page.locator("#live input[value=own]").check(force=True)
    page.evaluate(HELD_BACK)
    bring(page, "my.zip", drawings(60))
    page.wait_for_function("window.letGo !== undefined")
    page.locator("#live [name=own-size][value='64']").check(force=True)
    page.locator("#live [name=own-grey][value='1']").check(force=True)
    page.evaluate("window.letGo()")
    status = page.locator("#live .bring [role=status]")
    status.filter(has_text=re.compile("60 pictures, 64 .* in grey")).wait_for()
    page.reload()
    page.locator("#live input[value=own]").check(force=True)
    status.filter(has_text=re.compile("60 pictures, 64 .* in grey")).wait_for()
    assert page.locator("#live [name=own-grey][value='1']").is_checked()
    page.locator("#live [name=own-grey][value='']").click(force=True)  # its files are not here any more
    status.filter(has_text="choose them once more").wait_for()
    assert page.locator("#live [name=own-grey][value='1']").is_checked()


AS_PUPIL = """
window.lesson = null;
const plain = window.fetch;
window.fetch = async (...call) => {
  const answer = await plain(...call);
  if (!String(call[1]?.body).includes('"hello"')) return answer;
  return new Response(JSON.stringify({ ...await answer.json(), pupil: true, lesson: window.lesson }));
};
"""


FOLLOWING = 5000  # as in live.js


def test_a_pupils_page_moves_to_the_teachers_newest_run(training, open_live):
    pupil = open_live(apart=True)
    pupil.add_init_script(AS_PUPIL)
    pupil.clock.install()  # the page asks every five seconds; nobody here has to wait for them
    pupil.reload()
    status = pupil.locator("#live .status")
    status.filter(has_text="run appears here as soon as").wait_for()
    pupil.evaluate("window.lesson = 'NOROOM'")
    pupil.clock.fast_forward(FOLLOWING)
    status.filter(has_text="next run appears here").wait_for()
    pupil.evaluate("code => { window.lesson = code }", training.locator("#live .room").inner_text())
    pupil.clock.fast_forward(FOLLOWING)
    beyond(pupil, 0)


FOCUSED = "document.activeElement.dataset.do === '%s' && document.activeElement.getClientRects().length > 0"


def test_a_keyboard_keeps_its_place_and_numbers_are_not_read_aloud(training):
    spoken = training.locator("#live .status [role=status]")
    assert spoken.inner_text() == "Training"
    training.locator("#live .status .numbers", has_text="step").wait_for()
    for press, then in (("pause", "resume"), ("resume", "pause"), ("stop", "start")):
        offered(training, press)
        training.locator(f"#live [data-do={press}]").focus()
        training.keyboard.press("Enter")
        training.wait_for_function(FOCUSED % then)
    assert "Stopped at step" in spoken.inner_text()
    do(training, "go_on")  # the fixture stops it again
    offered(training, "stop")


def test_a_family_that_draws_nothing_from_noise_is_offered_no_walk_and_no_judge(open_live):
    page = open_live()
    page.locator("#live input[value=autoencoder]").check(force=True)
    page.locator(SMALL_DIGITS).check(force=True)
    do(page, "start")
    beyond(page, 2)
    shown = page.locator("#live .keep:visible, #live .others figure:visible")
    shown.nth(2).wait_for()  # what is taken home, reconstructions, codes
    assert page.locator("#live .view canvas.sheet").first.get_attribute("aria-label").startswith("Ways between eight")
    assert not page.locator("#live").locator(".unjudged, .samples, [data-do=walk]").locator("visible=true").count()
    do(page, "stop")
