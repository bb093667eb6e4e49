"""What the Landscape tab offers: its checkpoint, and which others it could open."""

from ui.serving.offers import Offer

LANDSCAPE = Offer(("ebgan-mnist",), families=("ebgan",))
