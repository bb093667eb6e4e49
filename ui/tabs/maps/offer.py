"""What the Maps tab offers: its checkpoints, which others it could open, and whose encoders draw a map of their own."""

from ui.serving.offers import Offer

MAPS = Offer(("maps-mnist", "maps-fashion"), families=("manifold",))
ENCODERS = {
    "mnist": {"ae": "ae-mnist-2d", "vae": "vae-mnist-2d"}
}  # by the data of the maps: checkpoints of two latents
