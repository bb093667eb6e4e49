"""What the Round trip tab offers: its checkpoints, which others it could open, and which stands beside each."""

from ui.serving.offers import Offer

SIDE = 64  # pixels of a picture
TRIPS = Offer(("cyclegan-lines", "cyclegan-emoji"), families=("cyclegan",), shape=(3, SIDE))
# data -> the same, trained without the cycle
FREE = {"emoji-lines": "cyclegan-lines-free", "emoji-styles": "cyclegan-emoji-free"}
PAINTER = "pix2pix-emoji"  # whose pictures one may pick
