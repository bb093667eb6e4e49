"""SimCLR, MoCo and PIRL, live, with a sphere of two dimensions: a ring on which one sees everything."""

from ui.live.show import Chart, Line, Preset, Show

RING = ("views", "ring", "ring_first", "ring_second")
OFFERED = ("temperature", "learning_rate", "crop", "mirror", "shade", "erase")
BEGIN = {
    "width": 12,
    "dimensions": 2,
    "temperature": 0.5,
    "precision": "float32",
}  # on small networks bfloat16 is no quicker


def show(family: str, *, offered: tuple[str, ...], view: tuple[str, ...] = (), **more) -> Show:
    """What the three have in common."""
    return Show(
        family=family,
        charts=(
            Chart("found", (Line("found", "good"), Line("certain", "first", dashed=True)), range=(0, 1)),
            Chart("spread", (Line("spread", "second"),), range=(0, 1)),
            Chart("contrast", (Line("loss", "first"),), from_zero=False),
        ),
        view=RING + view,
        data=("fashion", "mnist", "digits"),
        own=False,  # their classes are what the rims and the purity speak of
        batch=64,
        offered=(*OFFERED, *offered),
        words=("ring_live",),
        script="tabs/ring/ring.js",
        recorded=f"tabs/ring/{family}/recorded.json",
        tab="ring",
        **more,
    )


SIMCLR = show(
    "simclr",
    offered=("negatives",),
    begin=BEGIN,
    presets=(
        Preset("crop_alone", {"crop": 0.6, "mirror": False, "shade": 0.0}),
        Preset("no_negatives", {"negatives": False}),
        Preset("hot", {"temperature": 2.0}),
        Preset("cold", {"temperature": 0.03}),
    ),
)
MOCO = show(
    "moco",
    view=("belt",),
    offered=("momentum", "queue"),
    begin=BEGIN | {"queue": 256},  # on a ring a long one chases all pictures round it
    presets=(Preset("no_momentum", {"momentum": 0.0, "queue": 1024}),),
)
PIRL = show(
    "pirl",
    view=("jigsaws", "bank"),
    offered=("memory", "weight"),
    begin=BEGIN | {"width": 8, "negatives": 128},  # narrower: before the first step all pictures are laid down once
    presets=(Preset("jigsaws_alone", {"weight": 1.0}),),
)
