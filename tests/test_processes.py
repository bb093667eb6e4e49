"""Several processes that train one model: each has its own share of the pictures and its own noise, all one model."""

import threading
from types import SimpleNamespace

import pytest
import torch
from families import SMALL, batch_for, small_config, small_learner

from genmodels import catalog, runtime
from genmodels.learner import Learner
from genmodels.reasons import UserError
from train import run
from train.recipe import Recipe
from train.resume import resumed
from train.run import Run

pytest_plugins = ["tiny_run"]

ALONE = {name for name in SMALL if catalog.family(name).learner.ALONE}
STEPS = 6


def together(learners: list[Learner], batches) -> None:
    """Each learner takes its own batches on a thread of its own; before an optimizer's step they average gradients."""
    meeting, given, errors = threading.Barrier(len(learners), timeout=60), {}, []

    def average(rank: int, optimizer: torch.optim.Optimizer) -> None:
        own = [p.grad for group in optimizer.param_groups for p in group["params"] if p.grad is not None]
        given[rank] = [gradient.clone() for gradient in own]
        meeting.wait()
        for gradient, *all_of_them in zip(own, *given.values(), strict=True):
            gradient.copy_(torch.stack(all_of_them).mean(0))
        meeting.wait()

    def steps(rank: int) -> None:
        try:
            for batch in batches(rank):
                learners[rank].step(batch)
        except Exception as error:
            errors.append(error)
            meeting.abort()

    for rank, learner in enumerate(learners):
        for optimizer in learner.optimizers.values():
            optimizer.register_step_pre_hook(lambda optimizer, *_, rank=rank: average(rank, optimizer))
    threads = [threading.Thread(target=steps, args=[rank]) for rank in range(len(learners))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


@pytest.mark.parametrize("name", sorted({*SMALL} - ALONE))
def test_whoever_averages_gradients_keeps_the_same_weights(name):
    pair = [small_learner(name) for _ in range(2)]
    together(pair, lambda rank: [batch_for(name, seed=100 * rank + step) for step in range(STEPS)])
    networks, others = (learner.networks for learner in pair)
    for key, network in networks.items():
        for own, other in zip(network.parameters(), others[key].parameters(), strict=True):
            assert torch.equal(own, other)


@pytest.mark.parametrize("name", sorted(ALONE))
def test_what_learns_in_one_process_alone_says_so_to_several(name, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "Accelerator", lambda **_: SimpleNamespace(num_processes=2, device=torch.device("cpu")))
    recipe = Recipe(name="tiny", family=name, data="mnist", config=small_config(name), steps=2, batch_size=8)
    with pytest.raises(UserError, match=f"^{name} learns in one process alone; train it by python -m train tiny$"):
        Run(recipe, tmp_path / "run", "test", "cpu")()
    assert not (tmp_path / "run").exists()


def test_processes_draw_different_noise_before_and_after_a_run_is_taken_up_again(recipe, tmp_path):
    Run(recipe, tmp_path, "test", "cpu")()
    saved = resumed(tmp_path, recipe, {})
    runtime.set_rng_state(saved.rng)
    expected = torch.rand(())
    noise = []
    for earlier in (None, saved):
        for rank in range(3):
            each = Run(recipe, tmp_path, "test", "cpu", resume=tmp_path)
            each.accelerator = SimpleNamespace(process_index=rank, num_processes=3)
            each._restore(each.learner(), earlier)
            noise.append(torch.rand(()).item())
    assert len(set(noise)) == 6 and noise[3] == expected.item(), "the first goes on with its own"
