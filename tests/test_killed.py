"""A process that is killed while it writes a checkpoint or fetches one leaves the old or the new one, whole."""

import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from families import small_learner
from hub_server import HUB, REPO
from huggingface_hub import constants
from waiting import until

from genmodels import cards, hub, hub_cache
from genmodels.cards import CARD, WEIGHTS, Card

ROOT = Path(__file__).resolve().parent.parent

# Imports once, which takes seconds, and forks for each line that it is sent; tells the child's number and how it ended.
# Every byte of the weights follows from the card's seed, so that a pair which does not belong together shows.
FORKS = """
import os, sys
from pathlib import Path
import torch
from genmodels import cards, hub
from genmodels.cards import Card

def save(folder, first):
    model = torch.nn.Linear(100, 100)
    for seed in range(int(first), int(first) + 10**6):
        torch.nn.init.constant_(model.weight, seed % 1000)
        os.write(2, b".")
        cards.save(Path(folder), model, Card(name="killed", family="judge", config={}, seed=seed))

def fetch(repository):
    hub.fetch(repository)

torch.set_num_threads(1)
for line in sys.stdin:
    if pid := os.fork():
        print(pid, flush=True)
        print(os.waitpid(pid, 0)[1], flush=True)
        continue
    work, *given = line.split()
    globals()[work](*given)
    os._exit(0)
"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Hub's cache of the process that forks."""
    return tmp_path_factory.mktemp("killed") / "hub"


@pytest.fixture(scope="module")
def process(cache: Path) -> Iterator[subprocess.Popen]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    environment = os.environ | {"HF_HUB_CACHE": str(cache)}
    with subprocess.Popen([sys.executable, "-c", FORKS], cwd=ROOT, env=environment, bufsize=0, **pipes) as process:
        try:
            yield process
        finally:
            process.stdin.close()
            process.wait(60)


def begin(process: subprocess.Popen, *words: object) -> int:
    process.stdin.write(f"{' '.join(map(str, words))}\n".encode())
    return int(process.stdout.readline())


def end(process: subprocess.Popen, pid: int) -> int:
    """Kills the child and returns the signal that it died of."""
    os.kill(pid, signal.SIGKILL)
    return int(process.stdout.readline()) & 0x7F


def test_killed_while_it_saves(process, tmp_path):
    chance, seeds = random.Random(0), set()
    folder = tmp_path / "killed"
    for attempt in range(40):
        pid = begin(process, "save", folder, 1000 * attempt)
        for _ in range(chance.randint(2, 5)):  # in the middle of a save that is not the first
            process.stderr.read(1)
        time.sleep(chance.random() * 0.003)  # a save takes about as long: any moment of it
        assert end(process, pid) == signal.SIGKILL
        while select.select([process.stderr], [], [], 0)[0]:
            process.stderr.read(1)  # a save more than was waited for: the next child has not begun it
        card = cards.read_card(folder)
        assert not cards.damage(folder, card), f"attempt {attempt}"
        weights = cards.read_weights(folder, card)
        assert weights["weight"].unique().tolist() == [card.seed % 1000]
        seeds.add(card.seed)
    assert len(seeds) == 40, "each of them saved anew"


def test_a_writer_killed_between_the_two_renames(tmp_path, monkeypatch):
    """The moment that chance hardly ever meets."""
    model = small_learner("judge").model
    card = Card(name="killed", family="judge", config=model.config.to_dict())
    cards.save(tmp_path, model, card)
    replace = Path.replace

    def killed(path: Path, target: Path) -> Path:
        if Path(target) == tmp_path / CARD:
            raise KeyboardInterrupt
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", killed)
    newer = small_learner("judge", seed=1).model
    with pytest.raises(KeyboardInterrupt):
        cards.save(tmp_path, newer, Card(**vars(card) | {"seed": 1}))
    monkeypatch.undo()
    mended = cards.read_card(tmp_path)
    assert mended.seed == 1 and not cards.damage(tmp_path, mended)
    assert not list(tmp_path.glob(".*.next"))


def test_what_a_killed_writer_left_replaces_no_whole_checkpoint(tmp_path):
    model = small_learner("judge").model
    card = cards.save(tmp_path, model, Card(name="killed", family="judge", config=model.config.to_dict()))
    (tmp_path / cards.NEXT.format(CARD)).write_text((tmp_path / CARD).read_text().replace('"seed": 0', '"seed": 1'))
    assert cards.read_card(tmp_path) == card
    (tmp_path / WEIGHTS).write_bytes(b"something else")
    assert "is not the file that was published" in str(cards.damage(tmp_path, cards.read_card(tmp_path)))


def test_killed_while_it_fetches(process, cache, tmp_path, monkeypatch):
    folder = tmp_path / "judge"
    model = small_learner("judge").model
    cards.save(folder, model, Card(name="judge", family="judge", config=model.config.to_dict()))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setattr(hub, "PATIENCE", 60)
    monkeypatch.setattr(hub, "ANSWER", 60)
    chance, states = random.Random(0), set()
    for attempt in range(10):
        HUB.reset()
        HUB.publish(REPO, folder)
        HUB.fail(f"GET .*{WEIGHTS}", cut=chance.randint(1, 5000), times=1)
        last, slow = chance.randint(1, 7), attempt % 2
        if slow:  # at this very request the Hub goes silent, so that the fetch cannot be done before it is killed
            HUB.fail(f"GET .*{WEIGHTS}", slow=True)
        pid = begin(process, "fetch", REPO)
        until(
            lambda last=last, slow=slow: (
                len(HUB.requests) >= last or (slow and HUB.asked_for(f"GET .*{WEIGHTS}") > 1) or has_ended(process)
            ),
            every=0.001,
        )
        time.sleep(chance.random() * 0.01)
        with suppress(ProcessLookupError):  # it may have come to its end meanwhile
            os.kill(pid, signal.SIGKILL)
        process.stdout.readline()
        HUB.release()
        HUB.faults.clear()
        found = hub_cache.at_hand(REPO)
        states.add(found is not None)
        assert found is None or not cards.damage(found.folder, found.card)
        after = hub.fetch(REPO)
        assert after.card == cards.read_card(folder) and not cards.damage(after.folder, after.card)
        shutil.rmtree(cache)
    assert False in states, "at least one was killed before the end"


def has_ended(process: subprocess.Popen) -> bool:
    """Whether the child has ended by itself."""
    return bool(select.select([process.stdout], [], [], 0)[0])
