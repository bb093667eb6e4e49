"""The loop and its consumers: events, stop, divergence, and a resumed run that equals an uninterrupted one."""

import csv
import dataclasses
import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from families import batch_for, small_config, small_learner
from tiny_run import tiny_set

from genmodels import catalog, checkpoints, data
from genmodels.data import Batches
from genmodels.events import Finished, Preview, Progress, Started
from genmodels.reasons import UserError
from genmodels.training import train
from train import run
from train.recipe import Recipe, recipes
from train.run import Run

pytest_plugins = ["tiny_run"]

ROOT = Path(__file__).resolve().parent.parent


def run_events(learner, steps=6, **options):
    def batches():
        while True:
            yield batch_for("dcgan")

    device = torch.device("cpu")
    return list(train(learner, batches(), family="dcgan", device=device, steps=steps, **options))


def test_events_come_in_order_and_hold_plain_values():
    events = run_events(small_learner("dcgan"), report_every=2, preview_every=3)
    assert [type(event) for event in events] == [
        Started, Progress, Preview, Progress, Progress, Preview, Finished,
    ]  # fmt: skip
    assert [event.step for event in events] == [0, 2, 3, 4, 6, 6, 6]
    assert all(isinstance(value, float) for event in events[1:2] for value in event.metrics.values())
    images = events[2].shown["samples"].images
    assert images.dtype == np.uint8 and images.shape == (64, 28, 28, 1)
    assert events[-1].reason == "done"


def test_boundary_turns_knobs_and_stops_within_one_step():
    learner = small_learner("dcgan")
    seen = []

    def boundary(step: int) -> bool:
        seen.append(step)
        if step == 2:
            learner.set_knob("g_learning_rate", 0.5)
        return step == 4

    events = run_events(learner, steps=100, boundary=boundary)
    assert seen == [0, 1, 2, 3, 4]
    assert events[-1] == Finished(4, "stopped", events[-1].seconds)
    assert learner.optimizers["generator"].param_groups[0]["lr"] == 0.5


def test_a_learner_that_is_done_ends_the_run_with_a_last_report():
    class Solved(catalog.family("dcgan").learner):
        done = property(lambda self: self.steps == 3)

    events = run_events(Solved(small_config("dcgan")), steps=10, report_every=2)
    assert [type(event) for event in events] == [Started, Progress, Progress, Preview, Finished]
    assert events[-1].step == 3 and events[-1].reason == "done"


def test_a_step_that_trains_nobody_is_no_error():
    learner, told = small_learner("dcgan"), iter([{}, {}, {"g_loss": torch.tensor(1.0)}, {}])
    learner.step = lambda batch: next(told)
    events = run_events(learner, steps=4, report_every=1)
    reported = [set(event.metrics) for event in events if isinstance(event, Progress)]
    assert reported == [set(), set(), {"g_loss"}, set()]
    assert events[-1].reason == "done"


def test_divergence_names_the_first_step_and_the_metric():
    learner = small_learner("gan")

    def poison(step: int) -> bool:
        if step == 3:
            with torch.no_grad():
                next(learner.networks["discriminator"].parameters()).fill_(float("nan"))
        return False

    finished = run_events(learner, steps=50, report_every=5, boundary=poison)[-1]
    assert finished.reason == "diverged"
    assert finished.detail == "d_loss was no longer a finite number at step 4"


def test_a_run_that_blows_up_promises_no_state_that_is_not_there(recipe, tmp_path, monkeypatch):
    learner = catalog.family("dcgan").learner
    trained = learner.step

    def step(self, batch):
        if self.steps == 6:
            with torch.no_grad():
                next(self.networks["discriminator"].parameters()).fill_(float("nan"))
        return trained(self, batch)

    monkeypatch.setattr(learner, "step", step)
    with pytest.raises(UserError, match="at step 7; start again with a smaller learning rate; nothing was saved yet"):
        Run(recipe, tmp_path / "first", "test", "cpu")()
    monkeypatch.setattr(run, "SAVE_EVERY", 0.0)
    with pytest.raises(UserError, match=f"at step 7; go on from step 6 by --resume {tmp_path / 'second'}, with"):
        Run(recipe, tmp_path / "second", "test", "cpu")()
    with pytest.raises(UserError, match="go on from step 6"):
        Run(recipe, tmp_path / "second", "test", "cpu", resume=tmp_path / "second")()


def test_batches_can_be_taken_up_anywhere_and_shared_among_processes():
    device = torch.device("cpu")
    whole = Batches(tiny_set(), 8, device, seed=5)
    expected = [next(whole) for _ in range(20)]
    again = Batches(tiny_set(), 8, device, seed=5, start=13)
    assert torch.equal(next(again).images, expected[13].images)
    shares = [next(Batches(tiny_set(), 8, device, seed=5, share=share, shares=2)) for share in (0, 1)]
    both = torch.cat([share.images for share in shares]).flatten(1).sum(1).sort().values
    assert torch.allclose(both, expected[0].images.flatten(1).sum(1).sort().values)
    epoch = torch.cat([batch.labels for batch in expected[:6]])
    assert len(epoch) == 48 and epoch.bincount().max() <= 5, "a picture came twice in one epoch"


def test_a_batch_says_which_rows_it_has_whatever_its_data_are():
    """Some learners reckon each example once, and find it again by its row."""
    pictures, plane = tiny_set(), data.load("ring")
    made = dataclasses.replace(pictures, hand=lambda rows: (pictures.images[rows] / 255, pictures.images[rows] / 255))
    for each, part in ((pictures, "images"), (made, "images"), (plane, "points")):
        batch = next(Batches(each, 8, torch.device("cpu"), seed=5))
        there = getattr(each, part)[batch.rows]
        assert torch.equal(getattr(batch, part), there / 255 if part == "images" else there)
    assert next(Batches(pictures, 8, torch.device("cpu"))).points is None


def test_fading_knobs_reach_zero_and_the_card_tells_where_they_began(recipe, tmp_path, monkeypatch):
    seen = []
    learner = catalog.family("dcgan").learner
    turned = learner.knobs_changed
    monkeypatch.setattr(learner, "knobs_changed", lambda self: (turned(self), seen.append(self.config.g_learning_rate)))
    fading = dataclasses.replace(recipe, fading=("g_learning_rate",))
    Run(fading, tmp_path, "test", "cpu")()
    whole = recipe.config.g_learning_rate
    assert seen[:7] == [whole] * 7 and seen[-1] == pytest.approx(whole / 6) and seen == sorted(seen, reverse=True)
    assert checkpoints.read_card(tmp_path).config["g_learning_rate"] == whole
    Run(dataclasses.replace(fading, steps=14), tmp_path, "test", "cpu", resume=tmp_path)()
    assert seen[-1] == pytest.approx(whole / 7), "a longer run fades anew from where it is"


def test_a_rate_that_fades_stops_at_the_least_that_it_may_be(tmp_path):
    small = small_config("vae", learning_rate=1.5e-7)
    fading = Recipe(family="vae", data="digits", config=small, steps=6, batch_size=8, fading=("learning_rate",))
    assert Run(fading, tmp_path, "test", "cpu")() == "done"


def test_a_run_leaves_the_hubs_layout_and_its_own_records(recipe, tmp_path):
    Run(recipe, tmp_path, "python -m train tiny", "cpu")()
    for name in ("model.safetensors", "config.json", "README.md", "samples.png", "training/state.pt"):
        assert (tmp_path / name).stat().st_size > 0, name
    assert list((tmp_path / "training").glob("events.out.tfevents*"))
    rows = list(csv.DictReader((tmp_path / "training" / "metrics.csv").open()))
    assert rows[-1]["step"] == "12" and float(rows[-1]["d_loss"]) > 0
    text = (tmp_path / "README.md").read_text()
    for phrase in ("python -m train tiny", "CC BY-SA 3.0", "seed 0", "library_name: genmodels"):
        assert phrase in text
    model = checkpoints.load(str(tmp_path))
    assert model.generate(torch.randn(2, 8)).shape == (2, 1, 28, 28)


def test_a_run_that_begins_anew_in_the_folder_of_another_keeps_that_ones_state(recipe, tmp_path, capsys):
    states = []
    for seed in range(3):
        Run(dataclasses.replace(recipe, seed=seed), tmp_path, "test", "cpu")()
        states.append((tmp_path / "training" / "state.pt").read_bytes())
    assert "is kept in" in capsys.readouterr().err
    kept = [(tmp_path / f"training.{number}" / "state.pt").read_bytes() for number in (1, 2)]
    assert kept == states[:2]
    rows = list(csv.DictReader((tmp_path / "training" / "metrics.csv").open()))
    assert [row["step"] for row in rows] == sorted({row["step"] for row in rows}, key=int), "its own alone"


def test_every_recipe_names_a_family_its_data_and_its_scores():
    found = recipes()
    assert {"vae-mnist", "cgan-mnist", "judge-mnist", "pix2pix-facades"} <= set(found)
    for name, entry in found.items():
        module = sys.modules[f"train.recipes.{name.replace('-', '_')}"]
        assert f"python -m train {name}" in module.__doc__, f"{name}: the docstring does not give its command"
        assert entry.data in catalog.family(entry.family).data
        assert type(entry.config).from_dict(entry.config.to_dict()) == entry.config


def test_two_processes_train_one_model(tmp_path):
    """What `accelerate launch` does on GPUs, on two CPU processes: both must end with the same weights, one writes."""
    script = tmp_path / "two.py"
    script.write_text(TWO_PROCESSES)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    common = {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "OMP_NUM_THREADS": "1"}
    environment = os.environ | common | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    ended = subprocess.run(
        [sys.executable, str(script), str(tmp_path)], env=environment, capture_output=True, text=True, timeout=240
    )
    assert ended.returncode == 0 and ended.stdout.split() == ["0", "0"], ended.stderr[-3000:]
    first, second = (torch.load(tmp_path / f"{rank}.pt", weights_only=True) for rank in (0, 1))
    assert first.keys() == second.keys()
    for key, value in first.items():
        assert torch.equal(value, second[key]), key
    assert (tmp_path / "run" / "model.safetensors").exists()


# It imports once, which takes as long as all the rest, and forks.
TWO_PROCESSES = """
import multiprocessing
import os
import sys
from pathlib import Path
import torch
import torch._dynamo
from families import small_config
from tiny_run import tiny_set
from genmodels import data
from train.recipe import Recipe
from train.run import Run

data.load = lambda name, split="train": tiny_set()
folder = Path(sys.argv[1])
recipe = Recipe(name="tiny", family="gan", data="mnist", config=small_config("gan"), steps=4, batch_size=8)

def train(rank):
    os.environ |= {"RANK": rank, "LOCAL_RANK": rank}
    run = Run(recipe, folder / "run", "test", "cpu")
    kept = {}
    make = run.learner
    def learner():
        kept["learner"] = make()
        return kept["learner"]
    run.learner = learner
    run()
    weights = {n: p for net in kept["learner"].networks.values() for n, p in net.named_parameters()}
    torch.save(weights, folder / f"{run.accelerator.process_index}.pt")

ranks = [multiprocessing.get_context("fork").Process(target=train, args=[rank], daemon=True) for rank in ("0", "1")]
for process in ranks:
    process.start()
for process in ranks:
    process.join(200)
print(*(process.exitcode for process in ranks))
"""
