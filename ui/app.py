"""The page: its tabs in order, its endpoints, and how it is served."""

import gradio as gr
from starlette.middleware import Middleware

from ui import theme
from ui.door.compressed import Compressed
from ui.door.gate import Gate
from ui.language import references
from ui.live import house
from ui.live import routes as live_routes
from ui.live.show import Shows
from ui.live.uploads import routes as upload_routes
from ui.parts.page import served
from ui.serving import functions, zero_gpu
from ui.settings import Limits, Settings
from ui.tabs.classes import tab as classes
from ui.tabs.home import tab as home
from ui.tabs.latent import tab as latent
from ui.tabs.live import tab as live
from ui.tabs.sketch import tab as sketch

# What a visitor sees, left to right; the name is the tab's id, its key in the words, and ?tab= in the address.
TABS = {"home": home, "sketch": sketch, "latent": latent, "classes": classes, "live": live}

# The address names the open tab: read when the page opens, written when a person (not the page itself) chooses another.
# Each tab comes back to the address that its panel left (`remember` in page.js); the room one watches stays in all.
# The teacher's word is kept for the Live tab, whose script is not there before that tab is opened.
FOLLOW_ADDRESS = """() => {
  const tabs = %s;
  document.addEventListener("click", event => {
    const tab = tabs.find(name => event.target.closest(`#tab-${name}-button`));
    if (!tab) return;
    const here = new URLSearchParams(location.search), room = here.get("room");
    if (here.get("tab") === tab) return;
    if (here.has("tab")) sessionStorage[`address-${here.get("tab")}`] = location.search;
    const there = new URLSearchParams(sessionStorage[`address-${tab}`]);
    there.set("tab", tab);
    if (room) there.set("room", room);
    history.replaceState(null, "", `?${there}`.replaceAll("%%2C", ","));
  }, true);
  const asked = new URLSearchParams(location.search);
  if (asked.get("teacher")) sessionStorage.setItem("teacher", asked.get("teacher"));
  const wanted = asked.get("tab") ?? (asked.has("room") ? "live" : null);
  return { __type__: "update", selected: tabs.includes(wanted) ? wanted : tabs[0] };
}"""


def build() -> gr.Blocks:
    """All tabs and endpoints; nothing is served yet."""
    ready = {name: module for name, module in TABS.items() if name != "sketch" or module.ready()}
    # before any tab is built: what a tab trains live is told to the engine, which knows none
    house.runs().shows = Shows(show for module in ready.values() for show in getattr(module, "shows", list)())
    with gr.Blocks(title="genmodels", analytics_enabled=False, delete_cache=(600, 600), fill_width=True) as page:
        with gr.Tabs(overflow_behavior="wrap") as tabs:  # a menu's entries have no id, by which the address follows
            for name, module in ready.items():
                with gr.Tab(references.t(f"{name}.tab"), id=name, elem_id=f"tab-{name}"):
                    module.build()
        page.load(None, js=FOLLOW_ADDRESS % list(ready), outputs=tabs)
        for module in TABS.values():
            functions.publish(getattr(module, "endpoints", tuple)())
    page.queue(status_update_rate=2, default_concurrency_limit=2)
    return page


def launch(settings: Settings) -> None:
    """Serves the page until Ctrl-C, on an address that was checked."""
    limits = Limits.from_environment()
    zero_gpu.stay_on_cpu()
    page = build()
    app, address, _ = page.launch(
        server_name=settings.host,
        server_port=settings.port,
        prevent_thread_lock=True,
        quiet=True,
        theme=theme.theme(),
        css=theme.CSS,
        i18n=references.i18n(),
        ssr_mode=False,
        run_history=False,
        enable_monitoring=False,
        footer_links=["settings"],
        state_session_capacity=2 * limits.visitors,  # of 60 kB each, with nothing in it that a page would miss
        max_file_size="1kb",  # a second lock: the gate is closed to uploads of Gradio's
        app_kwargs={"middleware": [Middleware(Compressed), Middleware(Gate, limits=limits)]},
    )
    served.attach(app)
    live_routes.attach(app)
    upload_routes.attach(app)
    print(f"The playground is at {address} (Ctrl-C ends it)", flush=True)
    page.block_thread()
