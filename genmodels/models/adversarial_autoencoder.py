"""Adversarial autoencoder: an autoencoder whose codes are made to follow a prior by a discriminator, not by a KL term.

Paper: Makhzani et al., "Adversarial Autoencoders", arXiv:1511.05644, section 2.3: the discriminator is told the label.
Three losses, one after the other on each batch:
1. Reconstruction: encoder and decoder minimise the mean over pixels of  (x - decode(encode(x)))^2.
2. The discriminator D tells a draw of the prior ("real") from a code, and knows the label of both:  maximise
   E[log D(z, y)] + E[log(1 - D(encode(x), y))].  At its optimum, once codes follow the prior, this is -2 log 2.
3. The encoder as forger: maximise  E[log D(encode(x), y)].
A prior is only ever drawn from, so it may have any shape, ten petals or a curve drawn by hand (blocks/priors.py). The
encoder never sees a label, only through D: petal j becomes digit j because D says that others do not belong there.
Examples without a label (None, or -1) are judged as class K + 1, beside draws of the whole prior.

Deviations from the paper:
1. Adam in place of SGD with momentum, each loss with its own: the two that move the encoder differ in scale.
2. The code is deterministic, the simplest of the paper's three posteriors.
3. The discriminator sees codes and draws through a little Gaussian noise (Sonderby et al., arXiv:1610.04490): a curve
   has no area, and without noise D tells it from any cloud at once. A curve is a little thick for the same reason.
4. What is kept is a moving average of the weights.
5. The decoder may be given sines of the code beside it (Tancik et al., arXiv:2006.10739): where one class's part ends
   and another's begins, it has to change from one digit to the next within a short way.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.coders import Encoder
from genmodels.blocks.layers import Average
from genmodels.blocks.priors import KINDS, RADIUS, Prior
from genmodels.config import Config, knob
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.reasons import KnownError
from genmodels.runtime import adam, channels_last
from genmodels.shown import Pictures, Points, Shown, to_float32, to_uint8

STYLES = 6  # rows of the preview, each the same place in every class's part of the prior
SURE, LONG, MEMORY = 0.1, 200.0, 0.98  # D has won when its loss, so smoothed, was below SURE for LONG steps


@dataclass(frozen=True, kw_only=True)
class AdversarialAutoencoderConfig(Config):
    """The knobs of an adversarial autoencoder."""

    channels: int = knob(1, "colour channels of the pictures", low=1, high=4)
    size: int = knob(28, "height and width of the pictures", low=8, high=128)
    latents: int = knob(2, "numbers of a code: the priors are shapes of the plane", low=2, high=2)
    classes: int = knob(10, "number of classes", low=2, high=100)
    labelled: float = knob(1.0, "share of the training examples whose label is known", low=0.0, high=1.0)
    prior: str = knob("petals", "what the codes shall follow", choices=KINDS, live=True)
    radius: float = knob(RADIUS, "distance of the petals' middles from the origin", low=0.0, high=3.0)
    network: str = knob("perceptron", "what the encoder is made of", choices=("perceptron", "convolutional"))
    width: int = knob(
        500, "units of each hidden layer of a perceptron; 32 times a convolution's channels", low=8, high=2000
    )
    waves: int = knob(0, "sines and cosines of the code, each, that the decoder is given beside it", low=0, high=1024)
    dropout: float = knob(0.1, "share of the pixels that the encoder does not see in training", low=0.0, high=0.9)
    d_noise: float = knob(
        0.05, "standard deviation of the noise before the discriminator", low=0.0, high=1.0, live=True
    )
    learning_rate: float = knob(1e-3, "Adam's step size for the reconstruction", low=0.0, high=1.0, live=True)
    g_learning_rate: float = knob(1e-3, "the step size of the encoder as forger", low=0.0, high=1.0, live=True)
    d_learning_rate: float = knob(1e-3, "the discriminator's step size", low=0.0, high=1.0, live=True)
    beta1: float = knob(0.5, "memory of the gradient of both players' Adam", low=0.0, high=0.999)
    average: float = knob(0.999, "memory of the weights' moving average", low=0.0, high=0.99999)


def perceptron(inputs: int, width: int, outputs: int) -> nn.Sequential:
    """(N, inputs) -> (N, outputs) by two hidden layers.

    No batch norm, neither before the code nor in D: it would shift what D judges, and let it see who stands in a batch.
    """
    hidden = nn.Linear(inputs, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU()
    return nn.Sequential(*hidden, nn.Linear(width, outputs))


class Waves(nn.Module):
    """Codes (N, 2) -> the codes, and sines and cosines of them (N, 2 + 2 count).

    directions: (2, count), periods in a unit of the plane, N(0, 1).
    """

    def __init__(self, count: int):
        super().__init__()
        # drawn and no more: a network is described without memory first, where arithmetic would import the compiler
        self.register_buffer("directions", torch.randn(2, count))

    def forward(self, codes: Tensor) -> Tensor:
        turned = 2 * math.pi * codes @ self.directions
        return torch.cat([codes, turned.sin(), turned.cos()], 1)


class AdversarialAutoencoder(Model):
    """Images (N, C, H, W) in [0, 1]; codes (N, 2), which follow `prior`."""

    def __init__(self, config: AdversarialAutoencoderConfig):
        super().__init__(config)
        shape = (config.channels, config.size, config.size)
        pixels = config.channels * config.size**2
        reading = nn.Flatten(), perceptron(pixels, config.width, config.latents)
        if config.network == "convolutional":
            reading = (Encoder(shape, config.latents, max(2, config.width // 32)),)
        self.encoder = nn.Sequential(nn.Dropout(config.dropout), *reading)
        told = (Waves(config.waves),) if config.waves else ()
        painting = perceptron(config.latents + 2 * config.waves, config.width, pixels)
        self.decoder = nn.Sequential(*told, painting, nn.Unflatten(1, shape))
        self.prior = Prior(config.prior, config.classes, config.radius)

    def encode(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> codes (N, 2)."""
        self.want_pictures(images=images)
        return self.encoder(images)

    def decode(self, latents: Tensor) -> Tensor:
        """(N, 2) -> pictures (N, C, H, W) in [0, 1]."""
        self.want_latents(latents)
        return self.decoder(latents).sigmoid()

    def reconstruct(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> the same pictures as well as two numbers tell of them."""
        return self.decode(self.encode(images))


class Discriminator(nn.Module):
    """Codes (N, 2) and classes (N,), K for "no label" -> logits (N,): how surely a code is a draw of the prior."""

    def __init__(self, config: AdversarialAutoencoderConfig):
        super().__init__()
        self.classes = config.classes
        self.layers = perceptron(config.latents + config.classes + 1, config.width, 1)

    def forward(self, codes: Tensor, classes: Tensor) -> Tensor:
        return self.layers(torch.cat([codes, F.one_hot(classes, self.classes + 1).float()], 1)).squeeze(1)


def kept(images: Tensor, share: float) -> Tensor:
    """(N,) whether each picture is one of this share: by a hash of its ink, so the same ones in every epoch."""
    ink = images.mul(255).round().flatten(1).sum(1).long()
    return ink * 2654435761 % 2**32 < share * 2**32


class AdversarialAutoencoderLearner(Learner):
    """The three losses, each with an Adam of its own; the published model is the moving average of the weights."""

    HELD = 2000

    def __init__(self, config: AdversarialAutoencoderConfig):
        super().__init__(config)
        network, discriminator = channels_last(AdversarialAutoencoder(config)), Discriminator(config)
        self.networks = {"autoencoder": network, "discriminator": discriminator}
        betas = (config.beta1, 0.999)
        self.optimizers = {
            "reconstruction": adam(network.parameters(), config.learning_rate),
            "discriminator": adam(discriminator.parameters(), config.d_learning_rate, betas),
            "forger": adam(network.encoder.parameters(), config.g_learning_rate, betas),
        }
        self.average = Average(network, config.average)
        self.model = self.average.network
        self.model.prior = network.prior  # one prior, which no average may blur
        self.smooth = torch.tensor(2 * math.log(2))  # D's loss, from batch to batch less restless
        self.sure = torch.zeros(())  # steps for which it has been below SURE
        self.pointed: list[list[float]] = []  # codes that somebody points at

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        network = self.networks["autoencoder"]
        mse = (batch.images - network.reconstruct(batch.images)).square().mean()
        self.optimizers["reconstruction"].zero_grad()
        mse.backward()
        self.optimizers["reconstruction"].step()
        codes, classes = network.encode(batch.images), self.classes_of(batch)
        metrics = self.update_discriminator(codes.detach(), classes) | self.update_forger(codes, classes)
        self.average.update(network)
        return {"mse": mse.detach()} | metrics

    def classes_of(self, batch: Batch) -> Tensor:
        """(N,) what D is told: the class, or K where there is no label, or where the prior has no parts."""
        unlabelled = self.config.classes
        if batch.labels is None or not self.networks["autoencoder"].prior.labelled:
            return torch.full((len(batch.images),), unlabelled, device=batch.images.device)
        return torch.where((batch.labels < 0) | ~kept(batch.images, self.config.labelled), unlabelled, batch.labels)

    def draws(self, classes: Tensor) -> Tensor:
        """Fresh codes of the prior (N, 2), each of its class; of the whole prior where there is no label."""
        any_class = torch.randint(self.config.classes, classes.shape, device=classes.device)
        return self.networks["autoencoder"].prior.sample(torch.where(classes < self.config.classes, classes, any_class))

    def update_discriminator(self, codes: Tensor, classes: Tensor) -> dict[str, Tensor]:
        """D learns to tell draws of the prior from codes, by the same labels."""
        discriminator, optimizer = self.networks["discriminator"], self.optimizers["discriminator"]
        real, fake = (discriminator(self.blurred(each), classes) for each in (self.draws(classes), codes))
        loss = F.softplus(-real).mean() + F.softplus(fake).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        self.smooth = loss.detach().lerp(self.smooth, MEMORY)
        self.sure = torch.where(self.smooth < SURE, self.sure + 1, 0)
        return {
            "d_loss": loss.detach(),
            "d_accuracy": torch.cat([real > 0, fake <= 0]).float().mean(),
            "d_wins": (self.sure >= LONG).float(),
        }

    def update_forger(self, codes: Tensor, classes: Tensor) -> dict[str, Tensor]:
        """The encoder learns to make codes that D takes for draws of the prior."""
        discriminator = self.networks["discriminator"].requires_grad_(False)  # only the way through it is needed
        loss = F.softplus(-discriminator(self.blurred(codes), classes)).mean()
        self.optimizers["forger"].zero_grad()
        loss.backward()
        discriminator.requires_grad_(True)
        self.optimizers["forger"].step()
        return {"g_loss": loss.detach()}

    def blurred(self, codes: Tensor) -> Tensor:
        """Codes as D sees them."""
        return codes + self.config.d_noise * torch.randn_like(codes)

    def hear(self, name: str, value: object) -> None:
        """Takes a person's word between two steps.

        "prior": {"kind", "petals" or "curve"}, see `Prior.bend`.  "pointed": codes to be decoded in the preview; with
        none it shows the middle of every part.
        """
        if name == "prior":
            self.networks["autoencoder"].prior.bend(**value)
            self.config = self.config.replace(prior=value["kind"])
        elif name == "pointed":
            self.pointed = value
        else:
            raise KnownError("unheard", name=name)

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """The same places in every class's part; the prior's outline, and where held-out pictures lie beside it."""
        model, classes = self.model, torch.arange(self.config.classes, device=self.sure.device)
        along = torch.linspace(1.5, -1.5, STYLES, device=classes.device).repeat_interleave(len(classes))
        styles = model.prior.place(classes.repeat(STYLES), along, torch.zeros_like(along))
        middles = model.prior.place(classes, *torch.zeros(2, len(classes), device=classes.device))
        pointed = torch.tensor(self.pointed, device=classes.device) if self.pointed else middles
        shown: dict[str, Shown] = {
            "styles": Pictures(to_uint8(model.decode(styles)), columns=len(classes)),
            "prior": model.prior.outline(),
            "pointed": Pictures(to_uint8(model.decode(pointed)), columns=len(pointed)),
        }
        if self.held is not None:
            labels = self.held.labels
            shown["codes"] = Points(
                places=to_float32(model.encode(self.held.images)),
                labels=labels.byte().cpu().numpy() if labels is not None and labels.ndim == 1 else None,
            )
        return shown

    def extra_state(self) -> dict:
        return {"pointed": self.pointed}

    def set_extra_state(self, state: dict) -> None:
        self.pointed = state.get("pointed", [])  # a state that was saved before this was kept says nothing of it

    def knobs_changed(self) -> None:
        rates = self.config.learning_rate, self.config.d_learning_rate, self.config.g_learning_rate
        for optimizer, rate in zip(self.optimizers.values(), rates, strict=True):
            optimizer.param_groups[0]["lr"] = rate
        self.networks["autoencoder"].prior.kind = self.config.prior


FAMILY = Family(
    name="adversarial-autoencoder",
    title="Adversarial autoencoder",
    paper="https://arxiv.org/abs/1511.05644",
    summary="An autoencoder whose codes a discriminator bends into any shape that one can draw from.",
    chapter="autoencoders",
    task="unconditional-image-generation",
    data=("mnist", "fashion", "digits", "cifar10"),
    objective=Objective("mse", rises=False),
    headline=(("own_component", "{:.1%} of test codes in their own part of the prior"),),
    evaluate=("reconstruction", "prior"),
    config=AdversarialAutoencoderConfig,
    model=AdversarialAutoencoder,
    learner=AdversarialAutoencoderLearner,
)
