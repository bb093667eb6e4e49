"""Keeps a page that nobody touches from being drawn sixty times a second.

Gradio's loading sign (6.31) counts its seconds, a frame for each count, and goes on when it is gone, for as long as the
page is open. It takes the browser's function for that when its script is loaded, so one of ours must be there before:
it lets all through but the first count, which the next would follow. Where nobody counts, nothing is kept back.
"""

from gradio import routes
from jinja2 import ChoiceLoader, DictLoader

PAGE = "frontend/index.html"
SCRIPT = """<script>{
const frame = window.requestAnimationFrame, count = /performance\\.now\\(\\).{1,25}\\/ ?(1e3|1000)\\b/;
let counting = true;
window.requestAnimationFrame = work => {
  if (!counting || !count.test(work)) return frame.call(window, work);
  counting = false;
  return 0;
};
}</script>"""


def still() -> None:
    """To be called before the first page is sent."""
    environment = routes.templates.env
    text, *_ = environment.loader.get_source(environment, PAGE)
    if SCRIPT not in text:
        changed = DictLoader({PAGE: text.replace("<head>", f"<head>{SCRIPT}", 1)})
        environment.loader = ChoiceLoader([changed, environment.loader])
