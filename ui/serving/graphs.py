"""What a hand waits for, computed by ONNX Runtime where a graph lies beside the weights.

It is one and a half times to four times as fast as PyTorch at a picture or a few: it arranges the weights once, batch
norms folded into them, and PyTorch at every call. What has a graph (written by python -m train graphs), a part of the
model or the whole of what it has `made`, stays what it is, with another way to call it. The old way remains: for
gradients, for switches such as dropout, for shapes that no graph is for, and where the configuration is another one, as
in somebody's own upload.
"""

import functools
import json
import logging
from collections.abc import Callable, Iterable
from pathlib import Path

import onnxruntime
import torch
from torch import Tensor, nn

from genmodels.config import Config
from genmodels.model import Model
from genmodels.runtime import folded

SAME = ("decode", "generate")  # what calls `made` once it has looked at what it is given
logger = logging.getLogger("genmodels.ui")


def hasten(model: Model) -> Model:
    """The same model, called by its graphs where there are some in its folder and no GPU has it: then it is settled."""
    if next(model.parameters()).device.type != "cpu":
        return model
    parts = [("made", model, "made"), *((name, part, "forward") for name, part in model.named_children())]
    for name, part, work in parts:
        files = sorted(model.folder.glob(f"{name}*.onnx"))
        quick = folded(part) if files else part
        sessions = [found for file in files if (found := _session(file, quick, model.config))]
        if not sessions:
            continue
        # what is made of numbers alone is looked at no further than a graph looks, pictures are: for their range
        works = (work, *(SAME if part is model else ()))
        for each in [each for each in works if hasattr(part, each)]:
            setattr(part, each, Hastened(getattr(part, each), sessions))
        model.settled = True
    return model


def _session(file: Path, part: nn.Module, config: Config) -> onnxruntime.InferenceSession | None:
    """None where the graph is not of such a configuration, or is none at all."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # as the workers, who are two already
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    options.log_severity_level = 3
    graph = file.read_bytes()
    # those that it names: one too many, and the runtime refuses the graph
    used = {name: value for name, value in part.state_dict().items() if name.encode() in graph}
    weights = {name: value.detach().contiguous().numpy() for name, value in used.items()}
    kept = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in weights.values()]
    options.add_external_initializers(list(weights), kept)
    try:
        session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        session.weights = kept  # which it reads where they lie
        told = json.loads(session.get_modelmeta().custom_metadata_map.get("config", "{}"))
        return session if config.from_dict(told) == config else None  # a knob that came later is at its default
    except Exception:  # a dozen kinds, without a common one of their own
        logger.warning("%s is no graph of this model; PyTorch computes in its place", file.name)
        return None


class Hastened:
    """What `plain` makes, by the first graph that takes such inputs; else as before."""

    def __init__(self, plain: Callable[..., Tensor], sessions: Iterable[onnxruntime.InferenceSession]):
        functools.update_wrapper(self, plain)  # whoever looks at its signature sees the model's
        self.plain = plain
        self.ways: dict[tuple, tuple] = {}  # by the shapes that it takes: to run it, its inputs' and its output's names
        for session in sessions:
            given = session.get_inputs()
            way = session.run, [each.name for each in given], [session.get_outputs()[0].name]
            self.ways.setdefault(tuple(tuple(each.shape[1:]) for each in given), way)

    def __call__(self, *inputs, **options) -> Tensor:
        """By a graph if all switches beside the tensors are as usual: dropout is off, and all of a list is on.

        One plain loop: what surrounds a small graph takes a tenth of the time that the graph does.
        """
        arrays, shapes, usual = [], [], not options and not torch.is_grad_enabled()
        for value in inputs:
            if isinstance(value, Tensor):
                usual = usual and value.dtype is torch.float32 and value.is_cpu and not value.requires_grad
                if not usual:
                    break
                array = value.numpy()
                arrays.append(array)
                shapes.append(array.shape[1:])
                usual = (0,) < array.shape[:1] == arrays[0].shape[:1]  # some, and as many of each
            elif not all(value) if isinstance(value, list) else value:
                usual = False
        way = self.ways.get(tuple(shapes)) if usual else None
        if not way:
            return self.plain(*inputs, **options)
        run, names, output = way
        return torch.from_numpy(run(output, dict(zip(names, arrays, strict=True)))[0])
