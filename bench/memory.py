"""How much memory the server takes: python -m bench.memory

Starts the app, asks for its page, loads every bundled model the way a request does, and reads the resident memory of
the server and its children. No live run is started: each would have a process of its own.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

from bench.playground import started

LIMIT = 1.5  # GB, with everything loaded

# The server itself, which loads all it has when a byte comes in, and tells when it is done.
SERVER = """
import sys, threading
from ui.serving import infer as serving
from genmodels import checkpoints

def load():
    sys.stdin.readline()
    models = [serving.model(name) for name in checkpoints.names()]
    print(len(serving.shelf().names()), len(models), flush=True)

threading.Thread(target=load, daemon=True).start()
import app
app.main()
"""


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    with started(SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as (_, server):
        server.stdout.readline()  # "The playground is at ..."
        print(f"started: {resident(server.pid):.2f} GB")
        server.stdin.write("\n")
        server.stdin.flush()
        count, bundled = map(int, server.stdout.readline().split())
        time.sleep(1)  # what loading needed for a moment is given back
        total = resident(server.pid)
        print(f"{count} of {bundled} bundled models loaded: {total:.2f} GB, at most {LIMIT} wanted")
        sys.exit(total >= LIMIT or count < bundled)


def resident(pid: int) -> float:
    """Gigabytes of a process and its children that are in memory; what they share is counted for each."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    own = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return own * 1024 / 1e9 + sum(resident(int(child)) for child in children)


if __name__ == "__main__":
    main()
