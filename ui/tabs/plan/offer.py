"""What the Plan tab offers: an agent for each world. It plans in the page with the networks of these."""

from ui.serving.offers import Offer

WORLDS = Offer(("world-pendulum", "world-truck"), families=("world-model",), shape=None)
