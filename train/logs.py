"""What a run writes down on its way: metrics.csv, TensorBoard events with the same numbers, and the sample sheets."""

import csv
import io
from pathlib import Path

from genmodels.cards import write_whole
from genmodels.events import Event, Finished, Preview, Progress
from train.sheet import write_shown

EVENTS = "events.out.tfevents.*"


class Logs:
    """The logs in a folder, which tell nothing of later than the step where they are taken up."""

    def __init__(self, folder: Path, step: int = 0, seconds: float = 0.0, earlier: Path | None = None):
        """step, seconds: where the run goes on.  earlier: the folder whose logs it goes on from, if not this one."""
        from torch.utils.tensorboard import SummaryWriter

        self.path, self.samples, self.seconds = folder / "metrics.csv", folder / "samples", seconds
        self.samples.mkdir(parents=True, exist_ok=True)
        self.rows = _rows((earlier or folder) / "metrics.csv", step)
        kept = _scalars(earlier or folder, step)
        old = list(folder.glob(EVENTS))
        self.board = SummaryWriter(str(folder))
        for event in kept:
            self.board.file_writer.add_event(event, walltime=event.wall_time)
        self.flush()
        for path in old:  # not before what is kept of them lies in the new one
            path.unlink()
        for path in self.samples.glob("*.png"):
            if path.stem.isdecimal() and int(path.stem) > (0 if earlier else step):
                path.unlink()

    def write(self, event: Event) -> None:
        if isinstance(event, Progress):
            for name, value in event.metrics.items():
                self.board.add_scalar(name, value, event.step)
            self.board.add_scalar("steps per second", event.rate, event.step)
            self.rows.append({"step": event.step, "seconds": round(self.seconds + event.seconds, 2), **event.metrics})
        if isinstance(event, Preview):
            write_shown(self.samples / f"{event.step:07d}.png", event.shown)
        if isinstance(event, Preview | Finished):
            self.flush()
        if isinstance(event, Finished):
            self.board.close()

    def flush(self) -> None:
        """Brings to the disk what was written so far; a state that is saved now finds its logs when it is resumed."""
        self.board.flush()
        if not self.rows:
            self.path.unlink(missing_ok=True)
            return
        text = io.StringIO(newline="")
        table = csv.DictWriter(text, list(dict.fromkeys(name for row in self.rows for name in row)), restval="")
        table.writeheader()
        table.writerows(self.rows)
        write_whole(self.path, text.getvalue().encode())


def _rows(path: Path, step: int) -> list[dict]:
    """The rows up to a step; one that was cut short while it was written counts as none."""
    if not step or not path.exists():
        return []
    with path.open(newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if None not in {*row, *row.values()}]
    return [row for row in rows if row["step"].isdecimal() and int(row["step"]) <= step]


def _scalars(folder: Path, step: int) -> list:
    """TensorBoard's events up to a step, each number once."""
    if not step:
        return []
    from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader

    found = {}
    for path in sorted(folder.glob(EVENTS)):
        for event in LegacyEventFileLoader(str(path)).Load():
            if event.HasField("summary") and event.step <= step:
                found[event.step, event.summary.value[0].tag] = event
    return [found[key] for key in sorted(found)]
