"""A learner as it was: its tensors under flat names, packed, and put into a new one.

They are every tensor that the pictures and the next step depend on, in full precision: the published average, all
networks, the noise of the preview. Only the optimizers' memory is left out, which a few steps renew.
"""

import safetensors.torch
from torch import Tensor

from genmodels.learner import Learner


def training_tensors(state: dict) -> dict[str, Tensor]:
    """A learner's state without optimizers as flat names: model.*, networks.NAME.*, tensors.*."""
    parts = {"model": state["model"], "tensors": state["tensors"]}
    parts |= {f"networks.{name}": network for name, network in state["networks"].items()}
    return {f"{part}.{key}": value for part, values in parts.items() for key, value in values.items()}


def packed(tensors: dict[str, Tensor]) -> bytes:
    """As training.safetensors holds them, and as a worker is lent them."""
    return safetensors.torch.save({key: value.detach().cpu().contiguous() for key, value in tensors.items()})


def take_up(learner: Learner, tensors: dict[str, Tensor], steps: int, forgets: tuple[str, ...] = ()) -> None:
    """The learner as it was after that many steps; what is not among the tensors stays as new, and so do the weights
    whose names begin with one of `forgets`."""
    parts = {"model": learner.model} | {f"networks.{name}": network for name, network in learner.networks.items()}
    for part, network in parts.items():
        own = {key.removeprefix(part + "."): value for key, value in tensors.items() if key.startswith(part + ".")}
        if not own and network.state_dict().keys() == learner.model.state_dict().keys():
            own = {
                key.removeprefix("model."): value for key, value in tensors.items()
            }  # the average is a good one, too
        if own:
            fresh = {key: value for key, value in network.state_dict().items() if key.startswith(forgets)}
            kept = {key: value for key, value in own.items() if not key.startswith(forgets)}
            network.load_state_dict(kept | fresh)
    for key, value in tensors.items():
        if key.startswith("tensors."):
            getattr(learner, key.removeprefix("tensors.")).copy_(value)
    learner.go_on_from(steps)
