"""A live run with brought pictures where a system is as poor as Windows: a script, and what it takes away.

No nice value, no fork, no memory without a name, no handles over a socket, and each process begins by spawn. A spawned
worker runs this script's beginning, too, so it is just as poor.
"""

import io
import multiprocessing
import os
import time
from multiprocessing import reduction

for _name in ("nice", "fork", "forkpty", "memfd_create", "sched_getaffinity"):
    delattr(os, _name)
multiprocessing.get_all_start_methods = lambda: ["spawn"]
multiprocessing.context._concrete_contexts = {"spawn": multiprocessing.get_context("spawn")}
multiprocessing.set_start_method("spawn", force=True)
reduction.send_handle = reduction.recv_handle = None


def main() -> None:
    from PIL import Image

    from ui.live import house
    from ui.live.panel import control as panel
    from ui.live.show import Shows
    from ui.live.uploads import own
    from ui.settings import Limits
    from ui.tabs.live.shows.dcgan.show import SHOW

    owner, files = "o" * 32, []
    for number in range(own.LEAST):
        encoded = io.BytesIO()
        Image.new("L", (30, 30), number * 5).save(encoded, "PNG")
        files.append((f"{number}.png", encoded.getvalue()))
    runs = house.runs()
    runs.limits, runs.shows = Limits(run_nice=5), Shows([SHOW])
    found = own.read_own(files, size=28, grey=True).data.images
    about = {"shape": list(found.shape[1:]), "count": len(found)}
    runs.uploads.keep(owner, "pictures", memoryview(found.numpy()).cast("B"), about)
    config = {"latents": 8, "width": 4, "d_width": 4}
    asked = {"do": "start", "owner": owner, "family": "dcgan", "data": "own", "config": config}
    run = runs.room(panel.control(asked)["code"])
    while run.state != "ended" and run.frame.get("step", 0) < 3:
        time.sleep(0.02)
    told = run.state, run.about.get("amount"), run.reason
    runs.stop(run)
    while run.state != "ended":
        time.sleep(0.02)
    runs.close()
    print("told", *told)


if __name__ == "__main__":
    main()
