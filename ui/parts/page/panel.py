"""A component of our own: HTML, style, script, words in both languages, and functions on the server."""

from collections.abc import Callable
from pathlib import Path

import gradio as gr

from ui.language import references, words
from ui.serving import infer

UI = Path(__file__).parents[2]
PAGE = "parts/page/page"


def panel(
    name: str,
    *functions: Callable[[dict], dict],
    table: str,
    parts: tuple[str, ...] = (),
    elem_id: str | None = None,
    **props,
) -> gr.HTML:
    """NAME.html, .css and .js under ui/, after the style and script that all panels share.

    functions: become `await server.function(data)` in the script (see `infer.server_function`).
    parts: names of further ones, whose styles and scripts come before the panel's own.
    table: whose words the script reads by `say(key)`; an element's data-word, data-label and data-title name theirs.
    A part that has a table of its own brings that along.
    props: plain values for the script, as `props.name`.
    """
    return gr.HTML(
        value=references.t("app.language"),  # "en" or "ko" in the browser, and again when the reader switches
        html_template=_asset(f"{name}.html"),
        css_template="".join(_asset(f"{part}.css") for part in (PAGE, *parts, name)),
        js_on_load="".join(_asset(f"{part}.js") for part in (PAGE, *parts, name)),
        server_functions=[infer.server_function(function) for function in functions],
        apply_default_css=False,
        elem_id=elem_id or name.rpartition("/")[2],
        elem_classes="panel",
        words=words.table(table)
        | {"app": words.table("app", *{part.rpartition("/")[2] for part in parts} & set(words.tables()["en"]))},
        **props,
    )


def _asset(name: str) -> str:
    path = UI / name
    return path.read_text("utf-8") if path.exists() else ""
