"""What the Few labels tab offers for one's own drawing: its checkpoints, and which others it could open."""

from ui.serving.offers import Offer

FEW_LABELS = Offer(("m1m2-mnist-100", "m2-mnist-100"), families=("semi-supervised-vae",))
