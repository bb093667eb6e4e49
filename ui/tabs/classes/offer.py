"""What the Classes tab offers: its checkpoints, and which others it could open."""

from ui.serving.offers import Offer

CLASSES = Offer(("cgan-mnist", "cgan-fashion"), families=("cgan",))
ATTRIBUTES = Offer(("cgan-celeba",), families=("cgan",), labels=("attributes",))
BOTH = Offer((*CLASSES, *ATTRIBUTES), families=("cgan",), labels=("classes", "attributes"))
