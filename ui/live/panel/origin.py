"""What a live run goes on from: nothing, a published checkpoint, or one that the visitor has taken home before."""

from genmodels import catalog, checkpoints
from genmodels.config import Config, knobs
from genmodels.data import SOURCES
from ui.language.words import Complaint
from ui.live.house import runs
from ui.live.show import OWN, Show, Turn
from ui.live.worker.job import Brought

MINE = "mine"  # the visitor's own checkpoint, by the page's word
Turns = tuple[Turn, ...]


def offer(show: Show) -> list[dict]:
    """The published checkpoints that a run can go on from, as {"name", "data"}: those that came with the repository."""
    found = [checkpoints.read_card(checkpoints.BUNDLED / name) for name in checkpoints.names()]
    return [
        {"name": card.name, "data": card.data}
        for card in found
        if card.family == show.family and card.data in show.data
    ]


def origin(
    owner: str, asked: object, data: str, show: Show, made: Config, turns: Turns, chosen: set[str]
) -> tuple[dict, Config, Turns]:
    """The job's parts that say what it goes on from, its configuration and its turns.

    asked: "" for the show's own origin, if it has one, a published name, or MINE.  data: the set that is learned.
    made: the configuration of a fresh run.  chosen: the knobs that the visitor or the preset has turned; of them the
    live ones hold here, too: the others are the checkpoint's, whose networks they made.
    """
    asked = asked or show.origin
    if not asked:
        return {}, made, turns
    parts, family, config, steps, whole = _mine(owner) if asked == MINE else _published(asked)
    if family != show.family:
        raise Complaint("live.from_other", name=str(asked)[:40])
    if (config.channels, config.size) != ((made.channels, made.size) if data == OWN else SOURCES[data].picture[:2]):
        raise Complaint("live.from_size", size=config.size, channels=config.channels)
    live = {name for name, field in knobs(config).items() if field.metadata["live"]}
    # what stood still when the zip was packed does not for ever
    held = live & {*show.anew, *chosen} | ({*show.begin} if asked == show.origin else set())
    config = config.replace(**{name: value for name, value in made.to_dict().items() if name in held})
    later = tuple((step + steps, name, value) for step, name, value in turns)
    return {**parts, "steps": steps}, config, (() if whole else catching_up(show, config, steps)) + later


def catching_up(show: Show, config: Config, steps: int) -> Turns:
    """The turns of a run that goes on from weights alone, as a job takes them."""
    return tuple(
        (steps + step, name, getattr(config, name) if value is None else value) for step, name, value in show.catch_up
    )


def _mine(owner: str) -> tuple[dict, str, Config, int, bool]:
    held = runs().uploads.newest(owner, "weights")
    if held is None:
        raise Complaint("live.from_gone")
    about = held.about
    family = about["family"]
    return {"weights": Brought(held.token)}, family, _config(family, about["config"]), about["steps"], about["whole"]


def _published(name: object) -> tuple[dict, str, Config, int, bool]:
    if name not in checkpoints.names():
        raise Complaint("live.from_gone")
    card = checkpoints.read_card(checkpoints.BUNDLED / name)
    return {"checkpoint": name}, card.family, _config(card.family, card.config), card.steps, False


def _config(family: str, values: dict) -> Config:
    return catalog.family(family).config.from_dict(values)
