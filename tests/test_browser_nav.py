"""The navigation holds fifteen tabs in chapters, on a desk and on a phone, by mouse and by keyboard."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from browser import ROOT, await_answer

pytest_plugins = ["browser"]
pytestmark = pytest.mark.browser

CHAPTERS = {
    "home": ("home",), "sketch": ("sketch",), "latent": ("latent",), "classes": ("classes",), "live": ("live",),
    "codes": ("autoencoders", "maps", "priors", "few"), "pixels": ("pixel", "trip"),
    "energy": ("plane", "particles", "sparse"), "contrast": ("contrast",),
}  # fmt: skip
FIFTEEN = f"""
import os
import gradio as gr
from ui import theme
from ui.app import paged
from ui.language import references
from ui.parts.nav.nav import Chapter
from ui.parts.page import served

chapters = [Chapter(name, tabs) for name, tabs in {CHAPTERS}.items()]
names = [tab for chapter in chapters for tab in chapter.tabs]
titles = {{code: {{name: name.capitalize() + " room" for name in names}} for code in ("en", "ko")}}


def inside(name):
    return lambda: gr.Markdown("## Inside " + name)


page = paged(chapters, {{name: inside(name) for name in names}}, titles)
options = dict(server_name="127.0.0.1", server_port=int(os.environ["GENMODELS_PORT"]), prevent_thread_lock=True)
looks = dict(theme=theme.theme(), css=theme.CSS, i18n=references.i18n(), ssr_mode=False, quiet=True)
app, _, _ = page.launch(**options, **looks)
served.attach(app)
page.block_thread()
"""


@pytest.fixture(scope="module")
def fifteen(tmp_path_factory) -> Iterator[str]:
    """The address of a page with fifteen tabs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"GENMODELS_PORT": str(port), "GRADIO_ANALYTICS_ENABLED": "False"}
    log = tmp_path_factory.mktemp("fifteen") / "log.txt"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", FIFTEEN], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
        try:
            await_answer(f"http://127.0.0.1:{port}/", process, log)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.kill()
            process.wait()


@pytest.fixture
def opened(fifteen, chromium):
    """`opened(width, "?tab=maps")` -> the page at that width."""
    contexts = []

    def open_(width: int, address: str = ""):
        contexts.append(chromium.new_context(viewport={"width": width, "height": 800}))
        page = contexts[-1].new_page()
        page.goto(fifteen + address)
        page.locator("#nav .here", has_text=" ").wait_for(state="attached")
        return page

    yield open_
    for context in contexts:
        context.close()


def inside(page) -> str:
    return page.locator("h2:visible", has_text="Inside").inner_text()


def settled(page, tab: str) -> None:
    page.get_by_text(f"Inside {tab}", exact=True).wait_for()
    assert page.locator("#nav [aria-current]").get_attribute("data-tab") == tab
    assert f"tab={tab}" in page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs over the edge"


def test_on_a_desk_chapters_are_menus_for_the_mouse(opened):
    page = opened(1280)
    assert inside(page) == "Inside home" and page.locator("#nav .unfold").is_hidden()
    page.locator("#nav button", has_text="Codes").click()
    page.locator("#nav [data-tab=priors]").click()
    settled(page, "priors")
    assert page.locator("#nav [data-tab=priors]").is_hidden(), "the menu has closed"
    page.locator("#nav button", has_text="Energy").click()
    page.locator("h2:visible").click()
    assert page.locator("#nav [data-tab=plane]").is_hidden(), "a click beside it closes it, too"
    page.locator("#nav [data-tab=contrast]").click()
    settled(page, "contrast")


def test_on_a_desk_chapters_are_menus_for_the_keyboard(opened):
    page = opened(1280, "?tab=live")
    page.locator("#nav button", has_text="chapter_pixels").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.locator("#nav [data-tab=trip]").is_hidden()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    settled(page, "pixel")


def test_on_a_phone_one_list_holds_them_all(opened):
    page = opened(390, "?tab=maps")
    settled(page, "maps")
    unfold = page.locator("#nav .unfold")
    assert unfold.inner_text().strip().startswith("Maps room")
    for tab in ("few", "sparse", "home"):
        unfold.click()
        page.locator(f"#nav [data-tab={tab}]").click()
        settled(page, tab)
