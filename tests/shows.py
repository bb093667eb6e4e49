"""The shows of the Live training tab, for every test that starts a run."""

from ui.live.show import Show, Shows
from ui.tabs.live import shows

ALL = Shows(shows.found())


def show(family: str) -> Show:
    return ALL[family]
