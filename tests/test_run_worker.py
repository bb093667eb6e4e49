"""The training side of a live run: what a worker does between two steps, and what it leaves. No page."""

import io
import threading
import zipfile
from types import SimpleNamespace

import pytest
import torch
from families import small_config
from PIL import Image
from shows import show
from talk import SMALL, Room, Talk, Unjudged
from waiting import SOON

import genmodels
from ui.live.keep import export as run_keep
from ui.live.rooms.history import History
from ui.live.worker.job import Job
from ui.live.worker.session import Session


def weights(path) -> torch.Tensor:
    state = torch.load(path, weights_only=True)["learner"]["networks"]
    return torch.cat([value.float().flatten() for network in state.values() for value in network.values()])


def test_a_paused_run_moves_by_exactly_the_steps_it_is_given(tmp_path):
    talk = Talk(tmp_path)
    assert talk.until("started")["step"] == 0
    assert [talk.step()["step"] for _ in range(3)] == [1, 2, 3]
    assert talk.stop()["step"] == 3


def test_pause_stop_and_knob_take_effect_within_one_step(tmp_path):
    talk = Talk(tmp_path, pause=False)
    talk.until("frame", lambda frame: frame["step"] > 0)
    talk.say(("pause",), ("knob", "g_learning_rate", 0.0))
    turned = talk.until("turned")
    paused = talk.until("frame", lambda frame: frame["paused"])
    assert turned["value"] == 0 and paused["step"] == turned["step"]
    assert talk.stop()["step"] == paused["step"]


def test_a_run_leaves_others_their_share_of_the_time_and_obeys_while_it_rests(tmp_path):
    rests = []
    session = Session(SimpleNamespace(poll=rests.append), Job(show("dcgan"), "digits", "", share=0.25), Unjudged())
    session.rested -= 100
    session._rest()
    assert 300 <= rests[0] < 330  # of 400 seconds it computes for 100
    talk = Talk(tmp_path, pause=False, share=1e-6)
    talk.until("started")
    assert talk.stop()["step"] < 3


@pytest.mark.parametrize("family", ["gan", "dcgan", "wgan-gp"])
def test_a_step_in_slow_motion_tells_what_passed_through(tmp_path, family):
    turns = {"n_critic": 1} if family == "wgan-gp" else {}
    talk = Talk(tmp_path, family, config=small_config(family, **turns).to_dict())
    talk.until("started")
    talk.say(("stages",))
    stages = talk.until("stages")
    assert stages["step"] == 1
    told = {stage["name"]: stage for stage in stages["stages"]}
    assert {"noise", "fake", "on_real", "on_fake", "again"} <= set(told)
    assert all(told[name]["shown"]["image"] for name in ("noise", "fake", "on_real", "on_fake"))
    updates = [stage["values"] for name, stage in told.items() if name.startswith("update_")]
    assert len(updates) == 2 and all(values["gradient"] > 0 and values["change"] > 0 for values in updates)
    talk.stop()


def test_looking_does_not_change_what_is_learned(tmp_path):
    """Frames, slow motion and saving draw no random number that training uses, and move no running average."""
    seen = Talk(tmp_path)
    seen.step()
    seen.say(("stages",), ("save", str(tmp_path / "between.pt")))
    seen.until("saved")
    seen.step()
    seen.stop()
    unseen = Talk(tmp_path)
    unseen.say(("step",), ("step",), ("step",))
    unseen.until("frame", lambda frame: frame["step"] == 3)
    unseen.stop()
    assert torch.equal(weights(seen.leave), weights(unseen.leave))


def test_a_fork_is_equal_until_a_knob_is_turned(tmp_path):
    """One after the other: in this test they share a process and its random numbers."""
    original, saved = Talk(tmp_path), tmp_path / "fork.pt"
    original.step()
    original.say(("save", str(saved)))
    original.until("saved")
    assert original.step()["step"] == 2
    original.stop()
    copies = []
    for commands in ((), (("knob", "g_learning_rate", 0.1),)):
        copy = Talk(tmp_path, state=str(saved))
        copy.say(*commands)
        assert copy.step()["step"] == 2
        copy.stop()
        copies.append(weights(copy.leave))
    assert torch.equal(weights(original.leave), copies[0])
    assert not torch.equal(weights(original.leave), copies[1])


def test_numbers_that_blow_up_end_the_run_and_leave_the_last_good_state(tmp_path):
    talk = Talk(tmp_path)
    talk.until("started")
    talk.step()
    talk.say(("knob", "d_learning_rate", 1e9), ("knob", "g_learning_rate", 1e9), ("resume",))
    end = talk.until("finished")
    assert end["reason"] == "diverged" and end["metric"] and end["good"] < end["step"]
    assert weights(talk.leave).isfinite().all()


def test_knobs_turn_by_themselves_at_their_step(tmp_path):
    talk = Talk(tmp_path, pause=False, turns=((2, "players", "generator"),))
    assert talk.until("turned")["step"] == 2
    talk.stop()


def test_the_checkpoint_opens_and_the_films_move(tmp_path):
    talk = Talk(tmp_path, config=SMALL | {"g_learning_rate": 0.1, "average": 0.0})
    talk.until("started")
    frames = [talk.step() for _ in range(2)]
    talk.stop()
    talk.thread.join(SOON)
    history = History()
    for frame in frames:
        history.grids.add((frame["step"], frame["shown"]["samples"]["image"]))
    run = Room(job=talk.job, state="ended", history=history, lock=threading.RLock(), about={"data": "digits"}, exam={})
    with zipfile.ZipFile(io.BytesIO(run_keep.checkpoint_zip(run))) as archive:
        archive.extractall(tmp_path / "home")
    model = genmodels.load(str(next((tmp_path / "home").iterdir())), "cpu")
    assert model.card.steps == 2 and model.generate(torch.randn(3, 8)).shape == (3, 1, 28, 28)
    for film in (run_keep.time_lapse(run), run_keep.latent_walk(run)):
        assert Image.open(io.BytesIO(film)).n_frames > 1
