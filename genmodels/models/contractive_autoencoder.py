"""Contractive autoencoder: a code that hardly moves with the picture, but for what reconstruction cannot do without.

Papers: Rifai, Vincent, Muller, Glorot and Bengio, "Contractive Auto-Encoders", ICML 2011 ("closed_form");
the penalty drawn instead of solved, "stochastic", is the SCAE of the lecture.
Objective: minimise  H(x, decode(h(x))) + weight * ||J(x)||^2_F,  J the derivatives of the code h(x) by the pixels.
Of one layer of sigmoid units they are known:  dh_j / dx_i = h_j (1 - h_j) W_ji,  so
  closed_form:  ||J||^2_F = sum_j (h_j (1 - h_j))^2 ||W_j||^2
  stochastic:   E ||h(x + sigma e) - h(x)||^2 / sigma^2  over e ~ N(0, I), which is the same as sigma goes to 0.
Both rebuild from the code of the clean picture, unlike a denoising autoencoder: dirt is felt by the encoder alone.
Reconstruction keeps the directions in which the data vary and the penalty takes all others away.

Deviations from the papers:
1. Adam in place of gradient descent: a tenth of the epochs.
2. The stochastic penalty is divided by sigma^2, which the lecture's is not: one weight means the same in both.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from genmodels.batch import Batch
from genmodels.blocks.tied import (
    TiedAutoencoder,
    TiedConfig,
    TiedLayer,
    TiedLearner,
    contraction,
    reconstruction_loss,
)
from genmodels.config import knob
from genmodels.family import Family, Objective
from genmodels.metrics import participation


@dataclass(frozen=True, kw_only=True)
class ContractiveAutoencoderConfig(TiedConfig):
    """The knobs of a contractive autoencoder."""

    penalty: str = knob(
        "closed_form", "how the penalty is found: solved, or drawn", choices=("closed_form", "stochastic")
    )
    weight: float = knob(0.1, "of the penalty in the loss", low=0.0, high=100.0, live=True)
    sigma: float = knob(0.1, "how far the stochastic penalty moves a picture", low=1e-3, high=1.0, live=True)


class ContractiveAutoencoder(TiedAutoencoder):
    """Images (N, C, H, W) in [0, 1]; codes (N, L) in (0, 1)."""

    def __init__(
        self, config: ContractiveAutoencoderConfig
    ):  # the Hub's mix-in makes the configuration that is named here
        super().__init__(config)


def drawn_contraction(layer: TiedLayer, rows: Tensor, codes: Tensor, sigma: float) -> Tensor:
    """||J||^2_F, estimated by one step of length sigma from rows (N, D) whose codes these are, (N,)."""
    moved = layer.encode(rows + sigma * torch.randn_like(rows))
    return (moved - codes).square().sum(1) / sigma**2


class ContractiveAutoencoderLearner(TiedLearner):
    def __init__(self, config: ContractiveAutoencoderConfig):
        super().__init__(config, ContractiveAutoencoder)

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        rows, layer = batch.images.flatten(1), self.model.layer
        codes = layer.encode(rows)
        logits = layer.decode(codes)
        if self.config.penalty == "closed_form":
            slope = contraction(layer, codes).mean()
        else:
            slope = drawn_contraction(layer, rows, codes, self.config.sigma).mean()
        self.descend(reconstruction_loss(logits, rows) + self.config.weight * slope)
        return {
            "mse": (logits.detach().sigmoid() - rows).square().mean(),
            "contraction": slope.detach(),
            "pixels": participation(self.model.filters().detach()).median(),
        }


FAMILY = Family(
    name="contractive-autoencoder",
    title="Contractive autoencoder",
    paper="https://icml.cc/2011/papers/455_icmlpaper.pdf",
    summary="Its code hardly moves with the picture, but in the directions in which the data vary.",
    chapter="autoencoders",
    task="image-feature-extraction",
    data=("mnist", "fashion", "digits", "cifar10", "celeba"),
    objective=Objective("mse", rises=False),
    headline=(("contraction", "||J||² {:.2f}"), ("test_mse", "test MSE {:.4f}")),
    evaluate=("robustness",),
    config=ContractiveAutoencoderConfig,
    model=ContractiveAutoencoder,
    learner=ContractiveAutoencoderLearner,
)
