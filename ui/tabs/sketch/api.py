"""pix2pix without the page: an endpoint for gradio_client and for curl."""

from ui.serving import checked, pictures
from ui.serving.images import jpeg, png
from ui.tabs.sketch import drawings
from ui.tabs.sketch.offer import SKETCH


def sketch(
    model: str,
    picture: str,
    dropout: bool = False,
    keep: list[bool] | None = None,
    hints: list[list[float]] | None = None,
) -> dict:
    """What pix2pix paints for a drawing, given as the data URL of a picture file.

    Drawings are dark lines on light paper; for pix2pix-facades, a map in the twelve colours of its labels.
    dropout: noise in the decoder.  keep: a switch for each skip connection, the finest first, and for the ink, if any.
    hints: dabs of colour, [x, y, radius, red, green, blue] each, in pixels of what is "seen" and colours to 255, for a
    model that takes some (pix2pix-emoji): what colour the area around has. None leaves all colours to the model.
    Returns {"picture": the picture, "seen": the 256x256 drawing that the model was given, both data URLs, "critic": the
    critic's probability "real" for each of 30 x 30 patches}.
    """
    network = checked.network(model, SKETCH)
    kind = drawings.kind(network.card)
    seen = drawings.from_picture(pictures.from_data_url(picture), kind).to(checked.device(network))
    switches = checked.switches("keep", keep, network.generator.shortcuts)
    given = {}
    if hints is not None:
        drawings.want_hints(network)
        given = {"hints": drawings.dabs(list(hints)).to(seen.device)}
    made = network.translate(seen, checked.flag("dropout", dropout), switches, **given)
    return {
        "picture": jpeg(made[0]),
        "seen": png(seen[0]),
        "critic": network.realism(seen, made)[0].cpu().double().round(decimals=3).tolist(),
    }
