"""A recorded step is the step: on a stand-in for the GPU's recorder here, on the GPU itself where there is one."""

import pytest
import torch
from families import batch_for, small_config, small_learner
from torch import Tensor

from genmodels import catalog
from genmodels.recorded import WARM, CUDARecorder, Recorded, quick_step

CPU, GPU = torch.device("cpu"), torch.device("cuda")
RECORDED = ("vae", "cvae", "gan", "dcgan", "cgan", "wgan-gp", "ebgan")


class StandIn:
    """Records as a GPU does: the device computes at replays alone, with the host's numbers as they were when recorded,
    and the host's part of a step is not done again."""

    def __init__(self, learner):
        self.learner, self.made, self.replayed = learner, 0, 0

    def warm(self, work):
        return work()

    def tensors(self) -> list[Tensor]:
        networks = [self.learner.model, *self.learner.networks.values()]
        weights = [each for network in networks for each in (*network.parameters(), *network.buffers())]
        memories = [row for optimizer in self.learner.optimizers.values() for row in optimizer.state.values()]
        own = [each for each in vars(self.learner).values() if isinstance(each, Tensor)]
        return [*weights, *(each for row in memories for each in row.values() if isinstance(each, Tensor)), *own]

    def __call__(self, work):
        self.made += 1
        learner, before, chance = self.learner, [each.clone() for each in self.tensors()], torch.get_rng_state()
        groups = [group for optimizer in learner.optimizers.values() for group in optimizer.param_groups]
        host = learner.config, learner.steps, [group["lr"] for group in groups]
        values = work()
        with torch.no_grad():
            for place, value in zip(self.tensors(), before, strict=True):
                place.copy_(value)
        torch.set_rng_state(chance)

        def replay():
            self.replayed += 1
            now = learner.config, learner.steps, [group["lr"] for group in groups]
            self.set(groups, host)
            learner.average.update = lambda network: None
            values.copy_(work())
            del learner.average.update
            self.set(groups, now)

        return values, replay

    def set(self, groups, host):
        self.learner.config, self.learner.steps, rates = host
        for group, rate in zip(groups, rates, strict=True):
            group["lr"] = rate


def both(name, steps, turned=(), device=CPU, recorder=StandIn, **knobs):
    """Metrics of every step and the end state, as it stands and recorded, and what the recorder made.

    turned: (step, knob, value), turned before that step.
    """
    ran = []
    for recorded in (False, True):
        learner = small_learner(name, **knobs).to(device)
        made = recorder(learner) if recorded else None
        take = Recorded(learner, device, made) if recorded else learner.step
        torch.manual_seed(1)
        metrics = []
        for step in range(steps):
            for at, knob, value in turned:
                if at == step:
                    learner.set_knob(knob, value)
            batch = batch_for(name, size=10, seed=step).to(device)
            metrics.append({key: value.item() for key, value in take(batch).items()})
        ran.append((learner, metrics))
    return *ran, made


def alike(plain, recorded):
    """To the last digits but one: on the device learning rates are 32-bit numbers."""
    (one, metrics), (other, again) = plain, recorded
    for first, second in zip(metrics, again, strict=True):
        assert first == pytest.approx(second, rel=1e-4, abs=1e-6)
    assert one.steps == other.steps and one.average.updates == other.average.updates > 0
    for key, value in one.model.state_dict().items():
        torch.testing.assert_close(value, other.model.state_dict()[key], rtol=1e-3, atol=1e-5, msg=key)


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_run_is_the_run(name):
    # a bias before batch norm has no gradient but noise, of which Adam makes whole steps
    plain, recorded, recorder = both(name, 2 * WARM + 6, **({"batch_norm": False} if name == "gan" else {}))
    assert recorder.made
    alike(plain, recorded)


def test_a_learning_rate_turns_without_a_new_recording_and_another_knob_with_one():
    turns = [(WARM + 2, "g_learning_rate", 0.05), (WARM + 4, "smoothing", 0.3)]
    plain, recorded, recorder = both("dcgan", 2 * WARM + 6, turns)
    alike(plain, recorded)
    assert recorder.made == 2


def test_each_kind_of_step_has_its_recording():
    """Of a critic alone, and of a critic with the generator after it."""
    plain, recorded, recorder = both("wgan-gp", 4 * WARM, n_critic=2)
    alike(plain, recorded)
    assert recorder.made == 2
    assert {len(metrics) for metrics in recorded[1]} == {3, 5}


def test_a_step_that_somebody_watches_is_taken_as_it_stands():
    learner = small_learner("dcgan")
    recorder = StandIn(learner)
    take = Recorded(learner, CPU, recorder)
    for seed in range(WARM + 2):
        take(batch_for("dcgan", seed=seed))
    watch = learner.watched()
    take(batch_for("dcgan"))
    assert [stage.name for stage in watch.close()][:2] == ["noise", "fake"]
    learner.hear("alone", "generator")
    assert "d_loss" not in take(batch_for("dcgan"))
    assert recorder.replayed == 2


def test_a_state_that_is_loaded_makes_recordings_void():
    """They write into the averages of the optimizer as it was."""
    learner = small_learner("vae")
    recorder = StandIn(learner)
    take = Recorded(learner, CPU, recorder)
    for _ in range(WARM + 2):
        take(batch_for("vae"))
    learner.load_state_dict(learner.state_dict())
    take(batch_for("vae"))
    assert recorder.made == 2


def test_metrics_stay_as_they_were_when_the_next_step_is_replayed():
    learner = small_learner("vae")
    take = Recorded(learner, CPU, StandIn(learner))
    metrics = [take(batch_for("vae", seed=seed)) for seed in range(WARM + 4)]
    assert len({value["elbo"].item() for value in metrics}) == len(metrics)


def test_a_family_that_does_not_say_how_is_never_recorded():
    silent = [name for name, family in catalog.FAMILIES.items() if name not in RECORDED and family.objective]
    assert silent and all(small_learner(name).phase() is None for name in silent)


def test_on_a_processor_a_step_stays_a_step():
    learner = small_learner("vae")
    assert quick_step(learner, CPU) == learner.step


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("name", RECORDED)
def test_recorded_losses_are_those_of_the_plain_step_over_two_hundred_steps(name):
    """A GPU adds in no fixed order, so the two part a little."""
    knobs = {"precision": "float32"} if "precision" in vars(small_config(name)) else {}
    plain, recorded, _ = both(name, 200, device=GPU, recorder=lambda learner: CUDARecorder(), **knobs)
    for first, second in zip(plain[1], recorded[1], strict=True):
        assert first == pytest.approx(second, rel=2e-2, abs=2e-2)
    assert plain[0].steps == recorded[0].steps == 200
