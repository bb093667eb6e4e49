"""What an operator may set, by environment variables named GENMODELS_ and the knob's name in capitals."""

import errno
import importlib.util
import os
import socket
import urllib.request
from dataclasses import dataclass
from typing import Self

from genmodels.config import Config, knob, knobs
from genmodels.reasons import UserError

# What browsers fetch beside Gradio; the gate and the routes agree on it
LIVE_ROOT = "/gradio_api/live"  # of live runs
PLAY_ROOT = "/gradio_api/play"  # the page's own scripts, styles and words
OURSELVES = ("localhost", "127.0.0.1", "::1")


def reach_ourselves(*hosts: str) -> None:
    """Lets no call to this machine go through a proxy: Gradio asks for its own page when it starts.

    What is asked of others, such as the Hub, goes through the proxy as before. hosts: further names of this machine.
    """
    proxies = urllib.request.getproxies()
    direct = proxies.get("no", "").split(",")
    proxies = {scheme: proxies[scheme] for scheme in ("http", "https", "all") if proxies.get(scheme)}
    if not proxies or "*" in direct:
        return
    for scheme, proxy in proxies.items():
        if proxy.startswith("socks") and not importlib.util.find_spec("socksio"):
            # no client that reads it could be made, not even one for this machine
            for name in (f"{scheme}_proxy", f"{scheme}_proxy".upper()):
                os.environ.pop(name, None)
            print(f"{scheme}_proxy is left out: a SOCKS proxy needs the package socksio", flush=True)
        else:  # the system's own are not looked at any more once one variable is there
            os.environ.setdefault(f"{scheme}_proxy", proxy)
    ours = dict.fromkeys([*filter(None, map(str.strip, direct)), *OURSELVES, *hosts])
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join(ours)


@dataclass(frozen=True, kw_only=True)
class Environment(Config):
    """A configuration that an operator turns by environment variables."""

    @classmethod
    def from_environment(cls) -> Self:
        """The settings with what the environment says; raises UserError for a value that does not fit."""
        values = cls.by_default()
        for name, field in knobs(cls).items():
            variable = f"GENMODELS_{name.upper()}"
            if variable in os.environ:
                try:
                    values[name] = field.type(os.environ[variable])
                except ValueError as error:
                    raise UserError(f"{variable} must be a number, not {os.environ[variable]!r}") from error
        return cls(**values)

    @classmethod
    def by_default(cls) -> dict:
        """What holds on this machine where the environment says nothing, if it is not the knob's own default."""
        return {}


@dataclass(frozen=True, kw_only=True)
class Settings(Environment):
    """GENMODELS_HOST=0.0.0.0 GENMODELS_PORT=8000 python app.py"""

    host: str = knob("127.0.0.1", "address to listen on; 0.0.0.0 lets other machines in")
    port: int = knob(7860, "port to listen on", low=1, high=65535)

    def check_address(self) -> None:
        """Raises UserError where nobody can listen there: taken, forbidden, or no address of this machine."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that has just ended is no obstacle
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise UserError(f"port {self.port} is in use; set GENMODELS_PORT to another") from error
                raise UserError(
                    f"cannot listen on {self.host}, port {self.port} ({error.strerror}); "
                    "set GENMODELS_HOST and GENMODELS_PORT to others"
                ) from error

    @classmethod
    def by_default(cls) -> dict:
        # a Space is reached through its own proxy only, which comes from another address
        return {"host": "0.0.0.0"} if "SPACE_ID" in os.environ else {}


@dataclass(frozen=True, kw_only=True)
class Places(Environment):
    """What genmodels itself reads, so that it holds without the app as well; here it is checked and told of."""

    data: str = knob("", "folder that holds data sets, or gets them; if empty, the user's cache folder")
    hub: str = knob("", "`owner` or `owner/prefix` on the Hub whose uploads replace the bundled weights")
    device: str = knob("auto", "where models compute: auto, cpu, cuda, cuda:1 or mps")


@dataclass(frozen=True, kw_only=True)
class Limits(Environment):
    """What one machine gives: to everybody together, to each visitor, and to live runs."""

    visitors: int = knob(150, "visitors at once; who comes later is shown a place in line", low=1, high=100_000)
    requests_per_second: int = knob(
        120,
        "requests a second of one page; of one address, which a class shares, ten times as many",
        low=1,
        high=10_000,
    )
    request_mb: int = knob(12, "megabytes of one request; uploads have a limit of their own", low=1, high=1024)
    queue: int = knob(400, "requests that wait for a model, of all visitors together", low=1, high=100_000)
    classroom: str = knob(
        "", "a word; if set, only a page opened as `/?teacher=WORD` starts live runs, and all others watch it"
    )
    runs_per_address: int = knob(12, "live runs of one address that train or wait in line", low=1, high=1000)
    runs_at_once: int = knob(2, "live runs that train at a time; others wait in line", low=1, high=64)
    run_minutes: int = knob(30, "minutes after which a live run ends", low=1, high=1440)
    # two threads each of two runs on two cores wait for one another: 2 steps a second, where one thread each makes 30
    run_threads: int = knob(1, "threads of each live run; more help only where cores are idle", low=1, high=64)
    run_nice: int = knob(0, "how far a live run steps back behind the pages (nice)", low=0, high=19)
    run_share: float = knob(
        1.0, "share of the time in which a live run computes; the rest is the pages'", low=0.01, high=1.0
    )
    upload_mb: int = knob(64, "megabytes of one upload of one's own pictures", low=1, high=1024)
    upload_pictures: int = knob(5000, "of one's own pictures a run learns from; more are left out", low=50, high=100000)
    uploads_held_mb: int = knob(256, "megabytes of memory for what all visitors have uploaded", low=1, high=65536)


@dataclass(frozen=True, kw_only=True)
class Weights(Environment):
    """What one machine gives to models, and to visitors who choose some from the Hub."""

    models_mb: int = knob(1000, "megabytes of models kept in memory; the least recently used goes first", low=1)
    hub_at_once: int = knob(
        2, "checkpoints fetched from the Hub at a time for visitors; with 0 they choose none", low=0, high=16
    )
    hub_each_mb: int = knob(200, "megabytes that a checkpoint which a visitor chooses may have", low=1)
    hub_total_mb: int = knob(
        2000, "megabytes of these kept on disk; the one that was chosen longest ago goes first", low=1
    )
    hub_cache: str = knob("", "folder that holds these; if empty, `genmodels-visitors` beside the Hub's own cache")
