"""The drawings in a painter's folder, with the dabs of colour that go with some of them, and what it makes of both."""

import json

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from genmodels import checkpoints
from genmodels.blocks.dabs import layer
from ui.serving import checked, infer


def painted(name: str, wanted: slice = slice(None)) -> tuple[Tensor, Tensor]:
    """That bundled checkpoint's drawings, in the order of their names, and pictures, (N, 3, H, W) in [0, 1] each."""
    model, folder = infer.model(name), checkpoints.BUNDLED / name / "drawings"
    paths = sorted(folder.glob("*.png"))[wanted]
    rows = torch.from_numpy(np.stack([np.array(Image.open(path).convert("RGB")) for path in paths]))
    drawn = rows.permute(0, 3, 1, 2).to(checked.device(model)).float() / 255
    told = folder / "dabs.json"
    if not getattr(model.config, "hints", False) or not told.exists():
        return drawn, model.translate(drawn)
    dabs = json.loads(told.read_text("utf-8"))
    hints = torch.cat([layer(dabs.get(path.stem, []), drawn.shape[-1]) for path in paths]).to(drawn.device)
    return drawn, model.translate(drawn, hints=hints)
