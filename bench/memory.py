"""How much memory the server takes: python -m bench.memory [--names CHECKPOINT ...]

Starts the app, asks for its page, loads the models, every bundled one by default, the way a request does, and reads the
resident memory of the server and its children. No live run is started: each would have a process of its own.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

from bench.playground import started
from genmodels import checkpoints

LIMIT = 1.5  # GB, with everything loaded

# The server itself, which loads the models that a line names, and tells how many it has when it is done.
SERVER = """
import sys, threading
from ui.serving import infer as serving

def load():
    for line in sys.stdin:
        models = [serving.model(name) for name in line.split()]
        print(len(serving.shelf().names()), flush=True)

threading.Thread(target=load, daemon=True).start()
import app
app.main()
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", nargs="+", default=checkpoints.names(), help="checkpoints; default: all")
    names = parser.parse_args().names
    with started(SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as (_, server):
        server.stdout.readline()  # "The playground is at ..."
        print(f"started: {resident(server.pid):.2f} GB")
        server.stdin.write(" ".join(names) + "\n")
        server.stdin.flush()
        count = int(server.stdout.readline())
        time.sleep(1)  # what loading needed for a moment is given back
        total = resident(server.pid)
        print(f"{count} of {len(names)} models loaded: {total:.2f} GB, at most {LIMIT} wanted")
        sys.exit(total >= LIMIT or count < len(names))


def resident(pid: int) -> float:
    """Gigabytes of a process and its children that are in memory; what they share is counted for each."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    own = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return own * 1024 / 1e9 + sum(resident(int(child)) for child in children)


if __name__ == "__main__":
    main()
