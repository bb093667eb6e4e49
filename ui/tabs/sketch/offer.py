"""What the Sketch tab offers: its checkpoints, and which others it could open."""

from ui.serving.offers import Offer

SKETCH = Offer(("pix2pix-emoji", "pix2pix-shoes", "pix2pix-facades"), families=("pix2pix",), shape=None)
