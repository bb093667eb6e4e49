"""What the Priors tab offers: its checkpoints, and which others it could open."""

from ui.serving.offers import Offer

PRIORS = Offer(("aae-mnist-petals", "aae-mnist-roll"), families=("adversarial-autoencoder",))
