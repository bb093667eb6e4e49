"""Makes `import torchvision` work beside a CPU-only torch.

Torchvision's wheel on PyPI is a CUDA build. Beside a CPU-only torch its compiled operators cannot be loaded, and the
import stops at "operator torchvision::nms does not exist": it registers shapes for operators that are not there. Data
sets and transforms need none of them, so the two operators that the import asks for are declared, without a
kernel, when and only when the import fails so. Calling one would still fail, with torch's own message.
"""

import importlib

import torch

_declared: torch.library.Library | None = None  # must stay alive: a Library takes its operators along when it dies


def import_torchvision():
    """The torchvision module."""
    global _declared
    try:
        return importlib.import_module("torchvision")
    except RuntimeError as error:
        if "torchvision::nms" not in str(error) or _declared:
            raise
    _declared = torch.library.Library("torchvision", "DEF")
    _declared.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    _declared.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    return importlib.import_module("torchvision")
