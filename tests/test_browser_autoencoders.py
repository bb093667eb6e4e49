"""The Autoencoders tab as a visitor meets it: a digit is drawn, dirtied, and rebuilt while the brush still moves."""

import pytest

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

# a number for each canvas that is the answer of the server, 0 for an empty one; a sample of its bytes is enough
PAINTED = """() => [...document.querySelectorAll("#autoencoders :is(.rebuilt canvas, .slices canvas)")].map(canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let hash = 0;
  for (let i = 0; i < data.length; i += 37) hash = (Math.imul(hash, 31) + data[i]) | 0;
  return hash;
})"""
READY = f"() => (({PAINTED})()).length && (({PAINTED})()).every(Boolean)"
LOOK = """selector => [
  ...document.querySelector(`#autoencoders ${selector}`)?.getContext("2d").getImageData(0, 0, 28, 28).data ?? []
]"""
SEVEN = [(0.25, 0.25), (0.75, 0.25), (0.5, 0.5), (0.4, 0.85)]


def go(page, selector: str, points) -> None:
    """Along a way over an element, the button held down."""
    box = page.locator(f"#autoencoders {selector}").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=5)


def settled(page) -> list[int]:
    """What is on all canvases, once no answer is on its way any more."""
    again = (
        f"() => {{ const now = String(({PAINTED})()), same = window.last === now; window.last = now; return same; }}"
    )
    page.wait_for_function(again, polling=400)
    return page.evaluate(PAINTED)


def changed(page, before: list[int]) -> None:
    """Waits until each canvas is another than before."""
    all_ = f"before => (({PAINTED})()).every((each, i) => each && each !== before[i])"
    page.wait_for_function(all_, arg=before, polling=50)


@pytest.mark.main
def test_what_is_drawn_and_brushed_is_rebuilt_at_once_and_outlives_a_reload(open_page):
    page = open_page("?tab=autoencoders")
    page.wait_for_function(READY)  # never an empty page
    begun = settled(page)
    go(page, ".pad canvas", SEVEN)
    changed(page, begun)  # the pen is still down
    page.mouse.up()
    drawn = settled(page)
    go(page, ".dirt canvas", [(0.2, 0.35), (0.8, 0.35)])
    changed(page, drawn)  # and the brush
    page.mouse.up()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    dirty = page.evaluate(LOOK, ".dirt canvas")
    page.reload()
    page.wait_for_function(f"dirty => String(({LOOK})('.dirt canvas')) === String(dirty)", arg=dirty)
    page.wait_for_function(READY)
    settled(page)  # the slices and filters have come, too: a question that hangs for long on a full machine is given up
    page.locator("#autoencoders .kinds").get_by_text("Erase").click()
    slider = page.locator("#autoencoders .level input")
    slider.fill("1")
    page.locator("#autoencoders .told", has_text="Nothing is left").wait_for()
    page.locator("#autoencoders").get_by_role("button", name="Clean it").click()
    page.locator("#autoencoders .told", has_text="No dirt yet").wait_for()


def test_rotating_the_code_changes_the_filters_and_leaves_the_picture(open_page):
    page = open_page("?tab=autoencoders")
    page.locator("#autoencoders .linear").scroll_into_view_if_needed()
    page.locator("#autoencoders .numbers canvas").nth(15).wait_for()
    page.wait_for_function(f"() => (({LOOK})('.flat')).some((value, i) => i % 4 < 3 && value > 100)")
    picture, filter_ = page.evaluate(LOOK, ".flat"), page.evaluate(LOOK, ".numbers canvas")
    page.locator("#autoencoders .angle input").fill("120")
    page.wait_for_function(
        f"before => (({LOOK})('.numbers canvas')).some((v, i) => Math.abs(v - before[i]) > 20)", arg=filter_
    )
    turned = page.evaluate(LOOK, ".flat")
    assert max(abs(one - other) for one, other in zip(picture, turned, strict=True)) <= 1
