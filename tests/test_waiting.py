"""How tests wait: messages that keep coming do not put the end of a wait off."""

import threading
import time
from multiprocessing import Pipe
from types import SimpleNamespace

import pytest
import talk
import waiting


def test_a_wait_ends_though_other_messages_keep_coming(monkeypatch):
    monkeypatch.setattr(talk, "SOON", 0.2)
    ours, theirs = Pipe()
    over = threading.Event()

    def chatter() -> None:
        while not over.wait(0.02):
            theirs.send({"kind": "frame"})

    threading.Thread(target=chatter, daemon=True).start()
    try:
        clock = time.monotonic()
        with pytest.raises(AssertionError, match="no such judged came"):
            talk.Talk.until(SimpleNamespace(pipe=ours, thread=threading.current_thread()), "judged")
        assert 0.2 <= time.monotonic() - clock < 5
    finally:
        over.set()


def test_a_condition_that_is_never_met_fails(monkeypatch):
    monkeypatch.setattr(waiting, "SOON", 0.02)
    with pytest.raises(AssertionError, match=r"0\.02 seconds"):
        waiting.until(lambda: False)
    waiting.until(lambda: True)
