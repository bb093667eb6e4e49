"""What the Live training tab asks of a room: its link as a picture, who watches, and who has the controls."""

import urllib.parse
from functools import lru_cache

import segno

from ui.language.words import LANGUAGES, Complaint, text
from ui.live.house import Unknown, runs
from ui.live.panel.control import chosen, owner_of, run_of
from ui.live.rooms.guests import ANYONE, NAME_LENGTH, Guest
from ui.live.rooms.run import Run
from ui.serving import functions

LINK_LENGTH = 300
NAMED = 60  # guests that are listed by name
QUIET = 4  # modules of white around a QR code, which the standard asks for


@functions.errand
def room(data: dict) -> dict:
    """{"do": what, "owner": the page's secret, "code": of the room, ...} -> an answer."""
    return chosen(ACTIONS, data)(data)


def picture(data: dict) -> dict:
    """{"link": the address of the room as the browser knows it} -> {"picture": the link as a QR code, an SVG}.

    Only the browser knows under which name and path the world sees this server.
    """
    run, link = _room(data), data.get("link")
    if not isinstance(link, str) or len(link) > LINK_LENGTH or not _leads_to(link, run):
        raise Complaint("live.no_link")
    return {"picture": _qr(link)}


def _leads_to(link: str, run: Run) -> bool:
    try:
        parts = urllib.parse.urlsplit(link)
    except ValueError:
        return False
    query = f"tab={run.job.show.tab}&room={run.code}"
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.query == query


@lru_cache(maxsize=256)
def _qr(link: str) -> str:
    return segno.make_qr(link, error="m").svg_data_uri(border=QUIET, light="#fff", omitsize=True)


def people(data: dict) -> dict:
    """-> {"people": [{"number", "name"}, ...]}: who watches, besides the owner, to whom alone this is told."""
    run = run_of(data)
    with run.lock:
        here = run.guests.besides(run.owner)[:NAMED]
        return {"people": [{"number": guest.number, "name": guest.name} for guest in here]}


def call(data: dict) -> dict:
    """{"name"}: how the owner sees this page in the list."""
    run = _room(data)
    with run.lock:
        if run.guests.of(owner_of(data)) is None:
            raise Complaint("live.no_guest")
        run.guests.call(owner_of(data), data.get("name", ""))
        return {"name": run.guests.of(owner_of(data)).name}


def offer(data: dict) -> dict:
    """{"to": the number of a guest, "anyone", or None to take the offer back}: only the owner may offer."""
    run, to = run_of(data), data.get("to")
    with run.lock:
        guest = run.guests.numbered(to) if isinstance(to, int) else None
        if to not in (ANYONE, None) and not (guest and guest.here and guest in run.guests.besides(run.owner)):
            raise Complaint("live.guest_gone", name=_name(guest, data) if guest else str(to)[:NAME_LENGTH])
        run.offer(to)
    return {}


def take(data: dict) -> dict:
    """The page to which the controls are offered takes them; from then on it is the owner."""
    run, secret = _room(data), owner_of(data)
    with run.lock:
        guest = run.guests.of(secret)
        if guest is None or not guest.here or run.offered is None or run.offered not in (guest.number, ANYONE):
            raise Complaint("live.not_offered")
        busy = [own.code for own in runs().of(secret) if own is not run and own.state != "ended"]
        if busy:
            raise Complaint("live.own_run", code=busy[0])
        if secret != run.owner:
            runs().hand_over(run, secret)
    return {}


ACTIONS = {work.__name__: work for work in (picture, people, call, offer, take)}


def _room(data: dict) -> Run:
    """The run of that code, whoever asks."""
    code = str(data.get("code"))[:12]
    try:
        return runs().room(code)
    except Unknown:
        raise Complaint("live.no_room", code=code) from None


def _name(guest: Guest, data: dict) -> str:
    language = data["language"] if data.get("language") in LANGUAGES else "en"
    return guest.name or text("live.guest", language).format(number=guest.number)
