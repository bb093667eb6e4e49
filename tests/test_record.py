"""Recording a run for the page ends with the run, however that ends."""

from multiprocessing.connection import Connection
from unittest.mock import create_autospec

import pytest
from shows import ALL

from ui import record
from ui.live.worker.session import Session

SHOW = next(show for show in ALL if show.key == "gan-plane")


def test_a_recording_ends_when_it_has_its_steps():
    told = record.told_by(SHOW, 3)
    assert told[-1]["kind"] == "frame" and told[-1]["step"] >= 3


def test_a_run_that_is_told_to_stop_is_told_nothing_more():
    told = [{"kind": "started", "step": 0}, *({"kind": "frame", "step": step} for step in (3, 4)), {"kind": "finished"}]
    heard, pipe = [], create_autospec(Connection, instance=True)
    pipe.recv.side_effect, pipe.send.side_effect = told, heard.append
    assert list(record._until(pipe, 3, [(4, "word", 1)])) == told[:-1]
    assert heard == [("stop",)]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_run_that_fails_does_not_leave_the_command_waiting(monkeypatch):
    def fail(self) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(Session, "run", fail)
    with pytest.raises(SystemExit, match="has failed"):
        record.told_by(SHOW, 3)
