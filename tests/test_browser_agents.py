"""The picker of weights in Planning: an agent brings its world, perception is looked with, a wrong name is told."""

import pytest
from families import small_learner
from hub_server import HUB
from test_browser_plan import STEPS, TOLD, opened, state

from genmodels import cards, checkpoints
from genmodels.cards import Card
from ui.serving import infer
from ui.tabs.plan.offer import AGENTS

pytest_plugins = ["browser"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(len(infer.available(*AGENTS)) < 3, reason="the agents are not published on this machine"),
]

SHOWN = "name => document.querySelector('#plan .weights').dataset.shown?.startsWith(name)"


@pytest.fixture(autouse=True)
def published(tmp_path):
    HUB.reset()
    HUB.publish("kim/trucker", checkpoints.BUNDLED / "world-truck")
    model = small_learner("perception").model
    card = Card(name="blurred", family="perception", config=model.config.to_dict(), data="pendulum")
    cards.save(tmp_path / "blurred", model, card)
    HUB.publish("kim/blurred", tmp_path / "blurred")
    yield
    HUB.reset()


def load(page, name: str) -> None:
    if page.locator("#plan .weights details").get_attribute("open") is None:
        page.locator("#plan .weights-now").click()
    page.locator("#plan .weights input").fill(name)
    page.locator("#plan .weights").get_by_role("button", name="Load").click()


def test_an_agent_of_the_other_task_switches_the_world_and_a_link_brings_it_back(open_page):
    page = opened(open_page)
    page.wait_for_function(SHOWN, arg="world-pendulum")
    assert not HUB.requests, "nobody is asked before a person asks"
    page.locator("#plan .weights-now").click()
    page.locator("#plan [data-group=bundled]").get_by_role("button", name="perception-pendulum").wait_for()
    assert "return of the planner" in page.locator("#plan .weights-card").inner_text()
    load(page, "kim/trucker")
    page.wait_for_function(SHOWN, arg="kim/trucker@")
    assert len(state(page)) == 4 and page.locator("#plan .worlds input[value=truck]").is_checked()
    page.evaluate(STEPS, 5)
    assert page.evaluate(f"{TOLD}.steps") == "5"
    page.wait_for_url("**model=kim/trucker@*")
    there = state(page)
    page.wait_for_url(lambda address: f"at={round(there[0], 3)}," in address)
    again = open_page(page.url.split("/", 3)[-1])
    again.locator("#plan .work[data-ready]").wait_for()
    again.wait_for_function(SHOWN, arg="kim/trucker@")
    assert state(again) == pytest.approx(there, abs=1e-3), "it stays where it is"
    page.locator("#plan .worlds input[value=pendulum]").check(force=True)
    page.wait_for_function(SHOWN, arg="world-pendulum")


def test_perception_of_others_is_looked_with_and_kept_by_the_link(open_page):
    page = opened(open_page)
    page.wait_for_function(SHOWN, arg="world-pendulum")
    load(page, "kim/blurred")
    page.wait_for_function(SHOWN, arg="kim/blurred@")
    assert page.locator("#plan .sees input[value=pixels]").is_checked()
    gap = "Number(document.querySelector('#plan .sight').dataset.gap)"
    untrained = page.evaluate(gap)
    assert untrained > 5, "it has learned nothing"
    page.wait_for_url("**eyes=kim/blurred@*")
    again = open_page(page.url.split("/", 3)[-1])
    again.locator("#plan .work[data-ready]").wait_for()
    again.wait_for_function(f"Math.abs({gap} - {untrained}) < 0.1")
    page.locator("#plan [data-group=bundled]").get_by_role("button", name="perception-pendulum").click()
    page.wait_for_function(f"{gap} < 1")


def test_a_wrong_name_is_told_and_the_drive_goes_on(open_page):
    page = opened(open_page, "&model=kim/nobody&at=2,0")
    page.locator("#plan .weights-trouble", has_text="no repository kim/nobody").wait_for()
    assert state(page) == pytest.approx([2, 0])
    page.evaluate(STEPS, 3)
    assert page.evaluate(f"{TOLD}.steps") == "3"
    HUB.publish("kim/painter", checkpoints.BUNDLED / "vae-mnist-2d")
    load(page, "kim/painter")
    page.locator("#plan .weights-trouble", has_text="kim/painter").wait_for()
    assert "world-pendulum" in page.locator("#plan .weights-now").inner_text()
    nonsense = opened(open_page, "&model=../secret")
    nonsense.locator("#plan .weights-trouble", has_text="no name of a repository").wait_for()
    older = opened(open_page, "&model=true")
    assert older.locator("#plan .models input[value=true]").is_checked()
    assert older.locator("#plan .weights-trouble").is_hidden()
