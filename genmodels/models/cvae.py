"""Conditional VAE: both networks are told the label, so the latent is free to hold everything else: the handwriting.

Papers: Sohn, Lee and Yan, "Learning Structured Output Representation using Deep Conditional Generative Models",
NIPS 2015; Kingma et al., arXiv:1406.5298. Objective, per image, in nats: maximise
E_q(z|x,y)[log p(x|z,y)]  -  beta * KL(q(z|x,y) || N(0, 1)).
The label enters the first layer of both networks: as class maps beside the picture, as a one-hot vector beside z.

Deviations from the papers:
1. The prior is N(0, 1) for every label, as in Kingma et al.; Sohn et al. learn p(z | y) by a third network. So z knows
   nothing of the label, and one z is the same handwriting in every class.
2. What is kept is a moving average of the weights: smoother pictures, a little behind.
"""

from collections.abc import Hashable
from dataclasses import dataclass

import torch
from torch import Tensor

from genmodels.batch import Batch
from genmodels.blocks.coders import Decoder, Encoder
from genmodels.blocks.condition import condition_vector
from genmodels.blocks.gaussian import ELBO, Posterior, VariationalConfig, log_likelihood, reconstructed
from genmodels.blocks.layers import Average
from genmodels.config import knob
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import adam, autocast, channels_last
from genmodels.shown import Pictures, Shown, to_uint8


@dataclass(frozen=True, kw_only=True)
class CVAEConfig(VariationalConfig):
    classes: int = knob(10, "number of classes", low=2, high=1000)


class CVAE(Model):
    """p(x, z | y) = N(z; 0, 1) p(x | z, y) with q(z | x, y). Images (N, C, H, W) in [0, 1], conditions (N, K)."""

    def __init__(self, config: CVAEConfig):
        super().__init__(config)
        shape = (config.channels, config.size, config.size)
        self.encoder = Encoder(shape, 2 * config.latents, config.width, config.classes)
        self.decoder = Decoder(shape, config.latents, config.width, config.classes)

    def encode(self, images: Tensor, condition: Tensor) -> Posterior:
        """(N, C, H, W), (N, K) -> q(z | x, y), mean and log variance (N, L) each."""
        self.want_pictures(images=images)
        self.want_condition(condition, len(images))
        return Posterior(*self.encoder(images, condition).float().chunk(2, 1))

    def decode(self, latents: Tensor, condition: Tensor) -> Tensor:
        """(N, L), (N, K) -> the mean picture p(x | z, y), (N, C, H, W) in [0, 1]."""
        self.want_latents(latents)
        self.want_condition(condition, len(latents))
        return self.made(latents, condition)

    def made(self, latents: Tensor, condition: Tensor) -> Tensor:
        """What `decode` makes of input that is as it should be."""
        return self.decoder(latents, condition).sigmoid()

    def log_likelihood(self, images: Tensor, latents: Tensor, condition: Tensor) -> Tensor:
        """log p(x | z, y) in nats, (N,)."""
        self.want_pictures(images=images)
        self.want_latents(latents)
        self.want_condition(condition, len(latents))
        return log_likelihood(self.decoder(latents, condition).float(), images, self.config.decoder, self.config.sigma)

    def elbo(self, images: Tensor, condition: Tensor) -> ELBO:
        """The bound's two terms in nats, the first from one sample of z."""
        posterior = self.encode(images, condition)
        return ELBO(self.log_likelihood(images, posterior.sample(), condition), posterior.kl())


class CVAELearner(Learner):
    """One Adam over encoder and decoder; the published model is the moving average of the weights."""

    HELD = 300

    def __init__(self, config: CVAEConfig):
        super().__init__(config)
        network = channels_last(CVAE(config))
        self.networks = {"cvae": network}
        self.optimizers = {"cvae": adam(network.parameters(), config.learning_rate)}
        self.average = Average(network, config.average)
        self.model = self.average.network
        rows = max(1, 64 // config.classes)
        # one handwriting a row, one class a column
        self.noise = torch.randn(rows, config.latents).repeat_interleave(config.classes, 0)
        self.shown = condition_vector(torch.arange(config.classes).repeat(rows), config.classes)

    def phase(self) -> Hashable:
        return ""

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        images = torch.bernoulli(batch.images) if self.config.binarize else batch.images
        network, optimizer = self.networks["cvae"], self.optimizers["cvae"]
        with autocast(images.device, self.config.precision):
            bound = network.elbo(images, condition_vector(batch.labels, self.config.classes))
        reconstruction, kl = bound.reconstruction.mean(), bound.kl.sum(1).mean()
        loss = self.config.beta * kl - reconstruction
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        self.average.update(network)
        return {"elbo": (reconstruction - kl).detach(), "reconstruction": reconstruction.detach(), "kl": kl.detach()}

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """Rows of one handwriting under every label; of held-out pictures reconstructions and KL."""
        pictures = to_uint8(self.model.decode(self.noise, self.shown))
        shown = {"samples": Pictures(pictures, columns=self.config.classes)}
        if self.held is not None:
            images, condition = self.held.images, condition_vector(self.held.labels, self.config.classes)
            posterior = self.model.encode(images, condition)
            shown |= reconstructed(images, posterior, lambda z: self.model.decode(z, condition[: len(z)]))
        return shown

    def knobs_changed(self) -> None:
        self.optimizers["cvae"].param_groups[0]["lr"] = self.config.learning_rate


FAMILY = Family(
    name="cvae",
    title="Conditional VAE",
    paper="https://papers.nips.cc/paper/5775",
    summary="A VAE that is told the label: keep the handwriting, change the digit.",
    chapter="latent variables",
    task="unconditional-image-generation",
    data=("mnist", "fashion", "digits", "cifar10"),
    objective=Objective("elbo", rises=True),
    headline=(("accuracy", "judge agrees with {:.1%}"), ("coverage", "coverage {:.2f}")),
    evaluate=("likelihood", "classes"),
    config=CVAEConfig,
    model=CVAE,
    learner=CVAELearner,
)
