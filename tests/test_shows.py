"""Every show of the Live tab keeps its promises: a run of the family trains, is watched, saved and taken up again, and
all that the page is told to draw, to offer and to say is there.
"""

import dataclasses
import pickle
import threading

import pytest
import torch
from shows import ALL
from silent_worker import SilentWorker
from talk import Talk
from waiting import SOON

from genmodels import catalog
from genmodels.config import Config, knobs
from ui.language import words
from ui.live.rooms.run import Run
from ui.live.show import Show
from ui.live.worker import exam
from ui.live.worker.job import is_here
from ui.parts.page import served
from ui.tabs.live.shows import found

pytest_plugins = ["judging"]

SHOWS = [pytest.param(show, id=show.key) for show in ALL]
RECORDED = 100_000  # bytes that a recorded run may have
TABLES = ("live", "live_publish", "fashion", "app")  # where the Live tab looks after a show's own, as in live.js


def config_of(show: Show) -> type[Config]:
    return catalog.family(show.family).config


def small(show: Show) -> dict:
    """The run as it begins, with narrow networks: whatever is called a width is 4, or the least that it may be."""
    return show.begin | {
        name: max(4, field.metadata["low"]) for name, field in knobs(config_of(show)).items() if name.endswith("width")
    }


def another(field: dataclasses.Field, value: object) -> object:
    """A value of a knob that is not this one, and that it may have."""
    rules = field.metadata
    if choices := rules["choices"] or ((False, True) if field.type is bool else ()):
        return next(choice for choice in choices if choice != value)
    if field.type is int:
        return value + 1 if rules["high"] is None or value < rules["high"] else value - 1
    return value / 2 or rules["high"] / 2


def weights(path) -> torch.Tensor:
    networks = torch.load(path, weights_only=True)["learner"]["networks"]
    return torch.cat([value.float().flatten() for state in networks.values() for value in state.values()])


@pytest.mark.parametrize("show", SHOWS)
def test_a_run_is_watched_step_by_step_and_goes_on_from_where_it_was_saved(show, tmp_path):
    """Three steps, the third in slow motion, a knob, and the fourth: of the run, and of what was saved before it."""
    sets = [name for name in reversed(show.data) if name not in show.fits]  # the others are too large for a test
    learns, saved = next(filter(is_here, sets), None), tmp_path / "saved.pt"
    if learns is None:
        pytest.skip(f"none of {', '.join(show.data)} is on this machine")
    talk = Talk(tmp_path, show.key, learns=learns, config=small(show))
    run = Run("ROOM", "owner", talk.job, threading.RLock(), None)  # what the page would be told
    run.begin(SilentWorker(1, 0))
    begun = talk.until("started")
    frames = [talk.step(), talk.step()]
    talk.say(("stages",))
    stages = talk.until("stages")
    frames.append(talk.until("frame", lambda frame: frame["step"] == 3 and frame["metrics"]))
    for message in (begun, *frames, stages):
        run.worker.heard(dict(message))
    assert [frame["step"] for frame in frames] == [1, 2, 3] == run.history.plain()["points"]["step"]

    networks = begun["parameters"]
    moved = [stage["name"] for stage in stages["stages"] if stage["name"].startswith("update_")]
    assert stages["step"] == 3 and moved and set(moved) <= {f"update_{name}" for name in networks}

    columns, shown = run.history.plain()["points"].keys(), run.frame["shown"]
    drawn = {line.metric for chart in show.charts if not chart.judged for line in chart.lines}
    assert drawn <= columns, "a chart's line that no step reports"
    bars = {chart.bars for chart in show.charts if chart.bars and not chart.judged}
    assert bars <= {name for name, value in shown.items() if value["kind"] == "bars"}
    assert set(show.view) - set(show.told) <= shown.keys() and shown[show.view[0]]["kind"] == "pictures"

    table = knobs(config_of(show))
    name = next((name for name in show.offered if table[name].metadata["live"]), None)
    if name:
        value = another(table[name], begun["config"][name])
        talk.say(("knob", name, value))
        turned = talk.until("turned")
        assert (turned["name"], turned["before"], turned["value"]) == (name, begun["config"][name], value)
    talk.say(("save", str(saved)))
    talk.until("saved")
    fourth = talk.step()
    talk.stop()
    talk.thread.join(SOON)  # in this test both share a process and its random numbers
    again = Talk(tmp_path, show.key, learns=learns, state=str(saved))
    taken_up = again.until("started")
    assert taken_up["step"] == 3 and taken_up["config"] == begun["config"] | ({name: value} if name else {})
    same = again.step()
    again.stop()
    again.thread.join(SOON)
    for part in ("step", "metrics", "shown"):
        assert same[part] == fourth[part]
    assert torch.equal(weights(talk.leave), weights(again.leave))


@pytest.mark.parametrize("show", SHOWS)
def test_the_exam_has_every_score_that_a_chart_draws(show, examiner, monkeypatch):
    judged = [chart for chart in show.charts if chart.judged]
    if not show.draw:
        assert not judged, "nothing is drawn that a judge could look at"
        return
    monkeypatch.setattr(exam, "SAMPLES", 20)
    learner = catalog.family(show.family).learner(config_of(show).from_dict(small(show)))
    result = next(filter(None, iter(lambda: examiner.advance(learner, show), "never")))
    scores = {line.metric for chart in judged for line in chart.lines} | {chart.floor for chart in judged}
    assert scores - {""} <= result.keys()
    assert {chart.bars for chart in judged} - {""} <= {"histogram"}
    pictures = show.draw(learner.model, torch.randn(3, learner.config.latents), torch.arange(3))
    assert pictures.shape[0] == 3 and pictures.ndim == 4 and pictures.min() >= 0 and pictures.max() <= 1


@pytest.mark.parametrize("show", SHOWS)
def test_all_that_is_offered_exists_and_may_be_had(show):
    family, table = catalog.family(show.family), knobs(config_of(show))
    assert pickle.loads(pickle.dumps(show)).key == show.key, "it goes to a worker process"
    assert show.offered and set(show.offered) <= table.keys() and len(set(show.offered)) == len(show.offered)
    assert set(show.data) <= set(family.data)
    assert {*show.anew} <= set(show.offered), "the page is where its value comes from"
    begin = config_of(show).from_dict(show.begin)
    begin.replace(**show.large)
    for preset in show.presets:
        begin.replace(**preset.config)
        for _, name, value in preset.turns:
            assert table[name].metadata["live"], f"{preset.name} turns {name} while it trains"
            begin.replace(**{name: value})
    for _, name, value in show.catch_up:
        assert table[name].metadata["live"]
        begin.replace(**({} if value is None else {name: value}))
    if show.recorded:
        assert 0 < len(served.files()[show.recorded]) <= RECORDED
    assert not show.script or (words.UI / show.script).is_file()


def test_the_live_tab_lists_families_of_pictures_first_and_then_those_on_points_in_the_catalog_s_order():
    keys, order = [show.key for show in found()], list(catalog.FAMILIES)
    pictures, points = ([key for key in keys if key.endswith("-points") == of_points] for of_points in (False, True))
    assert keys == pictures + points and len(points) == 4
    assert pictures == sorted(pictures, key=order.index)
    assert points == sorted(points, key=lambda key: order.index(key.removesuffix("-points")))


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_page_has_words_for_all_that_it_shows(language):
    missing = []
    for show in ALL:
        known = {key for table in (*show.words, *TABLES) for key in words.tables()[language][table]}
        own = show.key.replace("-", "_")
        wanted = [{show.went_on}]  # of each set, one is enough: a family may have a word of its own
        wanted += [{f"view_{view}", f"view_{view}_{own}"} for view in show.view[1:]]
        wanted += [{f"knob_{name}", f"knob_{own}_{name}"} for name in show.offered]
        wanted += [{f"knob_{name}_why"} for name in show.offered]
        wanted += [{f"preset_{each.name}{part}"} for each in show.presets for part in ("", "_what", "_watch")]
        for chart in show.charts:
            wanted += [{f"chart_{chart.name}"}, {f"chart_{chart.name}_why"}]
            wanted += [{f"line_{line.metric}"} for line in chart.lines if len(chart.lines) > 1]
            wanted += [{f"chart_{chart.name}_now"}] if chart.bars and not chart.judged else []
        missing += [(show.key, each) for each in wanted if not each & known]
    assert not missing


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_presets_of_one_tab_have_names_of_their_own(language):
    """They stand beside each other whatever family is chosen, so each has to be found in its own show's table."""
    said, clashes = {}, []
    for show in ALL:
        for table in show.words:
            for key, text in words.tables()[language][table].items():
                if key.startswith("preset_") and said.setdefault((show.tab, key), text) != text:
                    clashes.append((key, table))
    assert not clashes
