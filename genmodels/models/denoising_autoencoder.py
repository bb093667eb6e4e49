"""Denoising autoencoder: it is shown a dirty picture and has to give back the clean one.

Paper: Vincent, Larochelle, Lajoie, Bengio and Manzagol, "Stacked Denoising Autoencoders", JMLR 11 (2010).
Objective: minimise  H(x, decode(encode(dirty(x)))),  H the cross-entropy of the pixels, in nats a picture.
The target is the clean x: with the dirty one this would be a plain autoencoder of dirty pictures.
With as many hidden units as pixels an autoencoder may learn to copy and nothing else. What dirt has taken away cannot
be copied; it has to be told from the other pixels. So the filters become spots and strokes, and r(x) - x points from
a dirty picture to where clean ones lie.
`noise` "none" is the plain autoencoder of the same shape, which the others are compared with.

Deviations from the paper:
1. Adam in place of gradient descent: a tenth of the epochs.
2. Gaussian noise is cut off at black and white, so that whatever the network is shown is a picture.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from genmodels.batch import Batch
from genmodels.blocks.corruption import NOISES, corrupted
from genmodels.blocks.plane import SEEN, over_plane
from genmodels.blocks.points import PointLayer
from genmodels.blocks.tied import EXAMPLES, TiedAutoencoder, TiedConfig, TiedLearner, reconstruction_loss
from genmodels.config import knob
from genmodels.data.plane import POINT, SHAPES
from genmodels.family import Family, Objective
from genmodels.metrics import participation
from genmodels.shown import Pictures, Shown, to_uint8


@dataclass(frozen=True, kw_only=True)
class DenoisingAutoencoderConfig(TiedConfig):
    """The knobs of a denoising autoencoder."""

    size: int = knob(28, "height and width of the pictures; 1 of points of the plane", low=1, high=128)
    noise: str = knob("masking", "what makes a picture dirty", choices=NOISES, live=True)
    strength: float = knob(
        0.3, "share of the pixels that are hit; of Gaussian noise, its standard deviation", low=0.0, high=1.0, live=True
    )


class DenoisingAutoencoder(TiedAutoencoder):
    """Images (N, C, H, W) in [0, 1]; codes (N, L) in (0, 1). `reconstruct` is shown the dirty picture."""

    def __init__(
        self, config: DenoisingAutoencoderConfig
    ):  # the Hub's mix-in makes the configuration that is named here
        super().__init__(config)
        if self.picture == POINT:
            self.layer = PointLayer(config.channels, config.width)


class DenoisingAutoencoderLearner(TiedLearner):
    def __init__(self, config: DenoisingAutoencoderConfig):
        super().__init__(config, DenoisingAutoencoder)
        if self.model.picture == POINT:
            self.HELD = SEEN

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        clean, layer = batch.images.flatten(1), self.model.layer
        dirty = corrupted(clean, self.config.noise, self.config.strength)
        logits = layer.decode(layer.encode(dirty))
        loss = reconstruction_loss(logits, clean)
        self.descend(loss)
        return {
            "loss": loss.detach(),
            "mse": (logits.detach().sigmoid() - clean).square().mean(),
            "dirt": (dirty - clean).square().mean(),
            "pixels": participation(self.model.filters().detach()).median(),
        }

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """The first filters; held-out pictures, the same made dirty, and what is made of these; of points their plane,
        and where dirty ones are led."""
        shown = super().preview()
        if self.held is None:
            return shown
        images = self.held.images[: max(EXAMPLES, self.HELD)]
        same = torch.Generator().manual_seed(0)  # the same dirt at every look
        dirty = corrupted(images.cpu(), self.config.noise, self.config.strength, same).to(images.device)
        if self.model.picture == POINT:
            return over_plane(self.error, self.model.reconstruct(dirty), self.held.points, "filters")
        rows = torch.cat([images, dirty, self.model.reconstruct(dirty)])
        return {"filters": shown["filters"], "denoised": Pictures(to_uint8(rows), columns=len(images))}

    def error(self, images: Tensor) -> Tensor:
        """The squared error of each, (N,): low where the way back to the data is short."""
        return (images - self.model.reconstruct(images)).square().flatten(1).sum(1)


FAMILY = Family(
    name="denoising-autoencoder",
    title="Denoising autoencoder",
    paper="https://www.jmlr.org/papers/v11/vincent10a.html",
    summary="Rebuilds the clean picture from a dirty one, so its filters become spots and strokes.",
    chapter="autoencoders",
    task="image-feature-extraction",
    data=("mnist", "fashion", "digits", "cifar10", "celeba", *SHAPES),
    objective=Objective("mse", rises=False),
    headline=(("denoised_mse", "denoised MSE {:.4f}"), ("test_mse", "test MSE {:.4f}")),
    evaluate=("robustness",),
    config=DenoisingAutoencoderConfig,
    model=DenoisingAutoencoder,
    learner=DenoisingAutoencoderLearner,
)
