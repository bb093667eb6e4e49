"""What the "Watch it think" tab offers: its checkpoints, and which others it could open."""

from ui.serving.offers import Offer

THINKERS = Offer(("pixelcnn-mnist", "pixelrnn-mnist", "pixelcnn-fashion"), families=("pixelcnn", "pixelrnn"))
BESIDE = "vae-mnist"  # whose bound is told beside the nats of a drawing
