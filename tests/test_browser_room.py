"""A room of the Live training tab with several people in it: controls pass on, streams close and come back."""

import pytest
from live_page import beyond, do, offered
from PIL import Image

pytest_plugins = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


def status(page, text: str) -> None:
    page.locator("#live .status", has_text=text).wait_for()


def joined(open_live, owner, **options):
    """Another person's page in the room of this one."""
    page = open_live(f"?tab=live&room={owner.locator('#live .room').inner_text()}", **options)
    beyond(page, 0)
    return page


def test_the_controls_pass_on_and_back_and_a_reload_keeps_who_has_them(training, open_live):
    pupil = joined(open_live, training)
    pupil.get_by_label("My name here").fill("Mina")
    pupil.get_by_label("My name here").press("Enter")
    training.locator("#live .names", has_text="Mina").wait_for()
    training.get_by_label("Hand the controls to").select_option("Mina")
    training.get_by_role("button", name="Offer").click()
    training.locator("#live .pending", has_text="Offered to Mina").wait_for()
    pupil.get_by_role("button", name="Take the controls").click()
    offered(pupil, "pause")
    status(training, "you are watching")
    for page in (training, pupil):
        page.reload()
    offered(pupil, "pause")
    status(training, "you are watching")
    assert not training.locator("#live .transport button:visible").count()
    pupil.locator("#live .names", has_text="Guest 1").wait_for()
    pupil.get_by_role("button", name="Offer").click()  # to whoever takes them
    training.get_by_role("button", name="Take the controls").click()
    status(pupil, "you are watching")
    offered(training, "pause")


ALONE = "!document.querySelector('#live .status').textContent.includes('watching')"
SEEN = """state => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_page_that_is_not_looked_at_closes_its_stream_and_a_broken_one_comes_back(training, open_live):
    """A server that starts again is told by a proxy's 502 at first, and then by a room that is not there."""
    pupil = joined(open_live, training)
    status(training, "2 watching")
    pupil.locator("#nav [data-tab=home]").click()
    training.wait_for_function(ALONE)
    pupil.locator("#nav [data-tab=live]").click()
    status(training, "2 watching")
    pupil.evaluate(SEEN, "hidden")  # another tab of the browser is in front of it
    training.wait_for_function(ALONE)
    pupil.evaluate(SEEN, "visible")
    status(training, "2 watching")
    pupil.locator("#nav [data-tab=home]").click()
    training.wait_for_function(ALONE)
    pupil.route("**/gradio_api/live/*", lambda route: route.fulfill(status=502))
    pupil.locator("#nav [data-tab=live]").click()
    status(pupil, "interrupted")
    pupil.unroute("**/gradio_api/live/*")
    status(training, "2 watching")
    status(pupil, "step")
    pupil.locator("#nav [data-tab=home]").click()
    pupil.route(
        "**/gradio_api/live/*", lambda route: route.continue_(url=route.request.url.replace("/live/", "/live/OLD"))
    )
    pupil.locator("#nav [data-tab=live]").click()
    status(pupil, "the server started again")
    offered(pupil, "start")


# Four windows of the same browser, each with an older stream; they answer whoever asks what they hold.
OTHERS = """() => {
  const channel = new BroadcastChannel("genmodels-streams"), told = { from: 0, seats: [1, 2, 3, 4] };
  channel.onmessage = ({ data }) => data.ask && channel.postMessage(told);
  channel.postMessage(told);
}"""


def test_where_a_browser_has_no_connection_left_for_a_window_it_says_so_and_comes_back(training, open_live, playground):
    pupil = joined(open_live, training)
    status(training, "2 watching")
    others = pupil.context.new_page()
    others.goto(f"{playground.url}/robots.txt")
    others.evaluate(OTHERS)
    status(pupil, "4 windows of this browser show runs already")
    training.wait_for_function(ALONE)
    others.close()  # as a browser does that ends a page: without a word
    status(pupil, "step")


def test_the_past_can_be_taken_home_and_an_ended_run_still_shows_it(training, open_live):
    with training.expect_download() as film:
        training.locator("#live .lapse").click()
    with Image.open(film.value.path()) as shown:
        assert shown.format == "GIF" and shown.n_frames > 1
    do(training, "stop")
    status(training, "Stopped at step")
    late = joined(open_live, training)
    status(late, "Stopped at step")
    assert late.get_by_label("History of the samples").is_enabled() and not late.locator("[data-do=go_on]").is_visible()
    do(training, "go_on")  # the fixture stops it again
    offered(training, "stop")
    late.wait_for_function("document.querySelector('#live .status').dataset.state === 'running'")


def test_a_room_shows_its_link_as_a_picture(training):
    grow = training.get_by_role("button", name="Show large").last
    grow.click()
    poster = training.locator("#live .poster")
    assert training.locator("#live .room").inner_text() in poster.locator(".address").inner_text()
    image = "document.querySelector('#live .poster img')"
    training.wait_for_function(
        f"{image}.complete && {image}.naturalWidth > 0 && {image}.getBoundingClientRect().width > 500"
    )
    training.keyboard.press("Escape")
    poster.wait_for(state="hidden")


AS_PUPIL = """
const plain = window.fetch;
window.fetch = async (...call) => {
  const answer = await plain(...call);
  if (!String(call[1]?.body).includes('"hello"')) return answer;
  return new Response(JSON.stringify({ ...await answer.json(), pupil: true, lesson: null }));
};
"""


def test_in_a_class_room_a_pupil_is_offered_nothing_that_starts_a_run(open_live):
    page = open_live(apart=True)
    offered(page, "start")
    starting = page.locator("#live").locator(".presets button, .origin select, .transport button, .bring button")
    assert starting.locator("visible=true").count() > 6
    page.add_init_script(AS_PUPIL)
    page.reload()
    status(page, "run appears here as soon as")
    assert not starting.locator("visible=true").count()
    assert page.locator("#live .families input").first.is_disabled()
