"""The page's navigation: a link for each tab, and for a chapter of several tabs a menu; on a phone one list of all.

Gradio's own row of tabs holds a handful. It stays in the page, hidden, as what a link presses.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import gradio as gr

from ui.language import words
from ui.parts.page.panel import panel


@dataclass(frozen=True)
class Chapter:
    """Tabs that a course tells together. name: its key in the words, where it has more than one tab."""

    name: str
    tabs: tuple[str, ...]


def nav(chapters: Sequence[Chapter], titles: dict[str, dict[str, str]] | None = None) -> gr.HTML:
    """titles: language -> tab -> what it is called; by default the word "tab" in the table of its name."""
    named = [tab for chapter in chapters for tab in chapter.tabs]
    titles = titles or {code: {tab: words.text(f"{tab}.tab", code) for tab in named} for code in words.LANGUAGES}
    plain = [{"name": chapter.name, "tabs": list(chapter.tabs)} for chapter in chapters]
    return panel("parts/nav/nav", chapters=plain, titles=titles)
