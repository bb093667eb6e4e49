"""The page: its tabs in order, its endpoints, and how it is served."""

from collections.abc import Callable, Sequence
from functools import partial
from threading import Timer
from types import ModuleType

import gradio as gr
from starlette.middleware import Middleware

from genmodels import checkpoints
from ui import theme
from ui.door.compressed import Compressed
from ui.door.gate import Gate
from ui.door.shortcut import Shortcut
from ui.language import references
from ui.live import house
from ui.live import routes as live_routes
from ui.live.show import Shows
from ui.live.uploads import routes as upload_routes
from ui.parts.cards.card import Card
from ui.parts.nav.nav import Chapter, nav
from ui.parts.page import served
from ui.parts.page.still import still
from ui.serving import functions, infer, zero_gpu
from ui.settings import Limits, Settings
from ui.tabs.autoencoders import tab as autoencoders
from ui.tabs.classes import tab as classes
from ui.tabs.cortex import tab as cortex
from ui.tabs.energy import tab as energy
from ui.tabs.few_labels import tab as few_labels
from ui.tabs.home import tab as home
from ui.tabs.landscape import tab as landscape
from ui.tabs.latent import tab as latent
from ui.tabs.live import tab as live
from ui.tabs.maps import tab as maps
from ui.tabs.particles import tab as particles
from ui.tabs.parts import tab as parts
from ui.tabs.pitfalls import tab as pitfalls
from ui.tabs.plan import tab as plan
from ui.tabs.priors import tab as priors
from ui.tabs.ring import tab as ring
from ui.tabs.roundtrip import tab as roundtrip
from ui.tabs.sketch import tab as sketch
from ui.tabs.sparse import tab as sparse
from ui.tabs.think import tab as think

# What a visitor sees, in the order in which a course tells it; the name is the tab's id, its key in the words, and
# ?tab= in the address. A chapter of one tab is a link of its own.
TABS = {
    "home": home,
    "sketch": sketch,
    "roundtrip": roundtrip,
    "latent": latent,
    "classes": classes,
    "live": live,
    "autoencoders": autoencoders,
    "maps": maps,
    "priors": priors,
    "few_labels": few_labels,
    "energy": energy,
    "pitfalls": pitfalls,
    "particles": particles,
    "landscape": landscape,
    "sparse": sparse,
    "cortex": cortex,
    "parts": parts,
    "ring": ring,
    "plan": plan,
    "think": think,
}
CHAPTERS = (
    Chapter("home", ("home",)),
    Chapter("translation", ("sketch", "roundtrip")),
    *(Chapter(name, (name,)) for name in ("latent", "classes", "live")),
    Chapter("codes", ("autoencoders", "maps", "priors", "few_labels")),
    Chapter("energy", ("energy", "pitfalls", "particles", "landscape")),
    Chapter("sparse", ("sparse", "cortex", "parts")),
    Chapter("contrast", ("ring",)),
    Chapter("world", ("plan",)),
    Chapter("think", ("think",)),
)

SETTLED = 3  # seconds after the start: until then the first page has the machine for itself

# The tab that the address names opens with the page; what a link opens later, nav.js writes there.
OPEN_ADDRESS = """() => {
  const tabs = %s, asked = new URLSearchParams(location.search);
  const wanted = asked.get("tab") ?? (asked.has("room") ? "live" : null);
  return { __type__: "update", selected: tabs.includes(wanted) ? wanted : tabs[0] };
}"""


def build() -> gr.Blocks:
    """All tabs and endpoints; nothing is served yet."""
    ready = ready_tabs()
    # before any tab is built: what a tab trains live is told to the engine, which knows none
    house.runs().shows = shows()
    builders = {name: module.build for name, module in ready.items()}
    builders["home"] = partial(home.build, cards())
    page = paged(CHAPTERS, builders)
    with page:
        for module in TABS.values():
            functions.publish(getattr(module, "endpoints", tuple)())
    page.queue(status_update_rate=2, default_concurrency_limit=2)
    # An empty queue is looked into again after this many seconds: by default 0.001 (0.05 on Windows), which keeps a
    # server that nobody asks anything at a twentieth of a core.
    page._queue.sleep_when_free = 0.02
    return page


def ready_tabs() -> dict[str, ModuleType]:
    """The tabs that have something to show here: most always do, some need weights."""
    return {name: module for name, module in TABS.items() if not hasattr(module, "ready") or module.ready()}


def cards() -> list[Card]:
    """What the tabs that are ready say of themselves on Home."""
    return [module.CARD for module in ready_tabs().values() if hasattr(module, "CARD")]


def _bundled() -> list[str]:
    """The models that came with the repository, those of the first tabs first."""
    came = checkpoints.names()
    return [name for name in dict.fromkeys(name for card in cards() for name in card.models) if name in came]


def shows() -> Shows:
    """All that can be trained live, in whatever tab."""
    return Shows(show for module in TABS.values() for show in getattr(module, "shows", list)())


def paged(
    chapters: Sequence[Chapter],
    builders: dict[str, Callable[[], None]],
    titles: dict[str, dict[str, str]] | None = None,
) -> gr.Blocks:
    """The navigation, and under it the tabs, by their names.  titles: see `nav`."""
    there = [Chapter(each.name, tuple(tab for tab in each.tabs if tab in builders)) for each in chapters]
    with functions.Page(title="genmodels", analytics_enabled=False, delete_cache=(600, 600), fill_width=True) as page:
        nav([chapter for chapter in there if chapter.tabs], titles)
        with gr.Tabs(overflow_behavior="wrap", elem_id="tabs") as tabs:  # a menu's entries have no id to press
            for name, build in builders.items():
                title = titles["en"][name] if titles else references.t(f"{name}.tab")
                with gr.Tab(title, id=name, elem_id=f"tab-{name}"):
                    build()
        page.load(None, js=OPEN_ADDRESS % list(builders), outputs=tabs)
    return page


def launch(settings: Settings) -> None:
    """Serves the page until Ctrl-C, on an address that was checked."""
    limits = Limits.from_environment()
    zero_gpu.stay_on_cpu()
    still()
    page = build()
    shortcut = Middleware(Shortcut, functions=functions.direct(page))
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
        app_kwargs={"middleware": [Middleware(Compressed), Middleware(Gate, limits=limits), shortcut]},
    )
    served.attach(app)
    live_routes.attach(app)
    upload_routes.attach(app)
    print(f"The playground is at {address} (Ctrl-C ends it)", flush=True)
    behind = Timer(SETTLED, infer.load_behind, [_bundled()])
    behind.daemon = True
    behind.start()
    page.block_thread()
