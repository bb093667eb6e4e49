"""A component of our own: HTML, style and script from `assets/`, words in both languages, functions on the server."""

from collections.abc import Callable
from pathlib import Path

import gradio as gr

from ui import references, serving, words

ASSETS = Path(__file__).parent / "assets"


def panel(
    name: str,
    *functions: Callable[[dict], dict],
    table: str,
    parts: tuple[str, ...] = (),
    elem_id: str | None = None,
    **props,
) -> gr.HTML:
    """`assets/NAME.html`, `.css` and `.js`, after the `panel.css` and `panel.js` that all panels share.

    functions: become `await server.function(data)` in the script (see `serving.server_function`).
    parts: names of further assets, whose styles and scripts come before the panel's own.
    table: whose words the script reads by `say(key)`; an element's data-word, data-label and data-title name theirs.
    A part that has a table of its own brings that along.
    props: plain values for the script, as `props.name`.
    """
    return gr.HTML(
        value=references.t("app.language"),  # "en" or "ko" in the browser, and again when the reader switches
        html_template=_asset(f"{name}.html"),
        css_template="".join(_asset(f"{part}.css") for part in ("panel", *parts, name)),
        js_on_load="".join(_asset(f"{part}.js") for part in ("panel", *parts, name)),
        server_functions=[serving.server_function(function) for function in functions],
        apply_default_css=False,
        elem_id=elem_id or name.replace("_", "-"),
        elem_classes="panel",
        words=words.table(table) | {"app": words.table("app", *set(parts) & set(words.tables()["en"]))},
        **props,
    )


def _asset(name: str) -> str:
    path = ASSETS / name
    return path.read_text("utf-8") if path.exists() else ""
