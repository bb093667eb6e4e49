"""What the Cortex tab offers: its checkpoint, and which others it could open."""

from ui.serving.offers import Offer

SHEETS = Offer(("pinwheels-patches",), families=("group-sparse-autoencoder",))
