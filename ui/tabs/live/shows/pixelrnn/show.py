"""PixelRNN, live: two memories instead of a kernel, one down the rows and one along each."""

from ui.live.show import Chart, Line, Preset, Show
from ui.tabs.live.charts import SPEED

SHOW = Show(
    family="pixelrnn",
    charts=(Chart("nll", (Line("nll", "good"),), from_zero=False), SPEED),
    view=("samples", "surprise"),
    own=False,  # it knows grey alone
    begin={"width": 16, "learning_rate": 4e-3, "average": 0.99},
    batch=16,
    offered=("width", "kernel", "learning_rate"),
    presets=(Preset("narrow_memory", {"width": 2}),),
    words=("show_pixelrnn",),
    recorded="tabs/live/shows/pixelrnn/recorded.json",
)
