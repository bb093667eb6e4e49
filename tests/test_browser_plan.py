"""The Planning tab as a visitor meets it: a pendulum and a truck are dragged and let go, and plans bring them home."""

import math

import pytest

from ui.serving import infer
from ui.tabs.plan.offer import WORLDS
from ui.tabs.plan.rival import RIVALS

pytest_plugins = ["browser"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(len(infer.available(*WORLDS)) < 2, reason="the world models are not published on this machine"),
]

TOLD = "document.querySelector('#plan canvas.world').dataset"
STEPS = """count => {
  const [button, { dataset }] = ["[data-do=step]", "canvas.world"].map(part => document.querySelector(`#plan ${part}`));
  for (let step = 0; step < count && dataset.ended !== "true"; step++) button.click();
}"""  # by hand: every step is planned at once
FEW = "&restarts=4"  # half as many plans beside each other: a step takes 15 ms, not 30
COUNT_FRAMES = """() => {
  const frame = window.requestAnimationFrame.bind(window);
  window.frames_asked = 0;
  window.requestAnimationFrame = draw => {
    if (new Error().stack.includes("/tabs/plan/")) window.frames_asked++;
    return frame(draw);
  };
}"""  # by this tab alone


def opened(open_page, query: str = ""):
    page = open_page(f"?tab=plan{query}")
    page.locator("#plan .work[data-ready]").wait_for()
    return page


def state(page) -> list[float]:
    return [float(value) for value in page.evaluate(f"{TOLD}.state").split(",")]


def hold(page, x: float, y: float) -> None:
    """Moves the mouse to a place in [0, 1] of the picture."""
    canvas = page.locator("#plan canvas.world")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])


@pytest.mark.main
def test_a_pendulum_that_is_let_go_hanging_is_planned_upright_and_stays(open_page):
    page = opened(open_page, FEW)
    hold(page, 0.8, 0.5)
    page.mouse.down()
    assert state(page)[0] == pytest.approx(math.pi / 2, abs=0.02), "it follows the hand"
    hold(page, 0.5, 0.9)
    page.wait_for_timeout(200)  # a hand that rests gives no speed
    hold(page, 0.5, 0.901)
    page.mouse.up()
    page.wait_for_function(f"Number({TOLD}.steps) >= 2")
    page.locator("#plan [data-do=play]").click()
    page.evaluate(STEPS, 170)
    begun = [state(page)]
    page.evaluate(STEPS, 200)
    begun.append(state(page))
    assert all(math.cos(angle) > 0.9 and abs(speed) < 1.5 for angle, speed in begun)
    page.locator("#plan .status", has_text="stands upright").wait_for()
    assert 0 < float(page.locator("#plan tr.planner").get_attribute("data-paid")) < 600
    page.locator("#plan tr.planner td", has_text="ms").wait_for()
    page.locator("#plan .gap", has_text="rod lengths").wait_for()


def test_the_truck_docks_and_what_is_over_begins_anew_after_a_reload(open_page):
    page = opened(open_page, f"&world=truck{FEW}")
    page.evaluate(STEPS, 150)
    page.locator("#plan .status", has_text="Docked").wait_for()
    paid = float(page.locator("#plan tr.planner").get_attribute("data-paid"))
    assert state(page)[1] == pytest.approx(0, abs=1)
    page.reload()
    page.locator("#plan .work[data-ready]").wait_for()
    assert state(page)[0] == pytest.approx(26)
    page.locator("#plan .drivers input[value=nobody]").check(force=True)
    page.evaluate(STEPS, 150)
    assert float(page.locator("#plan tr.nobody").get_attribute("data-paid")) > paid


def test_what_cannot_be_driven_is_refused_with_a_sentence_and_nothing_is_lost(open_page):
    page = opened(open_page, "&world=truck&at=20,0,0,0")
    before = state(page)
    hold(page, (20 - 4 + 1.5) / 43, 0.5)  # the rear of the trailer
    page.mouse.down()
    hold(page, (20 + 2 + 1.5) / 43, 0.3)
    page.mouse.up()
    page.locator("#plan .complaint", has_text="more than a right angle").wait_for()
    assert state(page) == before
    hold(page, (20 + 1.5) / 43, 0.5)  # the cab
    page.mouse.down()
    hold(page, (2 + 1.5) / 43, 0.5)
    page.mouse.up()
    page.locator("#plan .complaint", has_text="inside the yard").wait_for()
    assert state(page) == before and page.evaluate(f"{TOLD}.steps") == "0"
    page.locator("#plan canvas.world").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowLeft")
    page.wait_for_function(f"{TOLD}.state.startsWith('20.5000,0.0000,0.0000,0.08')")
    assert page.locator("#plan .complaint").text_content() == ""
    folded = opened(open_page, "&world=truck&at=20,0,2,0")
    folded.locator("#plan .complaint", has_text="more than a right angle").wait_for()
    assert state(folded)[0] == pytest.approx(26)


def test_a_drive_that_a_longer_look_makes_dearer_is_said_to_be_worse(open_page):
    page = opened(open_page, f"&critic=0{FEW}")
    page.evaluate(STEPS, 200)
    page.locator("#plan .status", has_text="stands upright").wait_for()
    page.locator("#plan input.horizon").evaluate(
        "input => { input.value = 1; input.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    page.locator("#plan [data-do=again]").click()
    page.locator("#plan [data-do=play]").click()
    page.evaluate(STEPS, 150)
    page.locator("#plan .status", has_text="with 20 it had cost").wait_for()


def test_the_actor_drives_without_a_plan(open_page):
    page = opened(open_page, "&at=2,0")
    page.locator("#plan .drivers input[value=actor]").check(force=True)
    page.evaluate(STEPS, 200)
    page.locator("#plan .status", has_text="stands upright").wait_for()
    assert page.locator("#plan tr.actor td", has_text="ms").count() == 1
    assert page.locator("#plan tr.planner").get_attribute("data-paid") == ""


def test_a_horizon_in_the_address_is_clamped_and_said_and_what_is_chosen_outlives_a_reload(open_page):
    page = opened(open_page, "&horizon=500&restarts=3&at=1,0.5")
    page.locator("#plan .complaint", has_text="The horizon goes from 1 to 60; it is 60 now.").wait_for()
    page.locator("#plan input.horizon").evaluate(
        "input => { input.value = 1; input.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    page.wait_for_url("**horizon=1&*")
    page.wait_for_function(f"{TOLD}.left === '0'")
    page.evaluate(STEPS, 3)
    there = state(page)
    page.wait_for_url(lambda address: f"at={round(there[0], 3)}," in address)
    page.reload()
    page.locator("#plan .work[data-ready]").wait_for()
    assert state(page) == pytest.approx(there, abs=1e-3)
    assert page.locator("#plan input.horizon").input_value() == "1"
    assert page.locator("#plan input.restarts").input_value() == "3"


def test_it_asks_for_no_frame_at_rest_and_with_less_motion_goes_on_only_when_asked(open_page):
    page = opened(open_page)
    page.evaluate(COUNT_FRAMES)
    page.emulate_media(reduced_motion="reduce")
    hold(page, 0.8, 0.5)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_function(f"Math.abs(Number({TOLD}.state.split(',')[0]) - Math.PI / 2) < 0.05")
    page.evaluate("window.frames_asked = 0")
    page.wait_for_timeout(300)
    assert page.evaluate(f"[window.frames_asked, Number({TOLD}.steps)]") == [0, 0]
    page.locator("#plan [data-do=step]").click()
    assert page.evaluate(f"{TOLD}.steps") == "1"
    page.locator("#plan [data-do=play]").click()
    page.wait_for_function(f"Number({TOLD}.steps) > 3")
    page.locator("#nav [data-tab=home]").click()
    page.locator("#gallery").wait_for()
    page.wait_for_timeout(300)
    steps = page.evaluate(f"{TOLD}.steps")
    page.evaluate("window.frames_asked = 0")
    page.wait_for_timeout(300)
    assert [page.evaluate("window.frames_asked"), page.evaluate(f"{TOLD}.steps")] == [0, steps], "unseen it rests"


def test_a_fresh_actor_is_taught_by_the_planner_and_the_trained_one_comes_back(open_page):
    page = opened(open_page, f"&at=2,0&iterations=5{FEW}")
    lesson = page.locator("#plan .teach")
    assert lesson.locator("[data-do=trained]").is_disabled()
    lesson.locator("[data-do=fresh]").click()
    page.locator("#plan .teach .taught", has_text="Plans seen").wait_for()
    page.wait_for_function(f"Number({TOLD}.steps) > 0")
    page.locator("#plan [data-do=play]").click()  # the rest by hand, which is quicker
    far = "Number(document.querySelector('#plan .teach').dataset.far)"
    for start in ("ArrowUp", "ArrowDown"):
        page.locator("#plan canvas.world").press(start)
        page.evaluate(STEPS, 120)
    assert int(lesson.get_attribute("data-plans")) > 200
    assert page.evaluate(far) < 0.25 and lesson.locator("canvas").is_visible()
    lesson.locator("[data-do=trained]").click()
    page.wait_for_function("document.querySelector('#plan .teach').dataset.plans === '0'")
    assert lesson.locator("canvas").is_hidden()


@pytest.mark.skipif(not infer.available(*RIVALS), reason="no actor-critic is published on this machine")
def test_reinforcement_learning_stands_beside_the_world_model(open_page):
    page = opened(open_page)
    page.locator("#plan-rival[data-drawn], #plan-rival [data-drawn]").first.wait_for()
    assert page.locator("#plan-rival tbody tr").count() == 4
    returns = {
        name: float(page.locator(f"#plan-rival tr.{name} td").nth(1).text_content().replace("\u2212", "-"))
        for name in ("optimum", "planner", "rival")
    }
    assert returns["optimum"] > returns["planner"] > returns["rival"] > -200
    assert page.locator("#plan-rival canvas").get_attribute("role") == "img"
