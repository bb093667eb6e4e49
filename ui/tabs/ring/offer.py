"""What the Ring tab offers to look for neighbours with: its checkpoints, and which others it could open."""

from ui.serving.offers import Offer

EMBEDDINGS = Offer(("simclr-fashion", "moco-fashion", "pirl-fashion"), families=("simclr", "moco", "pirl"))
