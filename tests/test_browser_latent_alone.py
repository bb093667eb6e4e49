"""The Latent space tab that answers by itself: once touched, it asks the server no more, and shows the same."""

import pytest
from test_browser_latent import changed, draw, opened, picture, until

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

HAS_ALL = "#latent [data-answers='decoder encoder']"
NO_WORKER = """tried = 0;
Worker = class { constructor() { tried++; } postMessage() { setTimeout(() => this.onerror()); } terminate() {} };"""

NO_COST = """const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (told) { if (told.name !== "cost") post.call(this, told); };"""


def asked_of(page) -> list[str]:
    """What the page asks the server from now on, by the names of the questions."""
    names = []

    def note(request) -> None:
        if "component_server" in request.url:
            names.append(request.post_data_json["fn_name"])

    page.on("request", note)
    return names


@pytest.mark.main
@pytest.mark.parametrize("model", ["vae-mnist", "cvae-mnist", "ae-mnist-2d"])
def test_once_touched_the_page_answers_by_itself_as_the_server_does(open_page, model):
    page = opened(open_page, f"?tab=latent&model={model}", apart=True)
    zero, asked = picture(page), asked_of(page)
    draw(page)  # the first strokes are the server's
    page.wait_for_selector(HAS_ALL)
    page.wait_for_load_state("networkidle")
    assert asked.count("coder") == 2
    page.context.set_offline(True)
    try:
        page.locator("#latent").get_by_role("button", name="Clear").click()
        draw(page)
        drawn, cost = settled(page)
        page.locator("#latent .walk").press("End")
        changed(page, drawn)
        page.locator("#latent .walk").press("Home")  # A, the test picture with which the page began
        until(page, zero)
        if model == "cvae-mnist":
            until(page, zero, ".labels .tile:nth-child(1) canvas")
        assert page.locator("#latent .trouble").text_content() == ""
    finally:
        page.context.set_offline(False)
    page.reload()  # the drawing is gone, and the network, too
    page.wait_for_function("document.querySelector('#latent .pad canvas')")
    page.route("**/component_server/", server_alone)
    page = opened(lambda address: page, "")
    draw(page)
    until(page, drawn, ".again")
    assert settled(page)[1] == pytest.approx(cost, rel=2e-3)
    assert page.locator(HAS_ALL).count() == 0


def settled(page) -> tuple[list[int], float]:
    """The reconstruction and its cost once the last stroke is answered: twice the same, and between them more time than
    a cost waits until the hand rests."""
    page.locator("#latent .bound .sum").wait_for()
    page.wait_for_function(
        """() => {
          const now = document.querySelector("#latent .bound .sum").textContent, rest = window.cost === now;
          window.cost = now;
          return rest;
        }""",
        polling=600,
    )
    sentence = page.locator("#latent .bound .sum").inner_text()
    return picture(page, ".again"), float("".join(letter for letter in sentence if letter in "0123456789."))


def server_alone(route) -> None:
    """The network is too large to be sent."""
    if route.request.post_data_json["fn_name"] == "coder":
        route.fulfill(json={"parts": None})
    else:
        route.continue_()


def test_where_a_browser_cannot_compute_the_server_goes_on(open_page):
    page = open_page("?tab=home", apart=True)
    page.add_init_script(NO_WORKER)
    page.goto(page.url.split("?")[0] + "?tab=latent&model=vae-mnist-2d")
    page = opened(lambda address: page, "")
    asked = asked_of(page)
    draw(page)
    changed(page, [], ".again")
    page.wait_for_load_state("networkidle")
    assert asked.count("coder") == 2 and page.evaluate("tried") >= 1
    assert page.locator("#latent [data-answers=server]").count() == 1
    asked.clear()
    seen = picture(page)
    page.locator("#latent .walk").press("End")
    changed(page, seen)
    assert asked == ["decode"]


def test_a_reconstruction_is_seen_before_its_cost_is_known(open_page):
    page = open_page("?tab=home", apart=True)
    page.add_init_script(NO_COST)  # which is never answered
    page.goto(page.url.split("?")[0] + "?tab=latent&model=vae-mnist-2d")
    page = opened(lambda address: page, "")
    draw(page)
    page.wait_for_selector(HAS_ALL)
    page.locator("#latent").get_by_role("button", name="Clear").click()
    page.locator("#latent .again").wait_for(state="hidden")
    draw(page)
    page.locator("#latent .again").wait_for()
    assert not page.locator("#latent .bound").is_visible()
