"""The files in which live runs leave their states: there while somebody may take them up, and no longer."""

import dataclasses
from pathlib import Path

from shows import show

from ui.live.worker.job import Job

pytest_plugins = ["silent_worker"]

JOB = Job(show("dcgan"), "mnist", "")


def states(house) -> set[str]:
    return {str(path) for path in house.folder.iterdir()}


def leave(run, worker) -> None:
    """What a worker does when it is told to stop."""
    Path(worker.told[0].leave).touch()
    worker.gone()


def test_a_state_goes_when_nobody_can_take_it_up_and_the_last_stays(house):
    run = house.start("a", JOB)
    for seed in range(3):
        dismissed = run.worker
        house.start("a", dataclasses.replace(JOB, seed=seed), room=run)
        leave(run, dismissed)  # it writes after the room has another
    leave(run, run.worker)
    assert states(house) == {run.job.leave}
    house.go_on(run)
    leave(run, run.worker)
    assert states(house) == {run.job.leave}
    house.start("a", JOB, room=run)
    assert not states(house)
    house.forget(run)
    leave(run, run.worker)
    assert not states(house)


def test_what_is_written_when_nobody_waits_for_it_any_more_goes(house):
    run, late = house.start("a", JOB), house.folder / "copy-late.pt"
    run.save(str(late))
    run.give_up(str(late))
    late.touch()
    run.worker.heard({"kind": "saved", "path": str(late), "step": 1})
    assert not late.exists() and run.reason == {}


def test_the_state_that_a_copy_began_with_goes_with_the_need_for_it(house):
    copied = house.folder / "copy.pt"
    copied.touch()
    run = house.start("a", dataclasses.replace(JOB, state=str(copied)))
    leave(run, run.worker)
    house.go_on(run)
    assert states(house) == {run.job.leave}
    leave(run, run.worker)
    house.forget(run)
    assert not states(house)
