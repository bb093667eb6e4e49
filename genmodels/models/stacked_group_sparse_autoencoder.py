"""Stacked group-sparse autoencoder: convolutions, rectified, whose pools a second layer learns from once they stand.

Papers: Kavukcuoglu, Ranzato, Fergus and LeCun, "Learning Invariant Features through Topographic Filter Maps", CVPR
2009; stacked: Kavukcuoglu et al., "Learning Convolutional Feature Hierarchies for Visual Recognition", NIPS 2010.
Objective, layer after layer:  minimise  |c - D * z|^2 / 2 + sparsity * sum over pools p of sqrt(sum_{i in p} z_i^2),
z = relu(g (E * c - b)),  every filter of D of length 1. To the first layer c is the picture, to the second the pools of
the first, which no longer moves.

A pool is a few feature maps over a small square of places, and shares no unit with another. Within it a code may turn
as it likes for the same price, so filters that take each other's place come to lie in one pool; its root says that
something is there, and not exactly what and where (L2 pooling). No label is told.

A file of its own, beside the group-sparse autoencoder: that one has a sheet of units which sees a whole patch, codes of
either sign and pools that overlap, and its map is what is looked at. Here filters move over the picture, codes are
never negative and a second layer reads the pools; the two share no line of their networks.

Deviations from the papers:
1. The encoder is learned by the same descent as the filters; no code is solved for.
2. Neither whitening nor normalisation of contrast: digits are strokes on black.
3. What the second layer reads is divided by its root mean square, so that one price means the same to both.
4. In the first half of a layer's steps, a filter that is hardly used begins anew as what is rebuilt worst.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.config import Config, knob
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import adam
from genmodels.shown import Pictures, Shown, signed, to_uint8

EXAMPLES = 8  # held-out pictures in a row of the preview
SOFT = 1e-6  # under the root: its slope is finite where a whole pool is 0
LAYERS = 2
FOLLOW = 0.05  # how fast the mean use of a map follows what is seen
RARE = 0.02  # of the mean use of all maps: what is used less begins anew
LOOK = 50  # steps between two looks for such


@dataclass(frozen=True, kw_only=True)
class StackedGroupSparseAutoencoderConfig(Config):
    """The knobs of a stacked group-sparse autoencoder."""

    channels: int = knob(1, "colour channels of the pictures", low=1, high=4)
    size: int = knob(28, "height and width of the pictures", low=8, high=128)
    pools: int = knob(8, "pools at each place in the first layer; the second has twice as many", low=1, high=64)
    pool_maps: int = knob(4, "feature maps of a pool", low=1, high=16)
    pool_size: int = knob(3, "height and width of a pool, in places", low=1, high=8)
    reach: int = knob(3, "places that a filter sees to each side of its middle", low=0, high=7)
    layer_steps: int = knob(1000, "steps of the first layer before the second", low=1)
    sparsity: float = knob(0.5, "price of a pool (lambda)", low=0.0, high=10.0, live=True)
    learning_rate: float = knob(4e-3, "Adam's step size", low=1e-7, high=0.1, live=True)


class PooledLayer(nn.Module):
    """Maps (N, C, H, W); codes (N, pools * pool_maps, H, W), never negative; pools of them (N, pools, H', W').

    The filter of each code is one row of `filters`, of length 1.
    """

    def __init__(self, channels: int, pools: int, config: StackedGroupSparseAutoencoderConfig):
        super().__init__()
        self.grouped, self.side, self.reach = config.pool_maps, config.pool_size, config.reach
        kernel = 2 * config.reach + 1
        units = pools * self.grouped
        self.filters = nn.Parameter(torch.empty(units, channels, kernel, kernel).uniform_(-1, 1))  # D
        self.see = nn.Parameter(torch.zeros_like(self.filters))  # E
        self.threshold = nn.Parameter(torch.zeros(units))  # b
        # g: weak, as so many filters at each place add up; and apart from E, whose numbers Adam moves by equal steps
        self.weak = 2 * channels / units
        self.gain = nn.Parameter(torch.full((units,), self.weak))
        self.register_buffer("scale", torch.ones(()))  # of what it reads
        self.register_buffer("used", torch.ones(units))  # running mean of each map

    @torch.no_grad()
    def begin_as_adjoint(self) -> None:
        """Every filter looks for what it draws."""
        self.to_unit_length()
        self.see.copy_(self.filters)

    @torch.no_grad()
    def to_unit_length(self) -> None:
        self.filters.div_(self.filters.flatten(1).norm(dim=1).clamp_min(1e-12)[:, None, None, None])

    @torch.no_grad()
    def redraw(self, wrong: Tensor) -> None:
        """Filters that hardly any code uses become what is rebuilt worst, (N, C, H, W), one place of each picture."""
        dead = (self.used < RARE * self.used.mean()).nonzero()[: len(wrong), 0]
        if not len(dead):
            return
        kernel = 2 * self.reach + 1
        worst = wrong[wrong.square().flatten(1).sum(1).argsort(descending=True)[: len(dead)]]
        around = F.avg_pool2d(worst.square().sum(1, keepdim=True), kernel, 1, self.reach).flatten(1)  # (K, H W)
        patches = F.unfold(worst, kernel, padding=self.reach)  # (K, C k k, H W)
        patches = patches[torch.arange(len(dead)), :, around.argmax(1)].view_as(self.filters[dead])
        self.filters[dead] = patches
        self.to_unit_length()
        self.see[dead], self.threshold[dead] = self.filters[dead], 0.0
        self.gain[dead], self.used[dead] = self.weak, self.used.mean()

    def encode(self, maps: Tensor) -> Tensor:
        """Simple cells."""
        seen = F.conv2d(maps / self.scale, self.see, -self.threshold, padding=self.reach)
        return F.relu(self.gain[:, None, None] * seen)

    def pool(self, codes: Tensor) -> Tensor:
        """Complex cells: the root of each pool; at the edge a pool may be cut."""
        squares = codes.square().unflatten(1, (-1, self.grouped)).sum(2)
        return (F.avg_pool2d(squares, self.side, ceil_mode=True, divisor_override=1) + SOFT).sqrt()

    def spread(self, pools: Tensor, codes: Tensor) -> Tensor:
        """A number for each pool -> the same for each of its codes."""
        places = pools.repeat_interleave(self.grouped, 1)
        places = places.repeat_interleave(self.side, 2).repeat_interleave(self.side, 3)
        return places[..., : codes.shape[2], : codes.shape[3]]

    def decode(self, codes: Tensor) -> Tensor:
        return self.scale * F.conv_transpose2d(codes, self.filters, padding=self.reach)


class StackedGroupSparseAutoencoder(Model):
    """Images (N, C, H, W) in [0, 1]; codes and pools of each layer as in PooledLayer."""

    def __init__(self, config: StackedGroupSparseAutoencoderConfig):
        super().__init__(config)
        first = PooledLayer(config.channels, config.pools, config)
        self.layers = nn.ModuleList([first, PooledLayer(config.pools, 2 * config.pools, config)])

    def encode(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> the pools of the second layer, one row for each picture."""
        return self.pools(images, LAYERS).flatten(1)

    def codes(self, images: Tensor, depth: int) -> Tensor:
        """(N, C, H, W) -> the simple cells of the layer at that depth, 1 for the lower one."""
        self.want_pictures(images=images)
        return self.layers[depth - 1].encode(self.up(images, depth - 1))

    def pools(self, images: Tensor, depth: int) -> Tensor:
        """(N, C, H, W) -> the complex cells of the layer at that depth."""
        self.want_pictures(images=images)
        return self.up(images, depth)

    def reconstruct(self, images: Tensor, depth: int) -> Tensor:
        """(N, C, H, W) -> the same pictures, in [0, 1], out of the codes of the layer at that depth.

        Above the lower one only the strength of its pools is rebuilt; within each, the code keeps its pattern.
        """
        codes = self.codes(images, 1)
        first, second = self.layers
        if depth == LAYERS:
            pools = first.pool(codes)
            codes = codes * first.spread(second.decode(second.encode(pools)) / pools, codes)
        return first.decode(codes).clamp(0, 1)

    def up(self, maps: Tensor, depth: int) -> Tensor:
        """Pictures -> the pools of the layer at that depth; of none, the pictures."""
        for layer in self.layers[:depth]:
            maps = layer.pool(layer.encode(maps))
        return maps


class StackedGroupSparseAutoencoderLearner(Learner):
    """One Adam for both layers: the one that no gradient reaches stands still to the bit."""

    HELD, ALONE = EXAMPLES, True

    def __init__(self, config: StackedGroupSparseAutoencoderConfig):
        super().__init__(config)
        self.model = StackedGroupSparseAutoencoder(config)
        for layer in self.model.layers:
            layer.begin_as_adjoint()
        self.networks = {"stack": self.model}
        self.optimizers = {"stack": adam(self.model.parameters(), config.learning_rate)}

    @property
    def depth(self) -> int:
        """The layer that learns, 1 for the lower one."""
        return 1 if self.steps < self.config.layer_steps else LAYERS

    def step(self, batch: Batch) -> dict[str, Tensor]:
        layer = self.model.layers[self.depth - 1]
        with torch.no_grad():
            maps = self.model.up(batch.images, self.depth - 1)
        if self.steps == self.config.layer_steps:
            layer.scale.copy_(maps.square().mean().sqrt())
        begun = self.steps - (self.depth - 1) * self.config.layer_steps + 1  # steps of this layer
        self.steps += 1
        codes = layer.encode(maps)
        wrong = ((maps - layer.decode(codes)) / layer.scale).square().flatten(1).sum(1).mean() / 2
        price = layer.pool(codes).flatten(1).sum(1).mean()
        energy = wrong + self.config.sparsity * price
        optimizer = self.optimizers["stack"]
        optimizer.zero_grad()
        energy.backward()
        optimizer.step()
        layer.to_unit_length()
        with torch.no_grad():
            layer.used.lerp_(codes.mean((0, 2, 3)), FOLLOW)
            if begun % LOOK == 0 and begun <= self.config.layer_steps / 2:
                layer.redraw(maps - layer.decode(codes))
        active = (codes > 0).float().mean()
        return {"energy": energy.detach(), "reconstruction": wrong.detach(), "active": active}

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """The filters of the lower layer, a pool in each row; held-out pictures above what comes back through
        each layer that has begun."""
        filters = self.model.layers[0].filters
        pictures = signed(filters.flatten(1)).view_as(filters)
        shown: dict[str, Shown] = {"filters": Pictures(to_uint8(pictures), columns=self.config.pool_maps)}
        if self.held is not None:
            images = self.held.images[:EXAMPLES]
            rows = torch.cat([images, *(self.model.reconstruct(images, depth + 1) for depth in range(self.depth))])
            shown["reconstructions"] = Pictures(to_uint8(rows), columns=len(images))
        return shown

    def knobs_changed(self) -> None:
        self.optimizers["stack"].param_groups[0]["lr"] = self.config.learning_rate


FAMILY = Family(
    name="stacked-group-sparse-autoencoder",
    title="Stacked group-sparse autoencoder",
    paper="https://doi.org/10.1109/CVPR.2009.5206545",
    summary="A layer of pooled filters learns from the pools of another one, which no longer moves.",
    chapter="sparse codes",
    task="image-feature-extraction",
    data=("mnist", "fashion", "digits"),
    objective=Objective("energy", rises=False),
    headline=(
        ("shifted_accuracy_pooled", "{:.1%} of shifted pictures told by its pools"),
        ("shifted_accuracy_components", "{:.1%} by as many components of its codes"),
        ("shifted_accuracy_pixels", "{:.1%} by pixels"),
    ),
    evaluate=("shifts",),
    config=StackedGroupSparseAutoencoderConfig,
    model=StackedGroupSparseAutoencoder,
    learner=StackedGroupSparseAutoencoderLearner,
)
