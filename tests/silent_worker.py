"""A worker without a process, for `Runs(hire=SilentWorker)`: what happens on the server's side alone."""


class SilentWorker:
    """Remembers what it is told and lent; says what a test makes it say, by `heard` and `gone`."""

    def __init__(self, threads: int, nice: int):
        self.told: list[tuple] = []
        self.lent: list = []
        self.send, self.lend = self.told.append, self.lent.append

    def listen(self, heard, gone) -> None:
        self.heard, self.gone = heard, gone

    def end_soon(self) -> None:
        pass

    kill = end_soon
