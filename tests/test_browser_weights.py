"""The checkpoint picker as a visitor meets it: another checkpoint is found, fetched and shown; what fails says why."""

import pytest
from families import small_learner
from hub_server import HUB
from test_browser_latent import changed, opened, picture

from genmodels import cards, checkpoints
from genmodels.cards import Card
from ui.serving import infer as serving
from ui.tabs.sketch.offer import SKETCH

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

SHOWN = "name => document.querySelector('#latent .weights').dataset.shown?.startsWith(name)"


@pytest.fixture(autouse=True)
def published():
    HUB.reset()
    HUB.publish("kim/handwriting", checkpoints.BUNDLED / "vae-mnist-2d")
    yield
    HUB.reset()


def test_another_checkpoint_is_found_on_the_hub_and_changes_this_page_alone(open_page):
    page, other = (opened(open_page, "?tab=latent&model=vae-mnist") for _ in range(2))
    page.wait_for_function(SHOWN, arg="vae-mnist")
    before, note = picture(page), page.locator("#latent .weights-now")
    assert "vae-mnist, bundled" in note.inner_text()
    assert not HUB.requests, "nobody is asked before a person asks"
    note.click()
    page.locator("#latent [data-group=bundled] button").first.wait_for()
    page.locator("#latent .weights").get_by_role("button", name="Search the Hub").click()
    HUB.fail("GET .*safetensors", slow=True)
    page.locator("#latent [data-group=hub]").get_by_role("button", name="kim/handwriting").click()
    page.locator("#latent .weights-progress").get_by_text("of 1.0 MB").wait_for()
    assert picture(page) == before != [], "the old weights stay on meanwhile"
    HUB.release()
    page.wait_for_function(SHOWN, arg="kim/handwriting@")
    changed(page, before)
    assert "kim/handwriting@" in note.inner_text() and "Hub" in note.inner_text()
    assert "MNIST, LeCun" in page.locator("#latent .weights-card").inner_text()
    page.wait_for_url("**model=kim/handwriting@*")
    assert picture(other) == before and "vae-mnist, bundled" in other.locator("#latent .weights-now").inner_text()
    again = open_page(page.url.split("/", 3)[-1])
    again.wait_for_function(f"() => document.querySelector('#latent .weights') && ({SHOWN})('kim/handwriting@')")


def test_what_is_not_there_leaves_everything_as_it_was_and_can_be_tried_again(open_page):
    page = opened(open_page, "?tab=latent&model=vae-mnist-2d")
    page.wait_for_function(SHOWN, arg="vae-mnist-2d")
    before = picture(page)
    page.locator("#latent .weights-now").click()
    page.locator("#latent .weights input").fill("kim/nobody")
    page.locator("#latent .weights").get_by_role("button", name="Load").click()
    trouble = page.locator("#latent .weights-trouble")
    trouble.get_by_text("no repository kim/nobody").wait_for()
    assert picture(page) == before and "vae-mnist-2d" in page.locator("#latent .weights-now").inner_text()
    HUB.publish("kim/nobody", checkpoints.BUNDLED / "vae-fashion")
    trouble.get_by_role("button", name="Try again").click()
    page.wait_for_function(SHOWN, arg="kim/nobody@")
    changed(page, before)
    assert trouble.is_hidden()


@pytest.mark.skipif(not serving.available(*SKETCH), reason="there is no Sketch tab without weights")
def test_a_checkpoint_of_facades_brings_the_label_colours_to_the_sketch_tab(open_page, tmp_path):
    model = small_learner("pix2pix").model
    card = Card(name="walls", family="pix2pix", config=model.config.to_dict(), data="facades")
    cards.save(tmp_path / "walls", model, card)
    HUB.publish("kim/walls", tmp_path / "walls")
    page = open_page("?tab=sketch")
    palette = page.locator("#sketch .palette")
    page.wait_for_function("document.querySelector('#sketch .weights')?.dataset.shown")
    assert palette.is_hidden()
    page.locator("#sketch .weights-now").click()
    page.locator("#sketch .weights input").fill("kim/walls")
    page.locator("#sketch .weights").get_by_role("button", name="Load").click()
    palette.get_by_role("button", name="Window").wait_for()
    page.locator("#sketch").get_by_role("button", name="Surprise me").click()
    page.locator("#sketch .made.painted").wait_for()
    page.wait_for_url("**model=kim/walls@*")
    page.locator("#sketch .models label").first.click()
    palette.wait_for(state="hidden")
