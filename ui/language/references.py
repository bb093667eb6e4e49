"""The words of words.py as Gradio's own components take them: references, which the browser resolves."""

import gradio as gr
from gradio.i18n import I18nData

from ui.language.words import LANGUAGES, UI, text

_asked: set[str] = set()  # the keys that components refer to: the page carries their words and no others


def t(key: str) -> I18nData:
    """The words of "table.key" as a reference, which the browser shows in its own language."""
    text(key, "en")  # a key that does not exist fails here, at build time, and not as a bare key on the page
    _asked.add(key)
    return I18nData(key)


def lesson(tab: str) -> I18nData:
    """The teaching text of a tab, as Markdown."""
    return I18nData(f"lesson.{tab}")


def i18n() -> gr.I18n:
    """What the components of a page that was built refer to, and all lessons, for `launch(i18n=...)`."""
    lessons = {code: sorted((UI / "tabs").glob(f"*/lesson.{code}.md")) for code in LANGUAGES}
    return gr.I18n(
        **{
            code: {key: text(key, code) for key in sorted(_asked)}
            | {f"lesson.{path.parent.name}": path.read_text("utf-8") for path in lessons[code]}
            for code in LANGUAGES
        }
    )
