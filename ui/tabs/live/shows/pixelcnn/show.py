"""PixelCNN, live: first specks, then strokes, then digits, and where each test digit surprises it.

Looking back a few pixels is enough for strokes. What kind of digit it is going to be takes more.
"""

from ui.live.show import Chart, Line, Preset, Show
from ui.tabs.live.charts import SPEED

SHOW = Show(
    family="pixelcnn",
    charts=(Chart("nll", (Line("nll", "good"),), from_zero=False), SPEED),
    view=("samples", "surprise"),
    own=False,  # it knows grey alone
    begin={"width": 12, "layers": 4, "learning_rate": 4e-3, "average": 0.99},
    batch=16,
    offered=("stacks", "layers", "learning_rate"),
    presets=(Preset("short_sight", {"layers": 1}), Preset("blind_spot", {"stacks": "plain"})),
    words=("show_pixelcnn",),
    recorded="tabs/live/shows/pixelcnn/recorded.json",
)
