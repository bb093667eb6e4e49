"""Semi-supervised VAE: a hundred labels, and sixty thousand pictures of which nobody has said what they show.

Paper: Kingma, Rezende, Mohamed and Welling, "Semi-Supervised Learning with Deep Generative Models", arXiv:1406.5298.
M1 is a VAE that knows no labels; its codes are better to classify than pixels are. M2 takes the label y for a second
latent variable: p(x, y, z) = p(y) p(z) p(x | y, z) with q(y | x) q(z | x, y), of pixels or, on top of M1, of its codes.
Objective of M2, in nats: maximise the mean over all pictures of the bound

    labelled     L(x, y) = E_q(z|x,y)[log p(x | y, z)] + log p(y) - KL(q(z | x, y) || N(0, 1))
    unlabelled   U(x)    = sum over y of q(y | x) L(x, y)  +  H(q(y | x))

and of alpha * log q(y | x) over the labelled. The sum is over all classes, each with a decoder that expects it: what
is cheapest to explain as a seven is called a seven, so q(y | x) learns from pictures without a label as well.

Deviations from the paper:
1. All labelled pictures are in every step, where the paper has a share of them in each batch; the weights are the same.
2. The sum is over the `summed` likeliest classes, and the others leave them what they had. All classes of a picture
   share one draw of epsilon: only what differs between them is learned from.
3. At first q(y | x) learns from labels alone, for `alone` steps; without, chance decides what U(x) begins with.
4. Of pixels q(y | x) is a small convolutional network, and it may look at them where M2 reads codes as well. SiLU for
   softplus; a moving average of the weights is published.
5. A class of which no label is known is out of the sum; with fewer than two known, M2 learns as a VAE would.
6. Draws of the labels are learned side by side, each by an M2 of its own: one draw moves the error by a point.
7. In each step the labelled pictures may be turned, scaled and shifted by chance, see blocks/few_labels.py.
"""

import functools
import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.coders import Encoder
from genmodels.blocks.condition import condition_vector
from genmodels.blocks.few_labels import EXAMINED, NOT_YET, ON_MAP, OUT, FewLabels, moved_about
from genmodels.blocks.gaussian import Posterior
from genmodels.blocks.label_vae import M1, M2
from genmodels.blocks.layers import Average
from genmodels.blocks.once import Once
from genmodels.blocks.side_by_side import Each, Linears
from genmodels.config import Config, knob
from genmodels.family import Family, Objective
from genmodels.learner import Learner
from genmodels.model import Model
from genmodels.runtime import PRECISIONS, adam, autocast, channels_last
from genmodels.shown import Pictures, Shown, to_uint8

EXAMPLES = 8  # held-out digits, shown in the handwriting of each class
EXAM = {"codes": 10, "pixels": 100}  # steps from one exam to the next: it costs as much as so many
ACTIVE = 0.1  # standard deviation of M1's means from which a number of its code says something


@dataclass(frozen=True, kw_only=True)
class SemiSupervisedVAEConfig(Config):
    """The knobs of M1 and M2. alpha * pictures / label_count is the weight of one label beside one picture's bound."""

    channels: int = knob(1, "colour channels of the pictures", low=1, high=4)
    size: int = knob(28, "height and width of the pictures", low=8, high=128, multiple=4)
    classes: int = knob(10, "number of classes", low=2, high=100)
    reads: str = knob("codes", "what M2 learns from: the codes of M1, or the pixels", choices=("codes", "pixels"))
    looks: str = knob("codes", "what q(y | x) looks at where M2 reads codes", choices=("codes", "pixels"))
    label_count: int = knob(100, "labels that are told, as many of each class; the others are never looked at", low=0)
    pictures: int = knob(60_000, "pictures there are, with a label or without", low=1)
    latents: int = knob(10, "dimensions of M2's z", low=1, high=512)
    width: int = knob(160, "units of each hidden layer of M2", low=4, high=2048)
    codes: int = knob(50, "numbers of M1's code", low=2, high=512)
    m1_width: int = knob(400, "units of each hidden layer of M1", low=4, high=2048)
    m1_steps: int = knob(0, "steps in which M1 learns, before M2 begins", low=0)
    m1_learning_rate: float = knob(1e-3, "Adam's step size for M1; it fades over the second half", low=1e-7, high=1.0)
    classifier_width: int = knob(8, "channels next to the picture in q(y | x) of pixels", low=1, high=256)
    alone: int = knob(300, "steps at the beginning of M2 in which q(y | x) learns from labels alone", low=0)
    summed: int = knob(3, "classes that are summed over, the most likely ones", low=2)
    draws: int = knob(1, "draws of the labels, each learned by an M2 of its own beside the others", low=1, high=20)
    alpha: float = knob(0.1, "weight of the labels", low=0.0, high=100.0, live=True)
    jitter: float = knob(0.0, "how far labelled pictures are moved about", low=0.0, high=3.0, live=True)
    learning_rate: float = knob(1e-3, "Adam's step size", low=1e-7, high=1.0, live=True)
    average: float = knob(0.999, "memory of the weights' moving average", low=0.0, high=0.99999)
    precision: str = knob("float32", "numbers of q(y | x)'s forward pass", choices=PRECISIONS)


class SemiSupervisedVAE(Model):
    """Pictures (N, C, H, W) in [0, 1]; labels are rows (N, K), latents the z of M2. The first draw's M2 answers."""

    def __init__(self, config: SemiSupervisedVAEConfig):
        super().__init__(config)
        shape, stacked = self.picture, config.reads == "codes"
        inputs = config.codes if stacked else math.prod(shape)
        self.m1 = M1(math.prod(shape), config.codes, config.m1_width) if stacked else None
        linear = functools.partial(Linears, config.draws)
        self.looks_at_pixels = not stacked or config.looks == "pixels"
        if self.looks_at_pixels:
            encoder = functools.partial(Encoder, shape, config.classes, config.classifier_width)
            classifier = nn.Sequential(nn.Unflatten(2, shape), channels_last(Each(config.draws, encoder)))
        else:
            classifier = nn.Sequential(linear(inputs, config.width), nn.SiLU(), linear(config.width, config.classes))
        self.m2 = M2(classifier, (config.draws, inputs, config.width, config.latents, config.classes), gaussian=stacked)
        self.register_buffer("kept", torch.ones(inputs, dtype=torch.bool))

    def rows(self, images: Tensor) -> Tensor:
        """What M2 reads, (N, D): pixels, or the means of M1's codes."""
        self.want_pictures(images=images)
        return images.flatten(1) if self.m1 is None else self.m1.encode(images.flatten(1)).mean * self.kept

    def looked_at(self, images: Tensor) -> Tensor:
        """What q(y | x) looks at, (N, P): the pixels, or what M2 reads."""
        self.want_pictures(images=images)
        return images.flatten(1) if self.looks_at_pixels else self.rows(images)

    def classify_all(self, looked_at: Tensor) -> Tensor:
        """What q(y | x) looks at, (N, P) -> its logits after each draw of the labels, (S, N, K)."""
        return self.m2.classifier(looked_at.expand(self.config.draws, -1, -1))

    def classify(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> logits of q(y | x), (N, K)."""
        return self.m2.classifier(self.looked_at(images)[None])[0]

    def encode(self, images: Tensor, condition: Tensor) -> Posterior:
        """(N, C, H, W), (N, K) -> q(z | x, y): what the pictures are beside what is written in them."""
        self.want_pictures(images=images)
        self.want_condition(condition, len(images))
        return Posterior(*(part[0] for part in self.m2.encode(self.m2.of_x(self.rows(images)[None]), condition[None])))

    def decode(self, latents: Tensor, condition: Tensor) -> Tensor:
        """(N, L), (N, K) -> the mean picture p(x | y, z), (N, C, H, W) in [0, 1]."""
        self.want_latents(latents)
        self.want_condition(condition, len(latents))
        decoded = self.m2.decode(latents[None], condition[None])[0]
        if self.m1 is not None:
            decoded = self.m1.decoder(decoded.chunk(2, 1)[0] * self.kept)
        return decoded.sigmoid().unflatten(1, self.picture)

    def analogies(self, images: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, K, C, H, W): the same hand writing each class."""
        condition = condition_vector(self.classify(images).argmax(1), self.config.classes)
        latents = self.encode(images, condition).mean.repeat_interleave(self.config.classes, 0)
        every = torch.eye(self.config.classes, device=latents.device).repeat(len(images), 1)
        return self.decode(latents, every).unflatten(0, (len(images), self.config.classes))


class SemiSupervisedLearner(Learner):
    """One Adam, first for M1, then for M2; the published model is the moving average of the weights."""

    HELD, ALONE = ON_MAP + EXAMINED, True

    def __init__(self, config: SemiSupervisedVAEConfig):
        super().__init__(config)
        network = SemiSupervisedVAE(config)
        self.networks = {"ssvae": network}
        self.optimizers = {"ssvae": adam(network.parameters(), config.learning_rate)}
        self.average = Average(network, config.average)
        self.model = self.average.network
        self.few = FewLabels(config.draws, config.classes, config.label_count // config.classes, network.picture)
        # M1 stands still while M2 learns
        self.codes, self.looked = Once(lambda images: network.m1.encoder(images.flatten(-3))), Once(self.model.rows)

    def look_at(self, held: Batch) -> None:
        super().look_at(held)
        self.few.look_at(held)

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        network, optimizer = self.networks["ssvae"], self.optimizers["ssvae"]
        if self.m2_steps() < 1:
            bound = network.m1.bound(torch.bernoulli(batch.images).flatten(1)).mean()
            loss, metrics = -bound, {"bound": bound.detach()}
        else:
            if self.m2_steps() == 1:
                self.begin_m2(batch)
            self.few.note(batch)
            loss, metrics = self.m2_loss(batch)
        self.knobs_changed()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        self.average.update(network)
        if self.held is not None and self.m2_steps() > 0 and self.m2_steps() % EXAM[self.config.reads] == 1:
            metrics |= self.exam()
        return metrics

    def m2_steps(self) -> int:
        """Steps that M2 has learned so far."""
        return self.steps - (0 if self.model.m1 is None else self.config.m1_steps)

    def begin_m2(self, batch: Batch) -> None:
        """M1 stays as its average is, and of its codes only those numbers count that say something of the pictures."""
        network = self.networks["ssvae"]
        self.average.updates = 0  # M2 is new: its average must not remember how it began
        if network.m1 is None:
            return
        network.m1.load_state_dict(self.model.m1.state_dict())
        with torch.no_grad():
            active = network.m1.encode(batch.images.flatten(1)).mean.std(0) > ACTIVE
        for each in (network, self.model):
            each.kept.copy_(active if active.any() else torch.ones_like(active))

    @torch.no_grad()
    def read(self, batch: Batch, known: Tensor) -> tuple[Tensor, Tensor]:
        """Of the batch and of the known pictures what M2 reads, (S, N, D), black or white pixels or draws of codes; and
        what q(y | x) looks at, (S, N, P)."""
        network, far = self.networks["ssvae"], self.config.jitter
        known = moved_about(known, far) if far else known
        pixels = torch.cat([batch.images.expand(len(known), *[-1] * 4), known], 1).flatten(2)
        if network.m1 is None:
            x = torch.bernoulli(pixels)
            return x, x
        own = network.m1.encoder(known.flatten(-3)) if far else self.codes(known)
        codes = torch.cat([self.codes(batch.images, batch.rows).expand(len(known), -1, -1), own], 1)
        x = Posterior(*codes.chunk(2, -1)).sample() * network.kept
        return x, pixels if network.looks_at_pixels else x

    def m2_loss(self, batch: Batch) -> tuple[Tensor, dict[str, Tensor]]:
        """The bounds of all pictures, turned round, and alpha times how badly q(y | x) knows the labelled ones."""
        network, config = self.networks["ssvae"], self.config
        known, labels = self.few.known(batch.images.device)
        m2, (x, looked_at) = network.m2, self.read(batch, known)
        of_x, noise = m2.of_x(x), torch.randn(*x.shape[:2], config.latents, device=x.device)
        unnamed = self.few.unnamed(labels)
        if (unnamed.sum(-1) > config.classes - 2).any():  # nothing to tell apart
            nothing = torch.zeros(*x.shape[:2], config.classes, device=x.device)
            bound = m2.bound(x, of_x, nothing, noise, network.kept).mean()
            return -bound, {"bound": bound.detach(), "entropy": bound.new_tensor(math.log(config.classes))}
        with autocast(x.device, config.precision):
            logits = m2.classifier(looked_at)
        logits = logits.float().masked_fill(unnamed, OUT)
        bare, told = logits.split([len(batch), labels.shape[1]], 1)
        guesses, summed = bare.detach() if self.m2_steps() <= config.alone else bare, min(config.summed, config.classes)
        first, last = slice(len(batch)), slice(len(batch), None)
        bounds, entropy = m2.unlabelled(x[:, first], of_x[:, first], guesses, noise[:, first], network.kept, summed)
        certain = condition_vector(labels.clamp_min(0).flatten(), config.classes).view_as(told)
        known_bounds = m2.bound(x[:, last], of_x[:, last], certain, noise[:, last], network.kept)
        bound = bounds.mean(1) + (known_bounds * (labels != NOT_YET)).sum(1) / config.pictures
        wrong = F.cross_entropy(told.flatten(0, 1), labels.flatten(), ignore_index=NOT_YET)
        metrics = {"bound": bound.mean(), "wrong": wrong, "entropy": entropy.mean()}
        loss = len(bound) * (config.alpha * wrong - bound.mean())  # of all draws, which share nothing
        return loss, {name: value.detach() for name, value in metrics.items()}

    @torch.no_grad()
    def exam(self) -> dict[str, Tensor]:
        """Of held-out digits that nobody may label: how often q(y | x) is right, over all draws, and how often the
        nearest labelled digit of the first draw is of the same class, in what M2 reads."""
        model, truth = self.model, self.few.examined.labels
        known, labels = self.few.known(truth.device)
        there = labels[0] != NOT_YET
        if not there.any():
            return {name: torch.zeros((), device=truth.device) for name in ("accuracy", "nearest")}
        x = self.looked(self.few.examined.images)
        looked_at = self.few.examined.images.flatten(1) if model.looks_at_pixels else x
        said = model.classify_all(looked_at).masked_fill(self.few.unnamed(labels), OUT).argmax(-1)
        nearest = labels[0, there][torch.cdist(x, model.rows(known[0, there])).argmin(1)]
        return {"accuracy": (said == truth).float().mean(), "nearest": (nearest == truth).float().mean()}

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """Held-out digits as the same hand writes each class; the map of those that a person may label."""
        if self.held is None:
            return {}
        model, images = self.model, self.few.on_map.images
        first, x = images[:EXAMPLES], model.rows(images)
        beside = torch.cat([first[:, None], model.analogies(first)], 1).flatten(0, 1)
        unnamed = self.few.unnamed(self.few.known(images.device)[1])[0]
        shown = self.few.mapped(x, model.classify(images), unnamed)
        return {"analogies": Pictures(to_uint8(beside), columns=1 + self.config.classes)} | shown

    def hear(self, name: str, value: object) -> None:
        """labels: all that a person says of the digits on the map, {row: class}; what is not there is taken back."""
        if name != "labels":
            return super().hear(name, value)
        self.few.tell(value)
        return None

    def knobs_changed(self) -> None:
        rate, config = self.config.learning_rate, self.config
        if self.model.m1 is not None and self.steps <= config.m1_steps > 0:
            rate = config.m1_learning_rate * min(1.0, 2 * (1 - (self.steps - 1) / config.m1_steps))
        self.optimizers["ssvae"].param_groups[0]["lr"] = rate

    def extra_state(self) -> dict:
        return self.few.state()

    def set_extra_state(self, state: dict) -> None:
        self.few.restore(state)


FAMILY = Family(
    name="semi-supervised-vae",
    title="Semi-supervised VAE",
    paper="https://arxiv.org/abs/1406.5298",
    summary="Learns ten digits from a hundred labels, and from all the pictures that have none.",
    chapter="latent variables",
    task="image-classification",
    data=("mnist", "fashion", "digits"),
    objective=Objective("bound", rises=True),
    headline=(("test_error", "test error {:.2%}"), ("test_error_spread", "± {:.2%}")),
    evaluate=("few_labels",),
    config=SemiSupervisedVAEConfig,
    model=SemiSupervisedVAE,
    learner=SemiSupervisedLearner,
)
