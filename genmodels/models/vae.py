"""Variational autoencoder: an encoder that answers with a Gaussian, a decoder that turns a sample of it into a picture.

Paper: Kingma and Welling, "Auto-Encoding Variational Bayes", arXiv:1312.6114; beta: Higgins et al., ICLR 2017.
Objective, per image, in nats: maximise  E_q(z|x)[log p(x|z)]  -  beta * KL(q(z|x) || N(0, 1)).
The first term asks for a faithful reconstruction, the second for posteriors that together look like the prior, so that
decoding a draw from the prior gives a picture of the data. Knows no labels: see cvae.py.
"""

from collections.abc import Hashable

import torch
from torch import Tensor

from genmodels.batch import Batch
from genmodels.blocks.coders import Decoder, Encoder
from genmodels.blocks.gaussian import ELBO, Posterior, VariationalConfig, forces, log_likelihood, reconstructed
from genmodels.blocks.layers import Average
from genmodels.blocks.plane import SEEN, over_plane
from genmodels.data.plane import POINT, SHAPES
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import adam, autocast, channels_last
from genmodels.shown import Pictures, Points, Shown, to_float32, to_uint8


class VAEConfig(VariationalConfig):
    """No knobs beside those of every variational autoencoder."""


class VAE(Model):
    """p(x, z) = N(z; 0, 1) p(x | z) with the recognition model q(z | x). Images (N, C, H, W) in [0, 1]."""

    def __init__(self, config: VAEConfig):
        super().__init__(config)
        shape = (config.channels, config.size, config.size)
        self.encoder = Encoder(shape, 2 * config.latents, config.width)
        self.decoder = Decoder(shape, config.latents, config.width)

    def encode(self, images: Tensor) -> Posterior:
        """(N, C, H, W) -> q(z | x), mean and log variance (N, L) each."""
        self.want_pictures(images=images)
        return Posterior(*self.encoder(images).float().chunk(2, 1))

    def decode(self, latents: Tensor) -> Tensor:
        """(N, L) -> the mean picture p(x | z), (N, C, H, W) in [0, 1]."""
        self.want_latents(latents)
        return self.made(latents)

    def made(self, latents: Tensor) -> Tensor:
        """What `decode` makes of input that is as it should be."""
        return self.decoder(latents).sigmoid()

    def log_likelihood(self, images: Tensor, latents: Tensor) -> Tensor:
        """log p(x | z) in nats, (N,)."""
        self.want_pictures(images=images)
        self.want_latents(latents)
        return log_likelihood(self.decoder(latents).float(), images, self.config.decoder, self.config.sigma)

    def elbo(self, images: Tensor) -> ELBO:
        """The bound's two terms in nats, the first from one sample of z."""
        posterior = self.encode(images)
        return ELBO(self.log_likelihood(images, posterior.sample()), posterior.kl())


class VAELearner(Learner):
    """One Adam over encoder and decoder; the published model is the moving average of the weights."""

    HELD = 300

    def __init__(self, config: VAEConfig):
        super().__init__(config)
        network = channels_last(VAE(config))
        self.networks = {"vae": network}
        self.optimizers = {"vae": adam(network.parameters(), config.learning_rate)}
        self.average = Average(network, config.average)
        self.model = self.average.network
        self.noise = torch.randn(SEEN if network.picture == POINT else 64, config.latents)

    def phase(self) -> Hashable:
        return ""

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        images = torch.bernoulli(batch.images) if self.config.binarize else batch.images
        network, optimizer = self.networks["vae"], self.optimizers["vae"]
        with autocast(images.device, self.config.precision):
            bound = network.elbo(images)
        reconstruction, kl = bound.reconstruction.mean(), bound.kl.sum(1).mean()
        loss = self.config.beta * kl - reconstruction
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        self.average.update(network)
        return {"elbo": (reconstruction - kl).detach(), "reconstruction": reconstruction.detach(), "kl": kl.detach()}

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """Draws from the prior, of points in their plane; of held-out pictures reconstructions, KL, and in a plane all
        posteriors."""
        draws, points = self.model.decode(self.noise), self.model.picture == POINT
        if points:
            shown = over_plane(self.energy, draws, self.held and self.held.points)
        else:
            shown = {"samples": Pictures(to_uint8(draws))}
        if self.held is not None:
            posterior = self.model.encode(self.held.images)
            if not points:
                shown |= reconstructed(self.held.images, posterior, self.model.decode)
            if self.config.latents == 2:
                shown["posteriors"] = self.posteriors(posterior)
        return shown

    def energy(self, images: Tensor) -> Tensor:
        """What a picture costs in nats, (N,): how badly the posterior's mean rebuilds it, and the KL term."""
        posterior = self.model.encode(images)
        return self.config.beta * posterior.kl().sum(1) - self.model.log_likelihood(images, posterior.mean)

    def posteriors(self, posterior: Posterior) -> Points:
        """Each held-out picture's Gaussian in the plane: mean, sigma, and the two forces at work on the mean."""
        pulls = forces(posterior, lambda z: self.model.log_likelihood(self.held.images, z), self.config.beta)
        labels = self.held.labels
        return Points(
            places=to_float32(posterior.mean),
            labels=labels.byte().cpu().numpy() if labels is not None and labels.ndim == 1 else None,
            spreads=to_float32(posterior.log_variance.mul(0.5).exp()),
            forces=to_float32(pulls),
        )

    def knobs_changed(self) -> None:
        self.optimizers["vae"].param_groups[0]["lr"] = self.config.learning_rate


FAMILY = Family(
    name="vae",
    title="Variational autoencoder",
    paper="https://arxiv.org/abs/1312.6114",
    summary="Encodes a picture as a small Gaussian cloud and decodes any point of the latent space.",
    chapter="latent variables",
    task="unconditional-image-generation",
    data=("mnist", "fashion", "digits", "cifar10", "celeba", *SHAPES),
    objective=Objective("elbo", rises=True),
    headline=(("nll", "test NLL {:.2f} nats"),),
    evaluate=("likelihood",),
    config=VAEConfig,
    model=VAE,
    learner=VAELearner,
)
