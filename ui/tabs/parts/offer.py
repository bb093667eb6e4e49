"""What the Parts tab offers: its checkpoint, and which others it could open."""

from ui.serving.offers import Offer

RECURRENT = Offer(("drsae-mnist",), families=("drsae",))
