"""The smallest member of every family and a batch that it can train on, for tests that run over the catalog."""

import torch

from genmodels import catalog
from genmodels.batch import Batch
from genmodels.config import knobs
from genmodels.data.rollouts import TASKS
from genmodels.data.task import Task
from genmodels.learner import Learner

SMALL = {
    "autoencoder": {"latents": 3, "width": 4},
    "denoising-autoencoder": {"width": 4},
    "stacked-autoencoder": {"width": 4, "layers": 1, "layer_steps": 1},  # the second step is one of fine-tuning
    "contractive-autoencoder": {"width": 4},
    "linear-autoencoder": {"size": 8, "latents": 3},
    "manifold": {
        "points": 40,
        "components": 5,
        "landmarks": 6,
        "lle_neighbours": 6,
        "perplexity": 5.0,
        "iterations": 20,
    },
    "vae": {"latents": 3, "width": 4},
    "cvae": {"latents": 3, "width": 4},
    "semi-supervised-vae": {"reads": "pixels", "latents": 3, "width": 8},
    "adversarial-autoencoder": {"width": 16, "waves": 3},
    "gan": {"latents": 8, "width": 8},
    "dcgan": {"latents": 8, "width": 4, "d_width": 4},
    "wgan-gp": {"latents": 8, "width": 4, "critic_width": 4, "n_critic": 2},
    "ebgan": {"latents": 8, "width": 4, "d_width": 4, "code": 6},
    "energies": {"width": 4, "wide": 4, "centres": 8},
    "cgan": {"latents": 8, "width": 4, "d_width": 4},
    "pix2pix": {"width": 4, "d_width": 4},
    "cyclegan": {"size": 16, "width": 4, "blocks": 1, "d_width": 4},
    "pixelcnn": {"size": 8, "width": 4, "layers": 2},
    "pixelrnn": {"size": 8, "width": 4},
    "rbm": {"hidden": 8, "particles": 10},
    "sparse-coding": {"size": 8, "atoms": 12},
    "lista": {"size": 8, "atoms": 12},
    "group-sparse-autoencoder": {"size": 8, "side": 4},
    # the second step is one of the second layer
    "stacked-group-sparse-autoencoder": {"pools": 2, "pool_maps": 2, "layer_steps": 1},
    "drsae": {"units": 12, "iterations": 3},
    "simclr": {"width": 4, "dimensions": 4},
    "moco": {"width": 4, "dimensions": 4, "queue": 12},
    "pirl": {"width": 4, "dimensions": 4, "bank": 40, "negatives": 12},
    "world-model": {"width": 4, "model_steps": 1, "horizon": 3},  # the second step is one of critic and actor
    "perception": {"width": 4, "code": 4, "reading": 8},
    "actor-critic": {"width": 4, "capacity": 10, "delay": 1},
    "judge": {"width": 4},
}

# what is trained, step by step; the others are solved in one
TRAINED = [name for name, family in catalog.FAMILIES.items() if family.objective]


def small_config(name: str, **changes):
    return catalog.family(name).config.from_dict(SMALL[name] | changes)


def small_learner(name: str, seed: int = 0, **changes) -> Learner:
    torch.manual_seed(seed)
    return catalog.family(name).learner(small_config(name, **changes))


def fixed(name: str) -> str:
    """A knob that may not turn while the family trains, and has a largest value."""
    fields = knobs(catalog.family(name).config).items()
    return next(key for key, field in fields if not field.metadata["live"] and field.metadata["high"] is not None)


def batch_of(learner: Learner, count: int = 4) -> Batch:
    """A batch of the shape that the learner's configuration asks for: any channels, size and labels."""
    config, generator = learner.config, torch.Generator().manual_seed(0)
    count = max(count, getattr(config, "points", 0))
    channels, size = getattr(config, "channels", 3), getattr(config, "size", 256)
    images, sketches, others = torch.rand(3, count, channels, size, size, generator=generator)
    classes = getattr(config, "classes", 10)
    labels = torch.arange(count) % classes
    if getattr(config, "labels", "classes") == "attributes":
        labels = torch.rand(count, classes, generator=generator).round()
    points = torch.randn(count, 2, generator=generator)
    task = TASKS[getattr(config, "task", "pendulum")]
    return Batch(images, labels, sketches, points=points, others=others, **transitions(task, count, generator))


def transitions(task: Task, count: int, generator: torch.Generator) -> dict[str, torch.Tensor]:
    """The parts of a batch of a task: one step from where episodes begin."""
    states = task.starts(count, generator)
    actions = task.bound * (2 * torch.rand(count, 1, generator=generator) - 1)
    return {"states": states, "actions": actions, "following": task.step(states, actions)}


def batch_for(name: str, size: int = 8, seed: int = 0) -> Batch:
    generator = torch.Generator().manual_seed(seed)
    if name == "pix2pix":
        pair = torch.rand(2, min(size, 2), 3, 256, 256, generator=generator)
        return Batch(pair[0], None, pair[1])
    if name == "cyclegan":
        both = torch.rand(2, min(size, 4), 3, 16, 16, generator=generator)
        return Batch(both[0], others=both[1])
    size, across = max(size, SMALL[name].get("points", 0)), SMALL[name].get("size", 28)
    images = torch.rand(size, 1, across, across, generator=generator)
    points = torch.randn(size, 2, generator=generator)
    parts = transitions(TASKS["pendulum"], size, generator)
    return Batch(images, torch.arange(size) % 10, points=points, **parts)
