"""What the Sparse codes tab offers: its checkpoint, which holds the dictionary and LISTA's three encoders."""

from ui.serving.offers import Offer

CODERS = Offer(("lista-patches",), families=("lista",))
