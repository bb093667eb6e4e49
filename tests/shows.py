"""All that can be trained live, for every test that starts a run."""

from ui import app
from ui.live.show import Show

ALL = app.shows()


def show(key: str) -> Show:
    return ALL[key]
