"""What a tab can show: the published checkpoints that it offers at once, and which others it could open."""

from collections.abc import Iterator
from dataclasses import dataclass

from genmodels import catalog
from genmodels.cards import Card
from genmodels.reasons import UserError

BUTTONS = 10  # for classes


@dataclass(frozen=True)
class Offer:
    """names: published checkpoints, in the order of the page.  families: of any checkpoint that the tab can show.

    shape: (channels, size) of the pictures that the tab can paint; None for any.
    """

    names: tuple[str, ...]
    families: tuple[str, ...]
    shape: tuple[int, int] | None = (1, 28)

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
        fits = self.shape is None or (config.channels, config.size) == self.shape
        labels = getattr(config, "classes", BUTTONS), getattr(config, "labels", "classes")
        return fits and labels == (BUTTONS, "classes")
