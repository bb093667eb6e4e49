"""CycleGAN without the page: an endpoint for gradio_client and for curl. Pictures are PNG data URLs."""

from ui.serving import checked, pictures
from ui.serving.images import png
from ui.tabs.roundtrip.asks import KINDS, MOST_DUST, as_picture, travelled
from ui.tabs.roundtrip.offer import TRIPS


def round_trip(model: str, picture: str, kind: str = "a", dust: float = 0.0, grey: bool = False, seed: int = 0) -> dict:
    """Translates a picture, given as the data URL of a file, to the other kind and back.

    kind: of the picture, "a" (of cyclegan-lines coloured, of cyclegan-emoji in OpenMoji's style) or "b" (a line
    drawing; in Noto's style).  dust: 0 to 32, noise on the picture in the middle, in 255ths; drawn from the seed.
    grey: whether that picture loses its colour before.
    Returns {"seen": the 64x64 picture that the model was given, "middle", "back": data URLs, "off": how far "back" is
    from "seen", the mean of all colour values from 0 to 255, "clean": how far, were nothing done in the middle}.
    """
    network = checked.network(model, TRIPS)
    start = as_picture(pictures.from_data_url(picture)).to(checked.device(network))
    kind, dust = checked.word("kind", kind, KINDS), checked.number("dust", dust, 0, MOST_DUST)
    grey, seed = checked.flag("grey", grey), checked.whole("seed", seed, 0, 2**31 - 1)
    made = travelled(network, start, kind, dust, grey, seed)
    shown = {"seen": start, "middle": made.middle, "back": made.back}
    return {name: png(part[0]) for name, part in shown.items()} | {"off": made.off, "clean": made.clean}
