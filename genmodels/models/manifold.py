"""Manifold methods: five ways to lay pictures of many pixels out in a plane, and to place a new picture on each map.

Each is solved, not trained, from the pictures' first principal components x; y is a picture's place on the map.
PCA (Pearson, 1901): y = the two components of x with the largest variance.
LDA (Fisher, 1936): y = the two directions in which the classes lie farthest apart for their width; it reads the labels.
Isomap (Tenenbaum et al., Science 290, 2000): |y_i - y_j| as near as can be to the way from i to j over a graph of
nearest neighbours, by the first two eigenvectors of the centred squared ways.
LLE (Roweis and Saul, Science 290, 2000): minimise  sum_i |y_i - sum_j w_ij y_j|^2, where w rebuilds each x_i from its
neighbours.
t-SNE (van der Maaten and Hinton, JMLR 9, 2008): minimise  KL(P || Q), where P and Q are the shares with which two
points are neighbours: Gaussian in x, so wide that each point has `perplexity` neighbours, and heavy-tailed in y.

A new picture is placed by what each method leaves behind, and no point of the map moves for it.

Deviations from the papers:
1. All five start from 50 principal components: less noise, and neighbours are found in a fifth of a millisecond.
2. Isomap knows a new point's ways to 100 of its points only (landmarks: de Silva and Tenenbaum, 2002), and what makes
   a place of their squares is fitted to the whole map, which Isomap itself laid out: 1 MB to keep instead of 50.
3. t-SNE itself has no new points. One is placed by the same objective with all others held still (openTSNE, Policar et
   al., JSS 109, 2024), here by exact sums over the map.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.scattered import scattered
from genmodels.config import Config, knob
from genmodels.family import Family
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.reasons import KnownError
from genmodels.shown import Pictures, Shown, to_uint8

TITLES = {"pca": "PCA", "lda": "LDA", "isomap": "Isomap", "lle": "LLE", "tsne": "t-SNE"}
METHODS = tuple(TITLES)
NEAR, NEAR_PERPLEXITY = 15, 5.0  # neighbours of a new point on the t-SNE map, and what they count for
ATTRACTION, SETTLING = 1.5, 12  # how much more they pull than they would, and the steps to where all forces balance
LEVELS = 15  # of grey above black in the pictures that a checkpoint keeps: half a byte each


@dataclass(frozen=True, kw_only=True)
class ManifoldConfig(Config):
    """The knobs of five maps."""

    channels: int = knob(1, "colour channels of the pictures", low=1, high=4)
    size: int = knob(28, "height and width of the pictures", low=8, high=128, multiple=2)
    points: int = knob(5000, "pictures on the maps; the time goes with its square", low=16)
    components: int = knob(50, "principal components that all methods start from", low=2, high=200)
    isomap_neighbours: int = knob(5, "nearest neighbours that Isomap's graph joins", low=2, high=100)
    landmarks: int = knob(100, "points to which a new one's way over that graph is known", low=3, high=1000)
    lle_neighbours: int = knob(12, "nearest neighbours from which LLE rebuilds a point", low=3, high=100)
    perplexity: float = knob(30.0, "how many neighbours a point has for t-SNE", low=2.0, high=500.0)
    iterations: int = knob(500, "t-SNE's steps, after 250 in which neighbours pull harder", low=1, high=3000)

    def __post_init__(self) -> None:
        super().__post_init__()
        most = {"isomap_neighbours": self.points - 1, "lle_neighbours": self.points - 1, "landmarks": self.points}
        most |= {"components": min(self.points, self.channels * self.size**2), "perplexity": (self.points - 1) / 3}
        for name, high in most.items():
            if getattr(self, name) > high:
                raise KnownError("too_high", name=name, low=None, high=high, value=getattr(self, name))


class Maps(Model):
    """The five maps of a set of pictures, (N, C, H, W) in [0, 1], and what placing new ones needs.

    places: (5, points, 2), in the order of METHODS.  labels: (points,).  own_pictures(): what lies on the maps.
    """

    METHODS = METHODS

    def __init__(self, config: ManifoldConfig):
        super().__init__(config)
        points, pixels, components = config.points, config.channels * config.size**2, config.components
        self.mean = _solved(pixels)
        self.axes = _solved(pixels, components)
        self.codes = _solved(points, components)
        self.places = _solved(len(METHODS), points, 2)
        self.discriminant = _solved(components, 2)
        self.ways = _solved(points, config.landmarks)  # over Isomap's graph
        self.triangulation = _solved(config.landmarks, 2)
        self.origin = _solved(2)
        self.register_buffer("labels", torch.zeros(points, dtype=torch.uint8))
        self.register_buffer("packed", torch.zeros(points, pixels // 2, dtype=torch.uint8))

    def own_pictures(self) -> Tensor:
        """(points, C, H, W) in [0, 1], in 16 shades."""
        halves = torch.stack([self.packed >> 4, self.packed & 15], 2)
        return halves.flatten(1).unflatten(1, self.picture).float() / LEVELS

    def features(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> principal components (N, components)."""
        self.want_pictures(images=images)
        return (images.flatten(1) - self.mean) @ self.axes

    def nearest(self, codes: Tensor, count: int) -> tuple[Tensor, Tensor]:
        """How far the points nearest to codes (N, C) are, and which they are: (N, count) both."""
        less = torch.addmm(self.codes.square().sum(1), codes, self.codes.T, alpha=-2)  # squares, but for the codes' own
        less, nearest = less.topk(min(count, self.config.points), largest=False)
        return (less + codes.square().sum(1, keepdim=True)).clamp_min(0).sqrt(), nearest

    def place(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, 5, 2): where each map puts new pictures."""
        codes, config = self.features(images), self.config
        distances, nearest = self.nearest(codes, max(NEAR, config.isomap_neighbours, config.lle_neighbours))
        few, lle = config.isomap_neighbours, nearest[:, : config.lle_neighbours]
        reached = (distances[:, :few, None] + self.ways[nearest[:, :few]]).amin(1)  # (N, landmarks)
        places = {
            "pca": codes[:, :2],
            "lda": codes @ self.discriminant,
            "isomap": reached.square() @ self.triangulation + self.origin,
            "lle": (barycentric(codes, self.codes[lle])[:, :, None] * self.places[METHODS.index("lle")][lle]).sum(1),
            "tsne": self.settle(distances[:, :NEAR], nearest[:, :NEAR]),
        }
        return torch.stack([places[method] for method in METHODS], 1)

    forward = place

    def settle(self, distances: Tensor, nearest: Tensor) -> Tensor:
        """Where t-SNE's forces on new points balance, (N, 2), their NEAR nearest neighbours being given.

        From the median of these, each step goes to the minimum of a parabola above  -sum_j p_j log q_j,
        whose attraction is that of springs to the neighbours: no step size, and no step too far.
        """
        places = self.places[METHODS.index("tsne")]
        shares = ATTRACTION * affinities(distances, NEAR_PERPLEXITY)
        around = places[nearest]  # (N, NEAR, 2)
        own = around.median(1).values
        squares = places.square().sum(1) + 1
        for _ in range(SETTLING):
            tails = torch.addmm(squares, own, places.T, alpha=-2).add_(own.square().sum(1, keepdim=True)).reciprocal_()
            total = tails.sum(1, keepdim=True)
            tails.square_()
            push = (own * tails.sum(1, keepdim=True) - tails @ places) / total
            springs = shares / (1 + (around - own[:, None]).square().sum(2))
            own = ((springs[:, :, None] * around).sum(1) + push) / springs.sum(1, keepdim=True)
        return own


def _solved(*shape: int) -> nn.Parameter:
    """What a method finds: saved with the weights, and moved by no gradient."""
    return nn.Parameter(torch.zeros(shape), requires_grad=False)


def barycentric(codes: Tensor, neighbours: Tensor) -> Tensor:
    """LLE's weights (N, K), of sum 1: those that rebuild codes (N, C) best from their neighbours (N, K, C)."""
    offsets = neighbours - codes[:, None]
    gram = offsets @ offsets.mT
    ridge = 1e-3 * gram.diagonal(dim1=1, dim2=2).sum(1).clamp_min(1e-12)  # two alike have no single answer
    gram = gram + ridge[:, None, None] * torch.eye(gram.shape[1], device=gram.device)
    weights = torch.linalg.solve(gram, gram.new_ones(gram.shape[:2]))
    return weights / weights.sum(1, keepdim=True)


def affinities(distances: Tensor, perplexity: float) -> Tensor:
    """Gaussian shares (N, K) of the neighbours at these distances, each row with an entropy of log(perplexity) nats."""
    squares = distances.square()
    squares = squares - squares[:, :1]
    low, high = squares.new_full((len(squares), 1), -20.0), squares.new_full((len(squares), 1), 20.0)
    for _ in range(22):  # bisection of the logarithm of one over twice the variance
        middle = (low + high) / 2
        logs = (-squares * middle.exp()).log_softmax(1)
        wide = -(logs.exp() * logs).sum(1, keepdim=True) > np.log(perplexity)
        low, high = torch.where(wide, middle, low), torch.where(wide, high, middle)
    return logs.exp()


def principal_components(pixels: np.ndarray, components: int) -> tuple[np.ndarray, np.ndarray]:
    """The mean (P,) of pixels (N, P), and the axes (P, components) of their largest variance, in its order."""
    from sklearn.decomposition import PCA

    solver = "full" if len(pixels) < pixels.shape[1] else "covariance_eigh"  # both exact
    found = PCA(components, svd_solver=solver).fit(pixels)  # which also fixes the signs
    return found.mean_, found.components_.T


def discriminant(codes: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The two directions (C, 2) that tell the classes apart best; there are one fewer than classes, and no more."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    axes = LinearDiscriminantAnalysis().fit(codes, labels).scalings_[:, :2]
    return upright(np.pad(axes, ((0, 0), (0, 2 - axes.shape[1]))))


def isomap(codes: np.ndarray, neighbours: int, landmarks: int) -> tuple[np.ndarray, ...]:
    """The map (N, 2), the ways (N, landmarks) to the first points, and what makes a place of their squares."""
    from sklearn.manifold import Isomap

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that the graph falls into pieces, whose shortest gaps are then bridged
        found = Isomap(n_neighbors=neighbours, n_components=2, n_jobs=1).fit(codes)
    places, ways = found.embedding_, found.dist_matrix_[:, :landmarks]
    known = np.hstack([ways**2, np.ones((len(ways), 1))])
    solution = np.linalg.lstsq(known, places, rcond=1e-9)[0]
    return places, ways, solution[:-1], solution[-1]


def locally_linear(codes: np.ndarray, neighbours: int) -> np.ndarray:
    """LLE's map (N, 2): the two lowest eigenvectors but for the lowest, which puts all points in one place."""
    from sklearn.manifold import LocallyLinearEmbedding

    return LocallyLinearEmbedding(n_neighbors=neighbours, n_components=2, random_state=0, n_jobs=1).fit_transform(codes)


def upright(vectors: np.ndarray) -> np.ndarray:
    """The same columns, the largest number of each positive: an eigenvector has no sign, and a map is no mirror."""
    largest = vectors[np.abs(vectors).argmax(0), range(vectors.shape[1])]
    return vectors * np.where(largest < 0, -1.0, 1.0)


def tsne(codes: np.ndarray, perplexity: float, iterations: int) -> tuple[np.ndarray, float]:
    """The map (N, 2) and its KL(P || Q) in nats, begun from the first two components, very close together."""
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.initialization import rescale

    shares = PerplexityBasedNN(codes, perplexity, method="exact", n_jobs=1, random_state=0)
    options = {"negative_gradient_method": "bh", "n_jobs": 1, "random_state": 0}
    found = TSNEEmbedding(rescale(codes[:, :2], inplace=False, target_std=1e-4), shares, **options)
    found.optimize(250, exaggeration=12, momentum=0.5, inplace=True)
    found.optimize(iterations, momentum=0.8, inplace=True)
    return np.asarray(found), float(found.kl_divergence)


class ManifoldLearner(Learner):
    """Lays out the first batch, and is done."""

    HELD, ALONE = 300, True

    def __init__(self, config: ManifoldConfig):
        super().__init__(config)
        self.model = Maps(config)
        self.networks = {"maps": self.model}
        self.optimizers = {}

    @torch.no_grad()
    def step(self, batch: Batch) -> dict[str, Tensor]:
        """Solves all five for the batch's first pictures."""
        if len(batch) < self.config.points:
            raise KnownError("too_low", name="batch_size", low=self.config.points, high=None, value=len(batch))
        self.steps += 1
        model, config, device = self.model, self.config, batch.images.device
        images, labels = batch.images[: config.points], batch.labels[: config.points]
        shades = images.mul(LEVELS).round().byte().flatten(1)
        model.packed.copy_(shades[:, ::2] << 4 | shades[:, 1::2])
        model.labels.copy_(labels)
        pixels = model.own_pictures().flatten(1).cpu().double().numpy()
        mean, axes = principal_components(pixels, config.components)
        codes = (pixels - mean) @ axes
        directions = discriminant(codes, labels.cpu().numpy())
        over_graph, ways, triangulation, origin = isomap(codes, config.isomap_neighbours, config.landmarks)
        maps = {"pca": codes[:, :2], "lda": codes @ directions, "isomap": over_graph}
        maps["lle"] = upright(locally_linear(codes, config.lle_neighbours))
        maps["tsne"], kl = tsne(codes, config.perplexity, config.iterations)
        solved = {"mean": mean, "axes": axes, "codes": codes, "discriminant": directions, "ways": ways}
        solved |= {"triangulation": triangulation, "origin": origin}
        for name, value in (solved | {"places": np.stack([maps[method] for method in METHODS])}).items():
            getattr(model, name).copy_(torch.as_tensor(value))
        metrics = {"kl": kl, "explained": float(codes.var(0).sum() / pixels.var(0).sum())}
        return {name: torch.tensor(value, device=device) for name, value in metrics.items()}

    @property
    def done(self) -> bool:
        return self.steps > 0

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """The five maps, and the last once more with held-out pictures placed on it."""
        model = self.model
        pictures, labels = to_uint8(model.own_pictures()), model.labels.cpu().numpy()
        maps = [(TITLES[method], places.cpu().numpy()) for method, places in zip(METHODS, model.places, strict=True)]
        drawn = [scattered(title, places, labels, pictures) for title, places in maps]
        if self.held is not None and self.done:
            placed = model.place(self.held.images)[:, -1].cpu().numpy()
            title, places = maps[-1]
            both = np.concatenate([placed, places]), np.concatenate([self.held.labels.cpu().numpy(), labels])
            drawn.append(scattered(f"{title}: new", *both, to_uint8(self.held.images), standing=len(placed)))
        return {"maps": Pictures(np.stack(drawn), columns=3 if len(drawn) == 6 else len(drawn))}


FAMILY = Family(
    name="manifold",
    title="Manifold maps",
    paper="https://jmlr.org/papers/v9/vandermaaten08a.html",
    summary="Lays the same pictures out by PCA, LDA, Isomap, LLE and t-SNE, and places new ones on all five maps.",
    chapter="autoencoders",
    task="image-feature-extraction",
    data=("mnist", "fashion", "digits"),
    objective=None,
    headline=(("placed_accuracy", "placed {:.1%} right"), ("trustworthiness", "trustworthiness {:.3f}")),
    evaluate=("maps",),
    config=ManifoldConfig,
    model=Maps,
    learner=ManifoldLearner,
)
