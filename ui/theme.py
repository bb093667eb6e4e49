"""How the playground looks: Gradio's own variables, quiet colours, the reader's system fonts (nothing is fetched)."""

import gradio as gr

# Korean faces stand after the Latin ones: a browser takes each letter from the first font that has it.
LATIN = ["system-ui", "-apple-system", "Segoe UI", "Roboto"]
FONT = [*LATIN, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR"]
MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]

CSS = """
/* clip, not hidden: what is hidden scrolls, and then nothing inside can stick to the window */
.gradio-container { width: 100%; max-width: 1120px !important; margin: 0 auto !important; overflow: clip !important; }
.panel, .panel > .html-container { padding: 0 !important; }
body { word-break: keep-all; overflow-wrap: break-word; }  /* Korean breaks between words, not inside them */
#nav { min-height: 2.875rem; }  /* kept free until its script is there */
#tabs > .tab-wrapper { display: none; }  /* the navigation presses its buttons */
.dark { --color-accent: #5b5ef0; }  /* white on it 4.9 : 1, it on the paper 3.9 : 1 */
.lesson { max-width: 44rem; margin-bottom: .75rem; }
.lesson p { font-size: 1rem; line-height: 1.65; margin: 0 0 .625rem; color: var(--body-text-color-subdued); }
.lesson h1, .lesson h2 { letter-spacing: -.015em; margin: .5rem 0 .625rem; }
.lesson h1 { font-size: 2.5rem; line-height: 1.15; }
.lesson h2 { font-size: 1.625rem; }
.lesson strong { color: var(--body-text-color); }
.hero p { font-size: 1.125rem; }
:where(button, input, select, summary, a, [tabindex]):focus-visible {
  outline: 2px solid var(--color-accent); outline-offset: 2px;
}
footer .divider { display: none; }  /* nothing stands before the only link */
@media (max-width: 640px) { .lesson h1 { font-size: 1.875rem; } .hero p { font-size: 1.0625rem; } }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
"""


def theme() -> gr.themes.Base:
    """The theme for `launch(theme=...)`."""
    return gr.themes.Default(
        primary_hue="indigo",
        secondary_hue="indigo",
        neutral_hue="slate",
        radius_size="md",
        spacing_size="lg",
        font=FONT,
        font_mono=MONO,
    ).set(
        body_background_fill="white",
        body_background_fill_dark="*neutral_950",
        body_text_color_subdued="*neutral_500",  # 4.7 : 1 on white; the default's 400 is too faint to read
        body_text_color_subdued_dark="*neutral_400",
        color_accent="*primary_600",
        link_text_color_dark="*primary_400",  # 6.4 : 1 on the dark paper, where the default's 500 has 4.3
        link_text_color_hover_dark="*primary_300",
        link_text_color_active_dark="*primary_400",
        link_text_color_visited_dark="*primary_400",
        block_border_width="0px",
        block_shadow="none",
    )
