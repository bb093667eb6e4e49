"""What the Plan tab asks, once for each checkpoint: the networks of an agent, or perception. The page plans alone."""

from torch import nn

from genmodels.models.perception import PixelPerception
from ui.serving import checked, infer
from ui.serving.images import to_base64
from ui.tabs.plan.offer import AGENTS


def agent(data: dict) -> dict:
    """{"model"} -> its task, and the layers of its networks, {"weight", "bias"} each, as 32-bit floats row by row.

    Of an agent: "model", its "scale", "critic" and "actor"; of perception: the "eye" that looks at a picture, and the
    "head" that reads what it made of two.
    """
    return _agent(checked.network(data.get("model"), AGENTS))


@infer.once
def _agent(model: nn.Module) -> dict:
    return told(model)


def told(model: nn.Module) -> dict:
    if isinstance(model, PixelPerception):
        return {"task": model.task.name} | _layers({"eye": model.eye, "head": model.head})
    networks = {"model": model.model.net, "critic": model.critic.net, "actor": model.actor.net}
    return {"task": model.task.name, "scale": to_base64(model.model.scale.float())} | _layers(networks)


def _layers(networks: dict[str, nn.Sequential]) -> dict:
    return {
        name: [
            {"weight": to_base64(layer.weight.float()), "bias": to_base64(layer.bias.float())}
            for layer in net
            if isinstance(layer, nn.Linear)
        ]
        for name, net in networks.items()
    }
