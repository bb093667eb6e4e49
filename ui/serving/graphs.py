"""The parts of a model that a hand waits for, computed by ONNX Runtime where a graph lies beside the weights.

It is one and a half times to four times as fast as PyTorch at a picture or a few: it arranges the weights once, batch
norms folded into them, and PyTorch at every call. A part that has a graph (written by python -m train graphs) stays
what it is, with another way to call it. The old way remains: for gradients, for switches such as dropout, for shapes
that no graph is for, and where the configuration is another one, as in somebody's own upload.
"""

import json
import logging
from collections.abc import Iterable
from pathlib import Path

import onnxruntime
import torch
from torch import Tensor, nn

from genmodels.config import Config
from genmodels.model import Model
from genmodels.runtime import folded

logger = logging.getLogger("genmodels.ui")


def hasten(model: Model) -> Model:
    """The same model, its parts called by their graphs where there are some in its folder, and no GPU has them."""
    if next(model.parameters()).device.type != "cpu":
        return model
    for name, part in model.named_children():
        files = sorted(model.folder.glob(f"{name}*.onnx"))
        quick = folded(part) if files else part
        sessions = [found for file in files if (found := _session(file, quick, model.config))]
        if sessions:
            part.forward = Hastened(part, sessions)
    return model


def _session(file: Path, part: nn.Module, config: Config) -> onnxruntime.InferenceSession | None:
    """None where the graph is not of such a configuration, or is none at all."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # as the workers, who are two already
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    options.log_severity_level = 3
    floats = {name: value for name, value in part.state_dict().items() if value.is_floating_point()}
    weights = {name: value.detach().contiguous().numpy() for name, value in floats.items()}
    kept = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in weights.values()]
    options.add_external_initializers(list(weights), kept)
    try:
        session = onnxruntime.InferenceSession(file.read_bytes(), options, providers=["CPUExecutionProvider"])
        session.weights = kept  # which it reads where they lie
        told = json.loads(session.get_modelmeta().custom_metadata_map.get("config", "{}"))
        return session if config.from_dict(told) == config else None  # a knob that came later is at its default
    except Exception:  # a dozen kinds, without a common one of their own
        logger.warning("%s is no graph of this model; PyTorch computes in its place", file.name)
        return None


class Hastened:
    """`part(...)` by the first graph that takes such inputs; else as before."""

    def __init__(self, part: nn.Module, sessions: Iterable[onnxruntime.InferenceSession]):
        self.plain = part.forward
        self.ways: dict[tuple, tuple] = {}  # by the shapes that it takes: a session, its inputs' names and its output's
        for session in sessions:
            given = session.get_inputs()
            way = session, [each.name for each in given], [session.get_outputs()[0].name]
            self.ways.setdefault(tuple(tuple(each.shape[1:]) for each in given), way)

    def __call__(self, *inputs, **options) -> Tensor:
        tensors = [value for value in inputs if isinstance(value, Tensor)]
        switches = [value for value in (*inputs, *options.values()) if not isinstance(value, Tensor)]
        way = self.ways.get(tuple([value.shape[1:] for value in tensors]))
        if way and not torch.is_grad_enabled() and not any(map(_turned, switches)) and all(map(_plain, tensors)):
            return self.quick(way, tensors)
        return self.plain(*inputs, **options)

    def quick(self, way: tuple, inputs: list[Tensor]) -> Tensor:
        session, names, output = way
        given = {name: value.numpy() for name, value in zip(names, inputs, strict=True)}
        return torch.from_numpy(session.run(output, given)[0])


def _turned(switch: object) -> bool:
    """Whether a switch is not as usual: dropout is off, and all of a list is on."""
    return not all(switch) if isinstance(switch, list) else bool(switch)


def _plain(value: Tensor) -> bool:
    return value.dtype == torch.float32 and value.is_cpu and value.numel() > 0
