"""What one takes home from a live run: its model as a checkpoint folder, its history as a film."""

import io
import math
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from genmodels import catalog, checkpoints, runtime
from genmodels.cards import TRAINING
from genmodels.checkpoints import Card
from genmodels.data import SOURCES, Source
from genmodels.shown import to_uint8
from ui.live.keep.snapshots import snapshot
from ui.live.rooms.run import Run
from ui.live.worker.resume import packed, training_tensors

FILM_FRAMES, FRAME_MS, LAST_MS = 120, 80, 2000
WALKS, CORNERS, WALK_FRAMES = 6, 5, 60  # latent walks at a time, their points, and their pictures

OWN = Source("own pictures", "whoever brought them", "whoever brought them says", (0, 0, 0), (), lambda *_: None)

README = """---
library_name: genmodels
license: mit
tags: [genmodels, {family}]
---

# {name}

![samples](samples.png)

{title}, trained live in the playground: {steps:,} steps in {seconds:.0f} seconds on {hardware}, seed {seed}.

```python
import genmodels
model = genmodels.load("{name}")  # this folder
```

Data: {data} by {credit}; licence of the data: {licence}.
"""


def write_checkpoint(run: Run, within: Path, *, training: bool = False) -> Path | None:
    """The model as it is now as a new folder in `within`, laid out as on the Hub; None where there is none yet.

    training: with what a run needs to go on from it.
    """
    found = snapshot(run)
    if found is None:
        return None
    state = found.learner
    family, source = catalog.family(run.job.family), SOURCES.get(run.about["data"], OWN)
    name, numbers = f"{family.name}-{run.about['data']}-live", state["config"].get("precision", "float32")
    card = Card(
        name=name, family=family.name, config=state["config"], data=source.title, licence=source.licence,
        credit=source.credit, command="the playground's Live training tab", seed=run.job.seed, steps=state["steps"],
        seconds=round(found.seconds, 1), hardware=runtime.describe(torch.device("cpu"), numbers),
        scores={key: run.exam[key] for key in ("covered", "confidence", "frechet", "agreement") if key in run.exam},
    )  # fmt: skip
    folder = within / name
    folder.mkdir()
    if training:
        checkpoints.write_whole(folder / TRAINING, packed(training_tensors(state)))
    checkpoints.save(folder, found.model, card)
    words = {"title": family.title, **vars(card)}
    (folder / "README.md").write_text(README.format(**words), "utf-8")
    Image.open(io.BytesIO(run.history.grids.kept[-1][1])).save(folder / "samples.png")
    return folder


def checkpoint_zip(run: Run) -> bytes | None:
    """The checkpoint's folder, zipped."""
    with tempfile.TemporaryDirectory() as within:
        folder = write_checkpoint(run, Path(within), training=True)
        if folder is None:
            return None
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, f"{folder.name}/{file.name}")
    return content.getvalue()


def time_lapse(run: Run) -> bytes | None:
    """The kept grids as an endless GIF; of very many an even choice."""
    with run.lock:
        kept = list(run.history.grids.kept)
    if not kept:
        return None
    every = -(-len(kept) // FILM_FRAMES)
    chosen = [*kept[:-1:every], kept[-1]]
    frames = [Image.open(io.BytesIO(picture)) for _, picture in chosen]
    return _gif(frames, [FRAME_MS] * (len(frames) - 1) + [LAST_MS])


def latent_walk(run: Run) -> bytes | None:
    """Closed walks through the latent space of the model as it is now, as an endless GIF."""
    found = snapshot(run)
    if found is None or run.job.show.draw is None:
        return None
    model = found.model
    corners = torch.randn(WALKS, CORNERS, model.config.latents)
    place = torch.arange(WALK_FRAMES) * CORNERS / WALK_FRAMES
    start, end = corners[:, place.long()], corners[:, (place.long() + 1) % CORNERS]
    angle = (place % 1)[:, None] * math.pi / 2
    # cos and sin: every point on the way is as likely under the prior as its ends are
    latents = angle.cos() * start + angle.sin() * end  # (WALKS, WALK_FRAMES, L)
    with torch.inference_mode():
        # with labels, each walk stays in a class of its own
        labels = torch.arange(WALKS).repeat(WALK_FRAMES)
        images = to_uint8(run.job.show.draw(model, latents.transpose(0, 1).flatten(0, 1), labels))
    images = images[..., 0] if images.shape[-1] == 1 else images
    strips = images.reshape(WALK_FRAMES, WALKS, *images.shape[1:])
    return _gif([Image.fromarray(np.concatenate(strip, 1)) for strip in strips], [FRAME_MS] * WALK_FRAMES)


def _gif(frames: list[Image.Image], durations: list[int]) -> bytes:
    """In 16 tones, where the frames are grey: noise in 256 would make a film of many megabytes."""
    frames = [frame.point(lambda tone: tone // 16 * 17) if frame.mode == "L" else frame for frame in frames]
    film = io.BytesIO()
    frames[0].save(film, "GIF", save_all=True, append_images=frames[1:], duration=durations, loop=0)
    return film.getvalue()
