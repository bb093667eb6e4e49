"""What the Classes tab offers: its checkpoints, and which others it could open."""

from ui.serving.offers import Offer

CLASSES = Offer(("cgan-mnist", "cgan-fashion"), families=("cgan",))
