"""Autoencoder: an encoder that squeezes a picture into a few numbers, a decoder that has to make do with them.

Paper: Hinton and Salakhutdinov, "Reducing the Dimensionality of Data with Neural Networks", Science 313 (2006).
Objective: minimise the mean over pixels of  (x - decode(encode(x)))^2.
Nothing says where the codes should lie or what lies between them, so decoding a point that no picture was encoded to
may give anything: see vae.py for what a prior changes, and linear layers alone for PCA.

Deviation from the paper: trained at once, with Adam and SiLU units, where the paper stacks restricted Boltzmann
machines before it fine-tunes: with these units and these few layers pre-training gains nothing.
"""

import itertools
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.coders import Decoder, Encoder
from genmodels.blocks.layers import Average
from genmodels.blocks.plane import over_plane
from genmodels.config import Config, knob
from genmodels.data.plane import POINT, SHAPES
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import adam, channels_last
from genmodels.shown import Pictures, Points, Shown, to_float32, to_uint8

EXAMPLES, STEPS = 8, 8  # held-out pictures that are shown, and steps of the way from one of them to the next


@dataclass(frozen=True, kw_only=True)
class AutoencoderConfig(Config):
    """The knobs of an autoencoder."""

    channels: int = knob(1, "colour channels of the pictures", low=1, high=4)
    size: int = knob(28, "height and width of the pictures; 1 of points of the plane", low=1, high=128, multiple=4)
    latents: int = knob(32, "numbers of a code", low=1, high=512)
    network: str = knob(
        "convolutional", "what encoder and decoder are made of", choices=("convolutional", "perceptron")
    )
    width: int = knob(
        16, "channels of the first convolution; 32 times as many units of the first layer", low=2, high=64
    )
    learning_rate: float = knob(1e-3, "Adam's step size", low=1e-7, high=1.0, live=True)
    average: float = knob(0.999, "memory of the weights' moving average", low=0.0, high=0.99999)


class Autoencoder(Model):
    """Images (N, C, H, W) in [0, 1]; codes (N, L) without bounds."""

    def __init__(self, config: AutoencoderConfig):
        super().__init__(config)
        shape = (config.channels, config.size, config.size)
        if config.network == "convolutional":
            self.encoder = Encoder(shape, config.latents, config.width)
            self.decoder = Decoder(shape, config.latents, config.width)
        else:
            pixels, units = config.channels * config.size**2, 32 * config.width
            sizes = (pixels, units, units // 2, units // 4, config.latents)
            self.encoder = nn.Sequential(nn.Flatten(), *perceptron(sizes))
            self.decoder = nn.Sequential(*perceptron(sizes[::-1]), nn.Unflatten(1, shape))

    def encode(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> codes (N, L)."""
        self.want_pictures(images=images)
        return self.encoder(images)

    def decode(self, latents: Tensor) -> Tensor:
        """(N, L) -> pictures (N, C, H, W) in [0, 1]."""
        self.want_latents(latents)
        return self.made(latents)

    def made(self, latents: Tensor) -> Tensor:
        """What `decode` makes of input that is as it should be."""
        return self.decoder(latents).sigmoid()

    def reconstruct(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> the same pictures as well as their codes tell of them."""
        return self.decode(self.encode(images))


def perceptron(sizes: tuple[int, ...]) -> list[nn.Module]:
    """Linear layers of these sizes with SiLU between them, (N, first) -> (N, last).

    They begin as He et al. say (arXiv:1502.01852). From PyTorch's own beginning little passes seven layers, and a code
    of 64 numbers is used no better than one of two for hundreds of steps.
    """
    layers: list[nn.Module] = []
    for inputs, outputs in itertools.pairwise(sizes):
        linear = nn.Linear(inputs, outputs)
        nn.init.kaiming_uniform_(linear.weight, nonlinearity="relu")
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.SiLU()]
    return layers[:-1]


class AutoencoderLearner(Learner):
    """One Adam over encoder and decoder; the published model is the moving average of the weights."""

    HELD = 300

    def __init__(self, config: AutoencoderConfig):
        super().__init__(config)
        network = channels_last(Autoencoder(config))
        self.networks = {"autoencoder": network}
        self.optimizers = {"autoencoder": adam(network.parameters(), config.learning_rate)}
        self.average = Average(network, config.average)
        self.model = self.average.network

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        network, optimizer = self.networks["autoencoder"], self.optimizers["autoencoder"]
        mse = (batch.images - network.reconstruct(batch.images)).square().mean()
        optimizer.zero_grad()
        mse.backward()
        optimizer.step()
        self.average.update(network)
        return {"mse": mse.detach()}

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """Of held-out pictures reconstructions, the ways between their codes, and in a plane all codes; of points
        their plane."""
        if self.held is None:
            return {}
        codes, images = self.model.encode(self.held.images), self.held.images[:EXAMPLES]
        if self.model.picture == POINT:
            return over_plane(self.error, self.model.decode(codes), self.held.points, "between") | self.plane(codes)
        first = codes[:EXAMPLES]
        pairs = torch.cat([images, self.model.decode(first)])
        share = torch.linspace(0, 1, STEPS, device=codes.device)[:, None]
        ways = torch.cat([start.lerp(end, share) for start, end in zip(first, first.roll(-1, 0), strict=True)])
        shown: dict[str, Shown] = {
            "between": Pictures(to_uint8(self.model.decode(ways)), columns=STEPS),
            "reconstructions": Pictures(to_uint8(pairs), columns=len(first)),
        }
        return shown | self.plane(codes)

    def plane(self, codes: Tensor) -> dict[str, Shown]:
        """Codes of two numbers, in units of their spread: where they lie, and how far apart, means nothing."""
        if self.config.latents != 2:
            return {}
        labels = self.held.labels
        labels = labels.byte().cpu().numpy() if labels is not None and labels.ndim == 1 else None
        return {"codes": Points(to_float32((codes - codes.mean(0)) / codes.std().clamp_min(1e-6)), labels)}

    def error(self, images: Tensor) -> Tensor:
        """The squared error of each, (N,): what an autoencoder has for an energy."""
        return (images - self.model.reconstruct(images)).square().flatten(1).sum(1)

    def knobs_changed(self) -> None:
        self.optimizers["autoencoder"].param_groups[0]["lr"] = self.config.learning_rate


FAMILY = Family(
    name="autoencoder",
    title="Autoencoder",
    paper="https://doi.org/10.1126/science.1127647",
    summary="Squeezes a picture into a few numbers and rebuilds it from them; nothing orders what lies between.",
    chapter="autoencoders",
    task="image-feature-extraction",
    data=("mnist", "fashion", "digits", "cifar10", "celeba", *SHAPES),
    objective=Objective("mse", rises=False),
    headline=(("test_mse", "test MSE {:.4f}"),),
    evaluate=("reconstruction",),
    config=AutoencoderConfig,
    model=Autoencoder,
    learner=AutoencoderLearner,
)
