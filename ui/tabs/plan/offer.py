"""What the Plan tab offers: an agent for each world, and perception. The page plans with the networks of these."""

from ui.serving.offers import Offer

WORLDS = Offer(("world-pendulum", "world-truck"), families=("world-model",), shape=None)
EYES = Offer(("perception-pendulum",), families=("perception",), shape=None)
AGENTS = Offer((*WORLDS, *EYES), families=(*WORLDS.families, *EYES.families), shape=None)
