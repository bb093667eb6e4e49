"""What the Latent space tab offers: its checkpoints, and which others it could open."""

from ui.serving.offers import Offer

LATENT = Offer(("vae-mnist", "vae-mnist-2d", "vae-fashion", "cvae-mnist"), families=("vae", "cvae"))
# beside them autoencoders, whose codes have no prior; programs are not told of posteriors there are none of
SPACES = Offer((*LATENT.names, "ae-mnist-2d", "ae-mnist"), families=(*LATENT.families, "autoencoder"))
