"""What the live engine is told of a family, so that it can train it before people without knowing it.

A Show is plain values and functions that a worker process can import by name. The engine reads nothing else of a
family but its catalog entry: what `Learner.preview` shows is drawn by its kind, what `Learner.step` reports by the
charts that are named here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from torch import Tensor, nn

from genmodels import catalog
from genmodels.config import knobs
from genmodels.reasons import KnownError

SIZES = (28, 64)  # pixels a side that one's own pictures may be learned in
OWN = "own"  # the visitor's own pictures, where a data set is named
Turn = tuple[int, str, object]  # at this step, this knob, this value
Draw = Callable[[nn.Module, Tensor, Tensor], Tensor]
Heard = Callable[[str, object], object]


@dataclass(frozen=True)
class Line:
    """One line of a chart. metric: as the learner reports it, or a score of the exam.

    tone: "first", "second", "good" or "other", a colour that means the same in all charts of a show.
    """

    metric: str
    tone: str = "first"
    dashed: bool = False


@dataclass(frozen=True)
class Chart:
    """Numbers over the steps, or bars of now. Its words are chart_NAME and chart_NAME_why.

    range: of the values, where it is fixed.  log: logarithmic scale.  level: a rule across.  judged: the lines are
    scores of the exam.  floor: the exam's score that is drawn as a rule.  bars: the name of Bars in the preview,
    drawn in place of lines; "histogram" is the exam's, of the classes.  from_zero: whether 0 is in sight.
    """

    name: str
    lines: tuple[Line, ...] = ()
    range: tuple[float, float] | None = None
    log: bool = False
    level: float | None = None
    judged: bool = False
    floor: str = ""
    bars: str = ""
    from_zero: bool = True


@dataclass(frozen=True)
class Preset:
    """A run that shows one thing, mostly by failing. Its words are preset_NAME, _what and _watch."""

    name: str
    config: dict = field(default_factory=dict)
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True)
class Show:
    """How a run of one family looks.

    name: what the page calls it, where a family has more shows than one; else the family's.
    data: sets that it can learn, the first one chosen.  own: whether it can learn a visitor's own pictures.
    begin: knobs that differ from the family's, as a visitor watches the first minutes and not the last hours.
    batch: examples a step.  offered: knobs that the page offers.
    charts: in the order of the page.  view: previews in the order of the page, the first one large and remembered.
    draw(model, z (N, L), labels (N,)) -> pictures (N, C, H, W) in [0, 1]: what the judge looks at, what samples by seed
    and walks through the latent space are made of; None where the family draws nothing from noise.
    asked: whether it draws what the labels say, so that the judge can tell how often that is what it sees.
    large: knobs of a run on pictures of 64 pixels, which have five times as many as 28.
    fits: knobs of a run on a data set that is not of 28 pixels and ten classes, by its name.
    catch_up: turns of a run that goes on from published weights, counted from the step where it does; a value of None
    is the visitor's own. A fresh opponent that knows nothing misleads a trained generator, so it may learn alone first.
    anew: knobs that such a run has from the page and not from the checkpoint.  went_on: the word that says what is new
    in it.
    origin: a published checkpoint from which every run goes on where the page asks for no other, with the knobs of
    `begin`; of its weights those whose names begin so are forgotten: forgets.
    words: tables of its own, before those of the Live tab.  recorded: a short run under ui/, played before anybody
    starts one.  script: a module under ui/ whose `extend(panel, view, place)` adds to a picture what no other show has.
    tab: whose panel shows it.  heard(name, value) -> the value for `Learner.hear`, where a page may tell the run more
    than knobs; raises UserError for what is no such word.  told: the previews that come only after such a word.
    foretold: such words of the recorded run, (steps, name, value), said once it has taken so many.
    """

    family: str
    charts: tuple[Chart, ...]
    view: tuple[str, ...] = ("samples",)
    data: tuple[str, ...] = ("mnist", "fashion", "digits")
    own: bool = True
    begin: dict = field(default_factory=dict)
    batch: int = 64
    offered: tuple[str, ...] = ()
    presets: tuple[Preset, ...] = ()
    draw: Draw | None = None
    asked: bool = False
    large: dict = field(default_factory=dict)
    fits: dict[str, dict] = field(default_factory=dict)
    catch_up: tuple[Turn, ...] = ()
    anew: tuple[str, ...] = ()
    went_on: str = "from_fresh"
    origin: str = ""
    forgets: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    recorded: str = ""
    script: str = ""
    tab: str = "live"
    heard: Heard | None = None
    told: tuple[str, ...] = ()
    foretold: tuple[tuple[int, str, object], ...] = ()
    name: str = ""

    @property
    def key(self) -> str:
        return self.name or self.family

    @property
    def wanted(self) -> set[str]:
        """What of a preview the page shows."""
        return {*self.view, *(chart.bars for chart in self.charts if not chart.judged)}

    def described(self) -> dict:
        """What the page's script needs to know of it; plain values."""
        family = catalog.family(self.family)
        table, defaults = knobs(family.config), family.config(**self.begin).to_dict()
        told = {
            "title": family.title,
            "data": [*self.data, *([OWN] if self.own else [])],
            "charts": [_plain(chart) for chart in self.charts],
            "view": self.view,
            "words": self.words,
            "recorded": self.recorded,
            "script": self.script,
            "samples": self.draw is not None,
            "went_on": self.went_on,
            "catch_up": max((step for step, _, _ in self.catch_up), default=0),
            "presets": [preset.name for preset in self.presets],
            "knobs": [
                _told(
                    {
                        "name": name,
                        "kind": "choice" if table[name].metadata["choices"] else table[name].type.__name__,
                        "default": defaults[name],
                        **{key: table[name].metadata[key] for key in ("low", "high", "choices", "live")},
                    },
                    {"low": None, "high": None, "choices": None},
                )
                for name in self.offered
            ],
        }
        return _told(told, {"recorded": "", "script": "", "catch_up": 0, "samples": False, "went_on": "from_fresh"})

    def preset(self, name: str) -> Preset | None:
        return next((preset for preset in self.presets if preset.name == name), None)


class Shows:
    """All shows of this server by what the page calls them, in its order. The app hands them in."""

    def __init__(self, shows: Iterable[Show] = ()):
        self.by_key = {show.key: show for show in shows}

    def __getitem__(self, key: str) -> Show:
        """Raises KnownError, which lists those that there are."""
        if not isinstance(key, str) or key not in self.by_key:
            raise KnownError("no_family", name=str(key)[:40], known=", ".join(self.by_key))
        return self.by_key[key]

    def __iter__(self):
        return iter(self.by_key.values())


def _plain(chart: Chart) -> dict:
    lines = [_told(vars(line), {"tone": "first", "dashed": False}) for line in chart.lines]
    usual = {"range": None, "log": False, "level": None, "judged": False, "floor": "", "bars": "", "from_zero": False}
    return _told(vars(chart), usual) | {"lines": lines}


def _told(values: dict, usual: dict) -> dict:
    """Without what a script takes for granted: these travel with every page that is opened."""
    return {key: value for key, value in values.items() if key not in usual or value != usual[key]}
