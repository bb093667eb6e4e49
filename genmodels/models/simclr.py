"""SimCLR: two views of one picture belong together, and all other pictures of the batch do not.

Paper: Chen, Kornblith, Norouzi and Hinton, "A Simple Framework for Contrastive Learning of Visual Representations",
arXiv:2002.05709.
Objective: minimise NT-Xent. Of N pictures there are 2N views with places z on the unit sphere; for a view i and its
partner j
l(i, j) = -log  exp(z_i z_j / tau) / sum over k != i of exp(z_i z_k / tau),
the mean over all 2N. A view is no negative of its own: it is masked, its exponential is not subtracted afterwards.

No label is read, and nothing is rebuilt: the pull of the one and the push of the others are all there is. Without the
push (the knob `negatives`) everything slides into one point.

Deviations from the paper:
1. Standardised filters in place of batch norm (see blocks/embedding.py).
2. Adam and batches of a few hundred in place of LARS and thousands.
3. Views for small grey pictures: crop, mirror, shade; of coloured ones colour and grey, too, without blur.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from genmodels.batch import Batch
from genmodels.blocks.embedding import ENTRY, Embedding, EmbeddingConfig, EmbeddingLearner, told
from genmodels.config import knob
from genmodels.family import Family
from genmodels.runtime import adam, autocast


@dataclass(frozen=True, kw_only=True)
class SimCLRConfig(EmbeddingConfig):
    """The knobs of SimCLR."""

    negatives: bool = knob(True, "others push; without them all pictures become one", live=True)


class SimCLR(Embedding):
    """See blocks/embedding.py."""

    def __init__(self, config: SimCLRConfig):  # the Hub's client makes a configuration of this type
        super().__init__(config)


def similarities(places: Tensor, temperature: float) -> Tensor:
    """Unit vectors (M, D) -> the logits (M, M) of each one's partner; nobody is their own."""
    itself = torch.eye(len(places), dtype=torch.bool, device=places.device)
    return (places @ places.T / temperature).masked_fill(itself, -torch.inf)


def nt_xent(logits: Tensor) -> Tensor:
    """The loss; logits (2N, 2N) of N first views and, in the same order, N second ones."""
    return F.cross_entropy(logits, partners(len(logits), logits.device))


def partners(views: int, device: torch.device) -> Tensor:
    """Where the partner of each view is, (views,): half of them further on."""
    return torch.arange(views, device=device).roll(views // 2)


class SimCLRLearner(EmbeddingLearner):
    def __init__(self, config: SimCLRConfig):
        super().__init__(config, SimCLR(config))
        self.networks = {"embedding": self.model}
        self.optimizers = {"embedding": adam(self.model.parameters(), config.learning_rate)}

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        views, config = torch.cat(self.views(batch.images)), self.config
        with autocast(views.device, config.precision):
            places = self.model(views)  # (2N, D)
        logits, right = similarities(places, config.temperature), partners(len(views), views.device)
        loss = nt_xent(logits) if config.negatives else -logits.gather(1, right[:, None]).mean()
        self.optimizers["embedding"].zero_grad()
        loss.backward()
        self.optimizers["embedding"].step()
        return {"loss": loss.detach(), **told(logits, right, places)}


FAMILY = Family(
    name="simclr",
    title="SimCLR",
    paper="https://arxiv.org/abs/2002.05709",
    summary="Two views of a picture are pulled together, all others pushed away; no label is read.",
    **ENTRY,
    config=SimCLRConfig,
    model=SimCLR,
    learner=SimCLRLearner,
)
