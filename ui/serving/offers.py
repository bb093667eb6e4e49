"""What a tab can show: the published checkpoints that it offers at once, and which others it could open."""

from collections.abc import Iterator
from dataclasses import dataclass

from genmodels import catalog
from genmodels.cards import Card
from genmodels.reasons import UserError

BUTTONS = 10  # for classes
SLIDERS = 6  # for attributes, at most


@dataclass(frozen=True)
class Offer:
    """names: published checkpoints, in the order of the page.  families: of any checkpoint that the tab can show.

    shape: (channels, size) of the pictures that the tab can paint; None for any.
    labels: what models may be told: ten classes, or a few binary attributes, of pictures of any shape.
    """

    names: tuple[str, ...]
    families: tuple[str, ...]
    shape: tuple[int, int] | None = (1, 28)
    labels: tuple[str, ...] = ("classes",)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def shows(self, card: Card) -> bool:
        """Whether the tab can show this checkpoint, going by its card."""
        if card.family not in self.families:
            return False
        try:
            config = catalog.family(card.family).config.from_dict(card.config)
        except UserError:
            return False
        labels, count = getattr(config, "labels", "classes"), getattr(config, "classes", BUTTONS)
        if labels not in self.labels:
            return False
        if labels == "attributes":
            return count <= SLIDERS
        fits = self.shape is None or (config.channels, config.size) == self.shape
        return fits and count == BUTTONS
