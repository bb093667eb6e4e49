"""What the Particles tab offers: its checkpoints, and which others it could open."""

from ui.serving.offers import Offer

PARTICLES = Offer(("rbm-mnist", "rbm-mnist-cd1", "rbm-mnist-16"), families=("rbm",))
