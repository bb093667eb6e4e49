"""Linear autoencoder: one matrix squeezes a picture into a few numbers, another rebuilds it. That is PCA.

Papers: Baldi and Hornik, "Neural Networks and Principal Component Analysis: Learning from Examples Without Local
Minima", Neural Networks 2 (1989); Plaut, "From Principal Subspaces to Principal Components with Linear Autoencoders",
arXiv:1804.10253; Kunin et al., "Loss Landscapes of Regularized Linear Autoencoders", arXiv:1901.08168.
Objective: minimise the mean over pixels of  (x - m - W2 W1 (x - m))^2,  with m the mean picture, and for each pixel
decay (|W1|^2 + |W2|^2).

Every minimum spans the plane of the first principal components, and which axes it has there the error does not say:
with R any matrix that has an inverse, W2 R and R^-1 W1 rebuild the same pictures. So no column of W2 is a component.
The decay settles the lengths: then the left singular vectors of W2 are the components (without it they are not).

The error needs of the data no more than their covariance C:  tr (1 - W2 W1) C (1 - W2 W1)^T.  With C known for all
pictures ("exact") Adam turns the plane into PCA's within 200 steps. With 64 pictures a step ("minibatch") the error is
as good as PCA's long before the plane is: neighbouring components have nearly the same variance, so one in place of
another costs next to nothing. With a small learning rate the last direction creeps, with a large one chance shakes it.

Deviation from the papers: trained by Adam from small weights, W2 = W1^T, where they study what any descent ends in.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.subspace import moments, principal_angles, principal_axes
from genmodels.config import Config, knob
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import adam
from genmodels.shown import Bars, Pictures, Shown, signed, to_uint8

EXAMPLES = 8  # pictures in a row of the preview


@dataclass(frozen=True, kw_only=True)
class LinearAutoencoderConfig(Config):
    """The knobs of a linear autoencoder."""

    channels: int = knob(1, "colour channels of the pictures", low=1, high=4)
    size: int = knob(28, "height and width of the pictures", low=8, high=32, multiple=4)
    latents: int = knob(8, "numbers of a code, dimensions of the plane", low=1, high=32)
    trainer: str = knob(
        "exact",
        "the error of all pictures by their covariance, or of a batch",
        choices=("exact", "minibatch"),
        live=True,
    )
    centred: bool = knob(True, "whether the mean picture is subtracted; without it this is not PCA")
    decay: float = knob(0.1, "weight of the squared weights", low=0.0, high=10.0, live=True)
    learning_rate: float = knob(1e-2, "Adam's step size", low=1e-7, high=1.0, live=True)


class LinearAutoencoder(Model):
    """Images (N, C, H, W) in [0, 1]; codes (N, L) without bounds. `mean` is the bias of both layers."""

    def __init__(self, config: LinearAutoencoderConfig):
        super().__init__(config)
        pixels = config.channels * config.size**2
        self.encoder = nn.Linear(pixels, config.latents, bias=False)
        self.decoder = nn.Linear(config.latents, pixels, bias=False)
        self.register_buffer("mean", torch.zeros(pixels))

    def encode(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> codes (N, L)."""
        self.want_pictures(images=images)
        return self.encoder(images.flatten(1) - self.mean)

    def decode(self, latents: Tensor) -> Tensor:
        """(N, L) -> pictures (N, C, H, W); being linear, they may leave [0, 1] by a little."""
        self.want_latents(latents)
        return (self.decoder(latents) + self.mean).unflatten(1, self.picture)

    def reconstruct(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> their projections on the plane that the decoder spans, once it is trained."""
        return self.decode(self.encode(images))

    def filters(self) -> Tensor:
        """What each number of a code paints: the decoder's columns as pictures without bounds, (L, C, H, W)."""
        return self.decoder.weight.detach().T.unflatten(1, self.picture)

    def components(self) -> Tensor:
        """The decoder's left singular vectors (D, L), the longest first: PCA's components, once it is trained."""
        axes = torch.linalg.svd(self.decoder.weight, full_matrices=False).U
        return axes * axes.gather(0, axes.abs().argmax(0, keepdim=True)).sign()


class LinearAutoencoderLearner(Learner):
    """One Adam over both matrices. PCA itself is solved at the beginning, to measure by.

    mean, covariance: of the training pictures; axes: PCA's.  pca_mse: its error.
    """

    HELD = EXAMPLES

    def __init__(self, config: LinearAutoencoderConfig):
        super().__init__(config)
        network = LinearAutoencoder(config)
        with torch.no_grad():
            network.decoder.weight.copy_(network.encoder.weight.T)
        self.networks = {"autoencoder": network}
        self.optimizers = {"autoencoder": adam(network.parameters(), config.learning_rate)}
        self.model = network
        pixels = len(network.mean)
        self.mean, self.covariance = torch.zeros(pixels), torch.zeros(pixels, pixels)
        self.axes, self.pca_mse = torch.zeros(pixels, config.latents), torch.zeros(())
        self.surveyed = False

    @torch.no_grad()
    def begin(self, whole: Iterable[Batch]) -> None:
        """Takes mean and covariance of all training pictures, and solves PCA."""
        mean, covariance, _ = moments(batch.images.flatten(1) for batch in whole)
        axes, left = principal_axes(covariance, self.config.latents)
        for name, value in (("mean", mean), ("covariance", covariance), ("axes", axes)):
            getattr(self, name).copy_(value)
        self.pca_mse.copy_(left / len(mean))
        if self.config.centred:
            self.model.mean.copy_(mean)
        self.surveyed = True

    def step(self, batch: Batch) -> dict[str, Tensor]:
        if not self.surveyed:  # nobody showed more than this
            self.begin([batch])
        self.steps += 1
        network, optimizer = self.networks["autoencoder"], self.optimizers["autoencoder"]
        if self.config.trainer == "exact":
            error = mse = self.error_of_all()
        else:
            error = (batch.images - network.reconstruct(batch.images)).square().mean()
            with torch.no_grad():
                mse = self.error_of_all()
        size = sum(weight.square().sum() for weight in network.parameters()) / len(self.mean)
        optimizer.zero_grad()
        (error + self.config.decay * size).backward()
        optimizer.step()
        with torch.no_grad():
            angle = principal_angles(self.axes, network.decoder.weight)[-1]
        return {"mse": mse.detach(), "pca_mse": self.pca_mse.clone(), "angle": angle}

    def error_of_all(self) -> Tensor:
        """The mean squared error of a pixel over all training pictures, by their moments, 0-d.

        tr (1 - W2 W1) S (1 - W2 W1)^T, where S is the covariance around what is subtracted. What it takes is the
        product S W1^T, (D, D) by (D, L).
        """
        network = self.networks["autoencoder"]
        encoder, decoder = network.encoder.weight, network.decoder.weight
        shift = self.mean - network.mean
        spread = self.covariance @ encoder.T + shift[:, None] * (encoder @ shift)  # (D, L)
        codes = encoder @ spread  # (L, L): what the codes spread
        rest = (
            self.covariance.trace()
            + shift.square().sum()
            - 2 * (decoder * spread).sum()
            + ((decoder.T @ decoder) * codes).sum()
        )
        return rest / len(self.mean)

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """The decoder's columns, its singular vectors, PCA's axes; held-out pictures, rebuilt by both; the angles."""
        columns, axes = self.model.decoder.weight[:, :EXAMPLES], self.axes[:, :EXAMPLES]
        components = self.model.components()[:, :EXAMPLES]
        facing = (components * axes).sum(0).sign()
        rows = torch.cat([columns, components * torch.where(facing == 0, 1.0, facing), axes], 1).T
        shown: dict[str, Shown] = {
            "filters": Pictures(to_uint8(signed(rows).unflatten(1, self.model.picture)), columns=columns.shape[1])
        }
        if self.held is not None:
            images = self.held.images[:EXAMPLES]
            centred = images.flatten(1) - self.mean
            projected = (centred @ self.axes @ self.axes.T + self.mean).unflatten(1, self.model.picture)
            rows = torch.cat([images, self.model.reconstruct(images), projected])
            shown["reconstructions"] = Pictures(to_uint8(rows), columns=len(images))
        angles = principal_angles(self.axes, self.model.decoder.weight).tolist()
        shown["angles"] = Bars(tuple(map(str, range(1, len(angles) + 1))), tuple(angles))
        return shown

    def knobs_changed(self) -> None:
        self.optimizers["autoencoder"].param_groups[0]["lr"] = self.config.learning_rate

    def extra_state(self) -> dict:
        return {"surveyed": self.surveyed}

    def set_extra_state(self, state: dict) -> None:
        self.surveyed = state.get("surveyed", False)


FAMILY = Family(
    name="linear-autoencoder",
    title="Linear autoencoder",
    paper="https://arxiv.org/abs/1901.08168",
    summary="Two matrices that squeeze a picture into a few numbers and rebuild it: it finds the plane of PCA.",
    chapter="autoencoders",
    task="image-feature-extraction",
    data=("mnist", "fashion", "digits"),
    objective=Objective("mse", rises=False),
    headline=(("test_mse", "test MSE {:.4f}"), ("angle_degrees", "{:.2f} degrees from PCA")),
    evaluate=("reconstruction", "principal_angle"),
    config=LinearAutoencoderConfig,
    model=LinearAutoencoder,
    learner=LinearAutoencoderLearner,
)
