"""What the Autoencoders tab offers: its checkpoints side by side, and which others it could open."""

from ui.serving.offers import Offer

LINEAR = "linear-ae-mnist"
AUTOENCODERS = Offer(
    ("ae-mnist-wide", "dae-mnist", "scae-mnist", "cae-mnist", LINEAR),
    families=("denoising-autoencoder", "contractive-autoencoder", "linear-autoencoder"),
)
