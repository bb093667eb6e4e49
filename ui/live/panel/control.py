"""What the Live training tab asks of its runs: requests checked, then handed to `ui.live.house`."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from genmodels import catalog
from genmodels.config import knobs
from genmodels.data import SOURCES
from genmodels.reasons import KnownError
from ui.language.words import Complaint
from ui.live.house import Full, NoState, Unknown, runs
from ui.live.keep.snapshots import saved_state
from ui.live.panel import bring, origin
from ui.live.panel.share import STARTS, Share
from ui.live.rooms.run import Run
from ui.live.routes import SECRET_LENGTH, owns
from ui.live.show import OWN, Show
from ui.live.worker.job import Job, is_here
from ui.serving import checked, functions


def offers(tab: str) -> dict:
    """What a tab's panel needs to know: families with their knobs, data sets, and the runs that show one thing."""
    shows = [show for show in runs().shows if show.tab == tab]
    sets = list(dict.fromkeys(name for show in shows for name in show.data))
    return {
        "families": {show.key: show.described() for show in shows},
        "data": {
            name: {"title": SOURCES[name].title, "here": is_here(name), "by_hand": SOURCES[name].by_hand}
            for name in sets
        }
        | ({OWN: {"here": True}} if any(show.own for show in shows) else {}),
        "own": bring.offer(),
        "from": {show.key: origin.offer(show) for show in shows},
    }


@cache
def share() -> Share:
    """Who may put runs of this server to work."""
    return Share(runs())


@functions.errand
def control(data: dict) -> dict:
    """{"do": what, "owner": the page's secret, ...} -> {"code", ...}. Only a run's owner may change it."""
    work = chosen(ACTIONS, data)
    if data["do"] in STARTS:
        share().admit(data)
    answer = work(data)
    if data["do"] in STARTS:
        share().note(data, answer.get("code") or data["code"])
    return answer


def hello(data: dict) -> dict:
    """A panel has opened: gets a process ready, and tells what is the page's own: rooms that this tab shows, the fork
    last, and pictures."""
    runs().warm()
    owner = owner_of(data)
    tab = data.get("tab", "live")
    told = {"codes": [run.code for run in _shown_in(owner, tab)][-2:], **bring.restored(owner)}
    if (room := runs().rooms.get(str(data.get("room")))) and room.job.show.tab != tab:
        told["elsewhere"] = room.job.show.tab
    if not runs().limits.classroom or share().is_teacher(data):
        return told
    return told | {"pupil": True, "lesson": share().lesson(tab)}


def start(data: dict) -> dict:
    """{"family", "data", "config", "seed", "preset", "from"} -> {"code"} of the page's room, or of a new one."""
    owner, show = owner_of(data), runs().shows[data.get("family")]
    source = checked.word("data", data.get("data"), (*show.data, *([OWN] if show.own else [])))
    wanted = data.get("config") if isinstance(data.get("config"), dict) else {}
    config = {name: _value(show.family, name, value) for name, value in wanted.items()}
    preset = show.preset(data.get("preset"))
    if source != OWN and SOURCES[source].by_hand and not is_here(source):
        raise Complaint("live.by_hand", data=SOURCES[source].title)
    pictures, shape = bring.pictures_of(owner, show) if source == OWN else (None, {})
    turned = (preset.config if preset else {}) | config
    begun = show.begin | show.fits.get(source, {}) | turned | shape
    made = catalog.family(show.family).config.from_dict(begun)
    turns = preset.turns if preset else ()
    parts, made, turns = origin.origin(owner, data.get("from"), source, show, made, turns, set(turned))
    bring.check_plan(made)
    seed = checked.whole("seed", data.get("seed", 0), 0, 2**32 - 1)
    job = Job(show, source, "", made.to_dict(), seed, show.batch, turns=turns, pictures=pictures, **parts)
    mine = _shown_in(owner, show.tab)
    try:
        run = runs().start(owner, job, room=mine[0] if mine else None)
    except Full:
        raise Complaint("live.full") from None
    for fork in mine[1:]:  # not before it is sure that another run takes their place
        runs().forget(fork)
    _stop_elsewhere(owner, show)
    return {"code": run.code}


def fork(data: dict) -> dict:
    """Copies the run as it is now into a room beside it; both wait, so that a knob can be turned before they go on."""
    run = run_of(data)
    if run.state not in ("running", "paused"):
        raise Complaint("live.not_running")
    for other in runs().of(run.owner)[1:]:
        runs().forget(other)
    went_on = run.state == "running"
    run.command("pause")
    state = saved_state(run)
    with run.lock:
        history = run.history.copy()
        about = {name: value for name, value in run.about.items() if name != "real"}  # its picture is the original's
    try:
        if state is None:
            raise Complaint("live.not_running")
        twin = runs().start(run.owner, replace(run.job, state=str(state), pause=True), history=history)
    except (Complaint, Full) as refusal:
        if state:
            state.unlink()
        if went_on:
            run.command("resume")
        raise refusal if isinstance(refusal, Complaint) else Complaint("live.full") from None
    with twin.lock:
        twin.config, twin.about = dict(run.config), about
    return {"code": twin.code}


def knob(data: dict) -> dict:
    """{"name", "value"}: turns a knob at the next step."""
    run, name = run_of(data), data.get("name")
    value = _value(run.job.family, name, data.get("value"))
    if not knobs(catalog.family(run.job.family).config)[name].metadata["live"]:
        raise Complaint("live.fixed_knob", name=name)
    run.command("knob", name, value)
    return {}


def tell(data: dict) -> dict:
    """{"name", "value"}: a word to the learner, heard before the next step."""
    run, name = run_of(data), str(data.get("name"))[:40]
    if not run.job.show.heard:
        raise KnownError("unheard", name=name)
    run.command("tell", name, run.job.show.heard(name, data.get("value")))
    return {}


def stop(data: dict) -> dict:
    runs().stop(run_of(data))
    return {}


def go_on(data: dict) -> dict:
    """Takes up a run that has ended from the state it left."""
    run = run_of(data)
    try:
        runs().go_on(run, pause=bool(data.get("pause")))
    except NoState:
        raise Complaint("live.no_state") from None
    _stop_elsewhere(run.owner, run.job.show)
    return {}


def leave_fork(data: dict) -> dict:
    runs().forget(run_of(data))
    return {}


def _plain(name: str):
    def send(data: dict) -> dict:
        run_of(data).command(name)
        return {}

    return send


ACTIONS = {work.__name__: work for work in (hello, start, fork, knob, tell, stop, go_on, leave_fork)} | {
    name: _plain(name) for name in ("pause", "resume", "step", "stages")
}


def chosen(actions: dict[str, Callable[[dict], dict]], data: dict) -> Callable[[dict], dict]:
    """The function of the action that is asked for."""
    do = data.get("do")
    if not isinstance(do, str) or do not in actions:
        raise Complaint("live.no_action", value=str(do)[:40])
    return actions[do]


def owner_of(data: dict) -> str:
    """The secret of the page that asks."""
    owner = data.get("owner")
    if not isinstance(owner, str) or not 16 <= len(owner) <= SECRET_LENGTH:
        raise Complaint("live.no_owner")
    return owner


def run_of(data: dict) -> Run:
    """The run of that code, if this page owns it."""
    code = str(data.get("code"))[:12]
    try:
        run = runs().room(code)
    except Unknown:
        raise Complaint("live.no_room", code=code) from None
    if not owns(run, owner_of(data)):
        raise Complaint("live.not_yours")
    return run


def _shown_in(owner: str, tab: object) -> list[Run]:
    """The runs of one owner that this tab shows, the newest last."""
    return [run for run in runs().of(owner) if run.job.show.tab == tab]


def _stop_elsewhere(owner: str, show: Show) -> None:
    """A page trains in one tab at a time; what it leaves in another can go on from there."""
    for run in runs().of(owner):
        if run.job.show.tab != show.tab:
            runs().stop(run)


def _value(family: str, name: object, value: object) -> object:
    """The value as this knob's type, in its range."""
    table = knobs(catalog.family(family).config)
    if not isinstance(name, str) or name not in table:
        raise Complaint("live.no_knob", name=str(name)[:40])
    rules, kind = table[name].metadata, table[name].type
    if rules["choices"]:
        if value not in rules["choices"]:
            raise Complaint("live.choice", name=name, choices=", ".join(rules["choices"]), value=str(value)[:40])
        return value
    if kind is bool:
        return bool(value)
    return (checked.whole if kind is int else checked.number)(name, value, rules["low"], rules["high"])
