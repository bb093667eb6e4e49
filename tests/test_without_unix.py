"""What Windows has not: a live run does without."""

import os
import subprocess
import sys
import threading
from multiprocessing import Pipe
from pathlib import Path

import pytest
from waiting import SOON

from ui.live.uploads import own
from ui.live.worker import memory


@pytest.mark.thorough
def test_a_run_learns_from_brought_pictures_where_there_is_nothing_of_unix(tmp_path):
    here = Path(__file__).resolve().parent
    # with no data there, a worker that waits for its job has none to get ready
    environment = os.environ | {"PYTHONPATH": f"{here.parent}{os.pathsep}{here}", "GENMODELS_DATA": str(tmp_path)}
    script = [sys.executable, here / "without_unix.py"]
    ended = subprocess.run(script, env=environment, capture_output=True, text=True, timeout=240)
    assert ended.stdout.split() == ["told", "running", str(own.LEAST), "{}"], ended.stderr[-3000:]


@pytest.mark.parametrize("size", [0, 5, memory.PIECE + 5])
def test_without_such_memory_a_copy_is_sent_and_the_lender_may_close_at_once(size, monkeypatch):
    monkeypatch.delattr(os, "memfd_create", raising=False)
    content = os.urandom(size)
    file = memory.anonymous(content)
    copy = memory.again(file)
    file.close()
    mine, theirs = Pipe()
    sending = threading.Thread(target=memory.lend, args=[mine, copy, None])
    sending.start()
    borrowed = memory.borrow(theirs)
    sending.join(SOON)
    assert bytes(borrowed) == content and not sending.is_alive()
