"""A component of our own: HTML, a script and a style that the page fetches for it, and functions on the server."""

from collections.abc import Callable

import gradio as gr

from ui.language import references, words
from ui.parts.page import served
from ui.serving.functions import server_function

HIDDEN = "&:not(.ready) { visibility: hidden; }"  # until its style is there

# Looked for beside the page, as Gradio's own script lies elsewhere. A page that was open while the server was renewed
# no longer finds what belongs to it.
START = """import(new URL("%s", document.baseURI)).then(
  script => script.start({ element, props, server, watch }),
).catch(error => {
  if (element.classList.contains("ready")) throw error;
  element.classList.add("ready");
  element.textContent = props.renewed[props.value] ?? props.renewed.en;
});"""


def panel(name: str, *functions: Callable[[dict], dict], elem_id: str | None = None, **props) -> gr.HTML:
    """NAME.html, and NAME.js under ui/, which is fetched when the panel is first seen and then `start`s.

    functions: become `await panel.server.function(data)` in the script (see `functions.server_function`).
    props: plain values for the script, as `panel.props.name`. Its words and styles it names itself: see page.js.
    """
    return gr.HTML(
        value=references.t("app.language"),  # "en" or "ko" in the browser, and again when the reader switches
        html_template=(words.UI / f"{name}.html").read_text("utf-8"),
        css_template=HIDDEN,
        js_on_load=START % served.address(f"{name}.js").lstrip("/"),
        server_functions=[server_function(function) for function in functions],
        apply_default_css=False,
        elem_id=elem_id or name.rpartition("/")[2],
        elem_classes="panel",
        renewed={code: words.text("app.renewed", code) for code in words.LANGUAGES},
        **props,
    )
