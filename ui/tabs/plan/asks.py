"""What the Plan tab asks, once for each world: model, critic and actor. The page plans by itself."""

from torch import nn

from ui.serving import checked, infer
from ui.serving.images import to_base64
from ui.tabs.plan.offer import WORLDS


def agent(data: dict) -> dict:
    """{"model"} -> its task, and the layers of its networks, {"weight", "bias"} each, as 32-bit floats row by row."""
    return _agent(checked.network(data.get("model"), WORLDS))


@infer.once
def _agent(model: nn.Module) -> dict:
    return told(model)


def told(model: nn.Module) -> dict:
    networks = {"model": model.model.net, "critic": model.critic.net, "actor": model.actor.net}
    layers = {
        name: [
            {"weight": to_base64(layer.weight.float()), "bias": to_base64(layer.bias.float())}
            for layer in net
            if isinstance(layer, nn.Linear)
        ]
        for name, net in networks.items()
    }
    return {"task": model.task.name, "scale": to_base64(model.model.scale.float())} | layers
