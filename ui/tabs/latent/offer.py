"""What the Latent space tab offers: its checkpoints, and which others it could open."""

from ui.serving.offers import Offer

LATENT = Offer(("vae-mnist", "vae-mnist-2d", "vae-fashion", "cvae-mnist"), families=("vae", "cvae"))
