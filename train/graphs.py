"""Writes the graphs by which ONNX Runtime computes what a page asks for: python -m train graphs [NAME ...]

A graph lies beside the weights as MODULE.onnx: what a part of the model (its decoder, say) does with tensors, without
its weights, which whoever loads it hands over by name from the model itself, batch norms `folded`. Where the model says
what is `made` of its inputs, that is a graph, too, made.onnx, from the first number to the last pixel. A graph holds
for one configuration, which it names; PyTorch stays the truth, and the way for all that has no graph.
"""

import importlib.util
import json
import logging
import warnings
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from genmodels import checkpoints
from genmodels.checkpoints import BUNDLED, read_card
from genmodels.model import Model
from genmodels.reasons import UserError
from genmodels.runtime import folded
from train.quick_layers import quicken
from train.rewriting import rewrite

# of these families a tab asks again and again while a hand moves
FAMILIES = ("autoencoder", "vae", "cvae", "dcgan", "wgan-gp", "ebgan", "cgan", "pix2pix", "cyclegan", "pixelcnn")
FAMILIES += ("judge",)  # asked beside each answer


def write(names: list[str]) -> None:
    """For checkpoints of the catalog by name; without names, for all whose family is asked for that often."""
    if importlib.util.find_spec("onnxscript") is None:
        raise UserError("writing graphs needs onnx and onnxscript: pip install -r requirements-dev.txt")
    chosen = names or [name for name in checkpoints.names() if read_card(BUNDLED / name).family in FAMILIES]
    for name in chosen:
        model = checkpoints.load(name, "cpu")
        found = dict(graphs(model))
        if not found:
            raise UserError(f"{name} has no part that a graph could be made of")
        for old in (BUNDLED / name).glob("*.onnx"):
            old.unlink()
        for file, content in found.items():
            (BUNDLED / name / file).write_bytes(content)
        print(f"{name}: {', '.join(f'{file} {len(content) / 1000:.0f} kB' for file, content in found.items())}")


def graphs(model: Model) -> Iterator[tuple[str, bytes]]:
    """(file name, graph) of each part that the model's functions call, for each shape that it is called with; what is
    `made` is one, and the parts inside it are none unless they are called elsewhere, too."""
    seen: dict[str, list[tuple[Tensor, ...]]] = {}

    def note(name: str, inputs: tuple) -> None:
        given, known = tuple(value for value in inputs if isinstance(value, Tensor)), seen.setdefault(name, [])
        if [value.shape for value in given] not in [[value.shape for value in each] for each in known]:
            known.append(given)

    hooks = [
        part.register_forward_pre_hook(lambda _, inputs, name=name: note(name, inputs))
        for name, part in model.named_children()
    ]
    if hasattr(model, "made"):
        model.made = lambda *inputs: note("made", inputs)
    with torch.no_grad():
        for work, inputs, options in asked(model):
            getattr(model, work)(*inputs, **options)
    for hook in hooks:
        hook.remove()
    vars(model).pop("made", None)
    for name, each in seen.items():
        for place, inputs in enumerate(each):
            yield f"{name}{f'-{place + 1}' if place else ''}.onnx", graph(model, name, inputs)


def asked(model: Model) -> Iterator[tuple[str, tuple[Tensor, ...], dict[str, Tensor]]]:
    """Each function that a page calls, with two examples of what it takes."""
    config, pictures = model.config, torch.rand(2, *model.picture)
    condition = (torch.eye(config.classes)[:2],) if hasattr(config, "classes") else ()
    if hasattr(model, "features"):
        yield "features", (pictures,), {}
    if hasattr(model, "nats"):
        yield "nats", (model.nearest(pictures),), {}
    for work in ("encode", "translate", "to_a", "to_b"):
        if hasattr(model, work):
            yield work, (pictures, *condition), {}
    if getattr(config, "hints", False):
        yield "translate", (pictures,), {"hints": torch.rand(2, 4, *pictures.shape[2:])}
    for work in ("decode", "generate"):
        if hasattr(model, work):
            yield work, (torch.randn(2, config.latents), *condition), {}
    if hasattr(model, "log_likelihood"):
        yield "log_likelihood", (pictures, torch.randn(2, config.latents), *condition), {}


def graph(model: Model, name: str, inputs: tuple[Tensor, ...]) -> bytes:
    """What this part does with such inputs, for any number of them; for "made" the model as a whole."""
    part = model if name == "made" else model.get_submodule(name)
    part, several = quicken(folded(part)), torch.export.Dim("several", min=1)
    for layer in part.modules():
        if isinstance(layer, nn.ReLU):  # in place, on a view, it would be exported with a copy of that
            layer.inplace = False
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        made = torch.onnx.export(
            _Plain(part, "made" if name == "made" else "forward"),
            inputs,
            dynamo=True,
            verbose=False,
            # the runtime folds constants itself; folded here, they would hold weights
            optimize=False,
            dynamic_shapes=(tuple({0: several} for _ in inputs),),
        ).model_proto
    known = {f"part.{key}" for key in part.state_dict()}
    for tensor in made.graph.initializer:
        if tensor.name in known:
            tensor.name = tensor.name.removeprefix("part.")
            tensor.ClearField("raw_data")
            tensor.data_location = tensor.EXTERNAL
            tensor.external_data.add(key="location", value=checkpoints.WEIGHTS)
    for node in made.graph.node:
        node.input[:] = [each.removeprefix("part.") for each in node.input]
    for each in (
        made,
        made.graph,
        *made.graph.node,
    ):  # where it came from, another place elsewhere
        each.ClearField("metadata_props")
        each.ClearField("doc_string")
    rewrite(made.graph)
    made.graph.ClearField("value_info")
    made.metadata_props.add(key="config", value=json.dumps(model.config.to_dict(), sort_keys=True))
    return made.SerializeToString(deterministic=True)


class _Plain(nn.Module):
    """A part as a function of tensors alone, its switches as they usually are."""

    def __init__(self, part: nn.Module, work: str):
        super().__init__()
        self.part, self.work = part, work

    def forward(self, *inputs: Tensor) -> Tensor:
        return getattr(self.part, self.work)(*inputs)
