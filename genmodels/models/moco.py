"""MoCo: the others wait in a queue, and the network that wrote them down changes slowly.

Paper: He, Fan, Wu, Xie and Girshick, "Momentum Contrast for Unsupervised Visual Representation Learning",
arXiv:1911.05722; the head of two layers is that of its second version, arXiv:2003.04297.
Objective: minimise InfoNCE. q is the query of one view, k+ the key of the other, k_1 ... k_K the queue's keys:
-log  exp(q k+ / tau) / (exp(q k+ / tau) + sum of exp(q k_i / tau).

Keys come from a network of their own that is never trained: after each step it moves a little towards the query's,
key <- momentum key + (1 - momentum) query. So there can be many more negatives than a batch has, and they are hardly
out of date. With momentum 0 each key was written by another network, and the queue rots.

Deviations from the paper:
1. Standardised filters in place of batch norm, so that there is nothing to shuffle (see blocks/embedding.py).
2. Adam in place of plain descent.
3. A momentum of 0.99: here a queue is a few dozen batches long.
"""

import copy
from collections.abc import Iterable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from genmodels.batch import Batch
from genmodels.blocks.embedding import ENTRY, Embedding, EmbeddingConfig, EmbeddingLearner, told
from genmodels.config import knob
from genmodels.family import Family
from genmodels.runtime import adam, autocast
from genmodels.shown import Pictures, Shown, to_uint8

BELT = 24  # keys whose pictures are kept, to be shown


@dataclass(frozen=True, kw_only=True)
class MoCoConfig(EmbeddingConfig):
    """The knobs of MoCo."""

    queue: int = knob(4096, "keys in the queue", low=2, high=65_536)
    momentum: float = knob(0.99, "how slowly the keys' network follows", low=0.0, high=1.0, live=True)


class MoCo(Embedding):
    """The query's network; see blocks/embedding.py."""

    def __init__(self, config: MoCoConfig):  # the Hub's client makes a configuration of this type
        super().__init__(config)


def info_nce(query: Tensor, key: Tensor, queue: Tensor, temperature: float) -> Tensor:
    """Unit vectors (N, D), (N, D), (K, D) -> logits (N, 1 + K); the right one is the first."""
    return torch.cat([(query * key).sum(1, keepdim=True), query @ queue.T], 1) / temperature


class MoCoLearner(EmbeddingLearner):
    """queue: (K, D); written: (K,), the step in which each was; belt: pictures of some of its keys, and where."""

    def __init__(self, config: MoCoConfig):
        super().__init__(config, MoCo(config))
        self.key = copy.deepcopy(self.model).requires_grad_(False)
        self.networks = {"query": self.model, "key": self.key}
        self.optimizers = {"query": adam(self.model.parameters(), config.learning_rate)}
        self.queue = F.normalize(torch.randn(config.queue, config.dimensions))
        self.written = torch.zeros(config.queue, dtype=torch.long)
        self.next = 0  # where in the queue the oldest key is
        self.belt = torch.full((BELT, *self.model.picture), 0.5)
        self.belt_at = torch.arange(BELT) * config.queue // BELT

    def begin(self, whole: Iterable[Batch]) -> None:
        """Both networks begin as one."""
        super().begin(whole)
        self.key.load_state_dict(self.model.state_dict())

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        config = self.config
        seen, other = self.views(batch.images)
        with autocast(seen.device, config.precision):
            query = self.model(seen)
            with torch.no_grad():
                key = self.key(other)
        logits = info_nce(query, key, self.queue, config.temperature)
        loss = F.cross_entropy(logits, torch.zeros(len(query), dtype=torch.long, device=query.device))
        self.optimizers["query"].zero_grad()
        loss.backward()
        self.optimizers["query"].step()
        self.follow()
        self.enqueue(key, other)
        return {"loss": loss.detach(), **told(logits, 0, query)}

    @torch.no_grad()
    def follow(self) -> None:
        """The keys' network moves towards the query's."""
        torch._foreach_lerp_(list(self.key.parameters()), list(self.model.parameters()), 1 - self.config.momentum)

    @torch.no_grad()
    def enqueue(self, keys: Tensor, images: Tensor) -> None:
        """The batch's keys take the places of the oldest ones."""
        keys, images = keys[: len(self.queue)], images[: len(self.queue)]
        places = (self.next + torch.arange(len(keys), device=keys.device)) % len(self.queue)
        self.queue[places], self.written[places] = keys, self.steps
        for slot, at in enumerate(self.belt_at.tolist()):
            place = (at - self.next) % len(self.queue)
            if place < len(images):
                self.belt[slot] = images[place]
        self.next = (self.next + len(keys)) % len(self.queue)

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """The ring; and the queue as a belt, newest first, under each picture how near its key is to what it would be
        now."""
        keys = self.queue[self.belt_at]
        fresh = (self.key(self.belt) * keys).sum(1)
        order = self.written[self.belt_at].argsort(descending=True, stable=True)
        values = tuple(fresh[order].clamp(0, 1).tolist())
        return super().preview() | {"belt": Pictures(to_uint8(self.belt[order]), BELT, values=values, real=True)}

    def extra_state(self) -> dict:
        return {"next": self.next}

    def set_extra_state(self, state: dict) -> None:
        self.next = state["next"]


FAMILY = Family(
    name="moco",
    title="MoCo",
    paper="https://arxiv.org/abs/1911.05722",
    summary="Negatives wait in a queue, written by a network that follows slowly.",
    **ENTRY,
    config=MoCoConfig,
    model=MoCo,
    learner=MoCoLearner,
)
