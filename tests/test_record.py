"""Recording a run for the page ends with the run, however that ends."""

import pytest
from shows import ALL

from ui import record
from ui.live.worker.session import Session

SHOW = next(show for show in ALL if show.key == "gan-plane")


def test_a_recording_ends_when_it_has_its_steps():
    told = record.told_by(SHOW, 3)
    assert told[-1]["kind"] == "frame" and told[-1]["step"] >= 3


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_run_that_fails_does_not_leave_the_command_waiting(monkeypatch):
    def fail(self) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(Session, "run", fail)
    with pytest.raises(SystemExit, match="has failed"):
        record.told_by(SHOW, 3)
