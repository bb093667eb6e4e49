"""PIRL: a picture and the jigsaw of its pieces are the same, and a bank remembers where all pictures lie.

Paper: Misra and van der Maaten, "Self-Supervised Learning of Pretext-Invariant Representations", arXiv:1912.01991.
Objective: with m_I the bank's memory of picture I, f(I) the place of a view and g(I') that of its nine pieces in any
order, minimise
weight L(m_I, g(I')) + (1 - weight) L(m_I, f(I)),   L(m, v) = -log h(v, m) - sum over others of log(1 - h(v, m')),
h(v, m) = exp(v m / tau) / (exp(v m_I / tau) + sum over others of exp(v m' / tau)),  between 0 and 1.
The others are rows of the bank, drawn by chance, never the picture's own.

A jigsaw solver would learn where a piece belongs; this one learns what stays the same wherever it lies. The bank takes
the place of a second view: m_I is a running mean of f(I), one row for each picture, and no gradient reaches it.

Deviations from the paper:
1. Standardised filters in place of batch norm (see blocks/embedding.py), Adam in place of plain descent.
2. Pieces are cut from a view without a gap between them; f has a head of two layers.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from genmodels.batch import Batch
from genmodels.blocks.embedding import ENTRY, VIEWED, Embedding, EmbeddingConfig, EmbeddingLearner, told
from genmodels.blocks.views import PIECES, joined, pieces, view
from genmodels.config import knob
from genmodels.family import Family
from genmodels.runtime import adam, autocast
from genmodels.shown import Field, Pictures, Shown, to_float32, to_uint8


@dataclass(frozen=True, kw_only=True)
class PIRLConfig(EmbeddingConfig):
    """The knobs of PIRL."""

    bank: int = knob(60_000, "pictures that the bank remembers", low=2, high=2_000_000)
    negatives: int = knob(2048, "rows of the bank that push", low=1, high=65_536)
    memory: float = knob(0.5, "how much of a row stays when its picture comes again", low=0.0, high=1.0, live=True)
    weight: float = knob(0.5, "share of the jigsaw in the loss", low=0.0, high=1.0, live=True)
    puzzled: float = knob(1.0, "share of a batch's pictures that are cut into pieces", low=0.01, high=1.0)


class JigsawHead(nn.Module):
    """Features of nine pieces (N, 9, F) -> unit vectors (N, D): each made small, then all read together."""

    def __init__(self, features: int, dimensions: int):
        super().__init__()
        self.each = nn.Linear(features, dimensions)
        self.all = nn.Linear(PIECES**2 * dimensions, dimensions)

    def forward(self, features: Tensor) -> Tensor:
        return F.normalize(self.all(self.each(features).flatten(1)).float())


class PIRL(Embedding):
    """f is the embedding of blocks/embedding.py; g has a head of its own on the same encoder."""

    def __init__(self, config: PIRLConfig):
        super().__init__(config)
        self.jigsaw = JigsawHead(self.encoder.features, config.dimensions)

    def piece_together(self, tiles: Tensor) -> Tensor:
        """Nine pieces of each picture (N, 9, C, S, S), in any order -> places (N, D)."""
        features = self.encoder(tiles.flatten(0, 1)).unflatten(0, tiles.shape[:2])
        return self.jigsaw(features)


def candidates(places: Tensor, own: Tensor, others: Tensor, itself: Tensor, temperature: float) -> Tensor:
    """Unit vectors (N, D), (N, D), (K, D) -> logits (N, 1 + K); the right one is the first.

    itself: (N, K), where a row of the others is the picture's own; it is left out.
    """
    pushed = (places @ others.T).masked_fill(itself, -torch.inf)
    return torch.cat([(places * own).sum(1, keepdim=True), pushed], 1) / temperature


def nce(logits: Tensor) -> Tensor:
    """-log h of the first, -log(1 - h) of all others; minus infinity stands for one that is left out."""
    h = logits.softmax(1)
    return -(logits.log_softmax(1)[:, 0] + torch.log1p(-h[:, 1:].clamp_max(1 - 1e-6)).sum(1)).mean()


class PIRLLearner(EmbeddingLearner):
    """bank: (pictures, D), unit vectors; visited: (pictures,), the step in which each was written last."""

    def __init__(self, config: PIRLConfig):
        super().__init__(config, PIRL(config))
        self.networks = {"embedding": self.model}
        self.optimizers = {"embedding": adam(self.model.parameters(), config.learning_rate)}
        self.bank = F.normalize(torch.randn(config.bank, config.dimensions))
        self.visited = torch.zeros(config.bank, dtype=torch.long)

    @torch.no_grad()
    def begin(self, whole: Iterable[Batch]) -> None:
        """Every picture's row is where the untrained network puts it."""
        start = 0
        for batch in whole:
            if not start:
                super().begin([batch])
            rows = torch.arange(start, start + len(batch), device=self.bank.device) % len(self.bank)
            self.bank[rows] = self.model(batch.images)
            start += len(batch)

    def step(self, batch: Batch) -> dict[str, Tensor]:
        self.steps += 1
        config, rows = self.config, self.rows_of(batch)
        seen, other = self.views(batch.images)
        cut = max(1, round(config.puzzled * len(other)))
        tiles, _ = pieces(other[:cut])  # (N, 9, C, S, S)
        with autocast(seen.device, config.precision):
            places = self.model(seen)
            puzzled = self.model.piece_together(tiles)
        drawn = torch.randint(len(self.bank), (config.negatives,)).to(rows.device)
        own, others, itself = self.bank[rows], self.bank[drawn], rows[:, None] == drawn
        losses, logits = {}, {}
        for name, each in (("jigsaw", puzzled), ("picture", places)):
            logits[name] = candidates(each, own[: len(each)], others, itself[: len(each)], config.temperature)
            losses[name] = nce(logits[name])
        loss = config.weight * losses["jigsaw"] + (1 - config.weight) * losses["picture"]
        self.optimizers["embedding"].zero_grad()
        loss.backward()
        self.optimizers["embedding"].step()
        self.remember(rows, places.detach())
        return {"loss": loss.detach(), **told(logits["jigsaw"], 0, places)}

    def remember(self, rows: Tensor, places: Tensor) -> None:
        """Each row moves towards its picture's place."""
        self.bank[rows] = F.normalize(torch.lerp(places, self.bank[rows], self.config.memory))
        self.visited[rows] = self.steps

    def rows_of(self, batch: Batch) -> Tensor:
        """Where in the bank the batch's pictures are."""
        rows = torch.arange(len(batch), device=self.bank.device) if batch.rows is None else batch.rows
        return rows % len(self.bank)

    @torch.no_grad()
    def preview(self) -> dict[str, Shown]:
        """The ring; jigsaws of the held-out pictures; the bank, a dot for each picture, the freshest brightest."""
        images = self.held_images()[:VIEWED]
        tiles, _ = pieces(view(images, self.config.viewing, chance := torch.Generator().manual_seed(1)), chance)
        wide = int(len(self.bank) ** 0.5)
        age = (self.steps - self.visited[: wide * (len(self.bank) // wide)]).float()
        fresh = torch.exp2(-age / max(self.steps / 4, 1)) * (self.visited[: len(age)] > 0)
        return super().preview() | {
            "jigsaws": Pictures(to_uint8(joined(tiles)), len(images), real=True),
            "bank": Field(to_float32(fresh.view(-1, wide)), (0, 1, 0, 1)),
        }


FAMILY = Family(
    name="pirl",
    title="PIRL",
    paper="https://arxiv.org/abs/1912.01991",
    summary="A picture and the jigsaw of its pieces lie in the same place; a bank remembers all pictures.",
    **ENTRY,
    config=PIRLConfig,
    model=PIRL,
    learner=PIRLLearner,
)
