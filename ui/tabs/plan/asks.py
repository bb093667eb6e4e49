"""What the Plan tab asks, once for each world: model, critic and actor; and perception. The page plans by itself."""

from torch import nn

from ui.serving import checked, infer
from ui.serving.images import to_base64
from ui.tabs.plan.offer import EYES, WORLDS


def agent(data: dict) -> dict:
    """{"model"} -> its task, and the layers of its networks, {"weight", "bias"} each, as 32-bit floats row by row."""
    return _agent(checked.network(data.get("model"), WORLDS))


def perception(data: dict) -> dict:
    """{"model"} -> the layers of the network that looks at a picture, and of the one that reads what it made of two."""
    return _perception(checked.network(data.get("model"), EYES))


@infer.once
def _agent(model: nn.Module) -> dict:
    return told(model)


@infer.once
def _perception(model: nn.Module) -> dict:
    return perception_told(model)


def told(model: nn.Module) -> dict:
    networks = {"model": model.model.net, "critic": model.critic.net, "actor": model.actor.net}
    return {"task": model.task.name, "scale": to_base64(model.model.scale.float())} | _layers(networks)


def perception_told(model: nn.Module) -> dict:
    return _layers({"eye": model.eye, "head": model.head})


def _layers(networks: dict[str, nn.Sequential]) -> dict:
    return {
        name: [
            {"weight": to_base64(layer.weight.float()), "bias": to_base64(layer.bias.float())}
            for layer in net
            if isinstance(layer, nn.Linear)
        ]
        for name, net in networks.items()
    }
