"""Data of one's own for the nine energies: Gaussians that a hand moves while they learn; odd data, and many pages."""

import time

import numpy as np
import pytest
import torch
from families import small_learner
from silent_worker import housed
from talk import Talk
from waiting import SOON

from genmodels.batch import Batch
from genmodels.blocks.energies import TILES, EnergiesConfig
from genmodels.data.plane import BROAD, EDGE, GAUSSIANS, NARROW, checked_gaussians, mixture, points
from genmodels.models.energies import EnergiesLearner
from genmodels.reasons import UserError
from ui.live.panel import control
from ui.live.worker.shown import packed
from ui.tabs.energy.show import heard

THREE = [[-1.0, 0.5, 0.1], [1.0, 0.5, 0.2], [0.0, -1.0, 0.05]]


def told(learner: EnergiesLearner, gaussians: list) -> None:
    learner.hear("points", heard("points", {"kind": "mixture", "gaussians": gaussians}))


def test_points_keep_their_gaussian_and_their_place_in_it():
    before, after = mixture(THREE, 3000), mixture([[-1.0, -1.5, 0.3], *THREE[1:]], 3000)
    moved = (before != after).any(1)
    assert moved.float().mean() == pytest.approx(1 / 3, abs=0.05)
    middle, old, new = torch.tensor(THREE[0][:2]), before[moved], after[moved]
    assert torch.allclose((new - torch.tensor([-1.0, -1.5])) / 0.3, (old - middle) / 0.1, atol=1e-4)
    assert torch.allclose(old.mean(0), middle, atol=0.02) and old.std(0).mean().item() == pytest.approx(0.1, abs=0.01)


def test_a_state_saved_before_there_were_gaussians_can_be_told_some():
    learner = small_learner("energies")
    learner.set_extra_state({"kind": "ring", "points": points("ring", 50)})
    told(learner, THREE)
    assert learner.told["gaussians"] == THREE


def test_whatever_has_places_goes_along_with_a_gaussian_and_nothing_begins_anew():
    learner = small_learner("energies")
    told(learner, THREE)
    centres = learner.networks["energies"].tiles["kmeans"].centres
    with torch.no_grad():
        centres[0] = torch.tensor([0.9, 0.6])  # half a standard deviation from the second middle, where it has come to
        centres[1] = torch.tensor([-1.0, 0.6])
    before = centres.clone()
    told(learner, [THREE[0], [1.5, -0.5, 0.4], THREE[2]])
    assert torch.allclose(centres[0], torch.tensor([1.3, -0.3]), atol=1e-5)
    assert torch.allclose(centres[1], before[1]), "the others stay"
    told(learner, [*THREE, [1.5, 1.5, 0.1]])
    assert (centres - torch.tensor([1.5, 1.5])).norm(dim=1).min() < 0.5, "one that is added is found at once"
    assert learner.average.updates == 0


def test_the_nine_follow_a_gaussian_that_is_dragged():
    """At the end of a drag the energy is lower where it went than where it came from, in all that have no opponent."""
    torch.manual_seed(0)
    learner = EnergiesLearner(EnergiesConfig())
    batch = Batch(points=points("spiral", 128))
    for step in range(90):
        if step % 5 == 0:
            told(learner, [[min(1.2, 0.04 * step - 1.2), 0.0, 0.1]])
        learner.step(batch)
    there, gone = (learner.model.energies(torch.tensor([[x, 0.0]])).flatten() for x in (1.2, -1.2))
    assert (there < gone)[: list(TILES).index("gan")].all()


def test_the_page_is_told_of_gaussians_and_a_resumed_run_still_has_them():
    learner = small_learner("energies")
    assert "gaussians" not in learner.preview()
    told(learner, THREE)
    again = small_learner("energies", seed=1)
    again.load_state_dict(learner.state_dict())
    shown = again.preview()
    assert np.allclose(np.hstack([shown["gaussians"].places, shown["gaussians"].spreads[:, :1]]), THREE)
    assert shown["data"].labels[0] == again.number == 6
    again.hear("points", heard("points", {"kind": "ring"}))
    assert "gaussians" not in again.preview() and again.number == 3


def test_gaussians_that_a_page_tells_are_checked():
    assert checked_gaussians([[EDGE, -EDGE, NARROW], [0, 0, BROAD]])
    for rows, sentence in (
        ([], "no Gaussian left"),
        (None, "no Gaussian left"),
        ([[0, 0, 0.1]] * (GAUSSIANS + 1), "13 Gaussians are more than the 12"),
        ([[0, 2.1, 0.1]], "beyond the plane"),
        ([[0, 0, 0.0]], "between 0.03 and 0.6"),
        ([[0, 0, 5]], "between 0.03 and 0.6"),
        ([[0, 0]], "three finite numbers"),
        ([[0, 0, float("inf")]], "three finite numbers"),
        ([[0, 0, True]], "three finite numbers"),
        ("far", "no Gaussian left"),
    ):
        with pytest.raises(UserError, match=sentence):
            heard("points", {"kind": "mixture", "gaussians": rows})


@pytest.mark.parametrize(
    "word",
    [
        {"kind": "drawn", "places": [[0.5, 0.5]] * 10},
        {"kind": "drawn", "places": [[-EDGE, EDGE], [EDGE, -EDGE]] * 1000},
        {"kind": "mixture", "gaussians": [[EDGE, EDGE, NARROW]]},
        {"kind": "mixture", "gaussians": [[EDGE, EDGE, BROAD]] * GAUSSIANS},
    ],
    ids=["one place", "two corners", "a speck in a corner", "twelve on one another"],
)
def test_odd_data_are_learned_like_others(word):
    torch.manual_seed(0)
    learner = EnergiesLearner(EnergiesConfig())
    learner.hear("points", heard("points", word))
    for _ in range(20):
        losses = learner.step(Batch(points=points("ring", 32)))
    assert all(loss.isfinite() for loss in losses.values())
    assert learner.model.energies(learner.seen()).isfinite().all()
    assert all(packed(shown) for shown in learner.preview().values())


# ---- many pages, and pages that close


@pytest.fixture
def house(monkeypatch):
    with housed(monkeypatch, runs_at_once=2, runs_per_address=64) as house:
        yield house


def test_fifty_pages_wait_in_line_and_see_their_place(house):
    def start(number: int) -> str:
        asked = {"do": "start", "owner": f"{number:032}", "family": "energies", "data": "spiral"}
        return control.control(asked)["code"]

    found = [house.rooms[start(number)] for number in range(50)]
    assert [run.state for run in found] == ["loading"] * 2 + ["waiting"] * 48
    assert [run.place for run in found[2:]] == list(range(1, 49))
    house.stop(found[5])
    found[0].worker.gone()
    house.tick(time.monotonic())
    assert found[2].state == "loading" and [found[number].place for number in (3, 4, 6, 49)] == [1, 2, 3, 46]


def test_nine_tiles_that_learn_end_within_two_seconds_of_the_word(tmp_path):
    talk = Talk(tmp_path, "energies", learns="spiral", config=EnergiesConfig().to_dict(), batch_size=128, pause=False)
    talk.until("frame", lambda frame: frame["step"] > 3)
    said = time.monotonic()
    talk.say(("stop",))
    talk.thread.join(SOON)
    assert not talk.thread.is_alive() and time.monotonic() - said < 2
