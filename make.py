"""What the Makefile does, on any system; on Windows, where there is no make: `py make.py app`, `py make.py test`.

app    sets up a virtual environment and serves http://127.0.0.1:7860
test   the same set-up, then the tests that are run while one works. With ALL=1 in the environment also those that are
       marked as thorough, as wherever a change lands: all of a tab in a browser, not only what it is for; Korean pages;
       what each preset shows, every bench for a moment, every score of a card. WORKERS=2 for fewer processes than three
lint   the style alone
clean  removes what the others made

Only the standard library, and nothing that an old Python cannot read: it has to say that it is too old.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
APART = ["--dist", "loadgroup", "--no-loadscope-reorder"]  # groups of tests, in the order of tests/conftest.py
CHOSEN = [] if os.environ.get("ALL") else ["-m", "not thorough"]
COMMANDS = {
    "app": [["app.py"]],
    "test": [["-m", "pytest", "--numprocesses", os.environ.get("WORKERS", "3"), *APART, *CHOSEN]],
    "lint": [["-m", "ruff", "check", "."], ["-m", "ruff", "format", "--check", "."]],
}
MADE = (".venv", ".pytest_cache", ".ruff_cache", ".import_linter_cache")


def main(arguments):
    command = arguments[0] if len(arguments) == 1 else ""
    if command == "clean":
        for name in MADE:
            shutil.rmtree(str(ROOT / name), ignore_errors=True)
        return 0
    if command not in COMMANDS:
        print(__doc__)
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036, before minutes go into an installation that cannot succeed
        print("genmodels needs Python 3.11 or newer; this is {}.{}".format(*sys.version_info), file=sys.stderr)
        return 1
    status = install("requirements.txt", ".installed")
    if command != "app":
        status = status or install("requirements-dev.txt", ".installed-dev")
    for each in COMMANDS[command]:
        status = status or call([str(PYTHON), *each])
    return status


def install(requirements, stamp):
    """Brings the virtual environment to what a file asks for, unless that was done since the file last changed."""
    asked, done = ROOT / requirements, VENV / stamp
    if done.exists() and done.stat().st_mtime >= asked.stat().st_mtime:
        return 0
    status = 0 if PYTHON.exists() else call([sys.executable, "-m", "venv", str(VENV)])
    status = status or call([str(PYTHON), "-m", "pip", "install", "--quiet", "-r", str(asked)])
    if not status:
        done.touch()
    return status


def call(command):
    """The exit status of a command, run here; Ctrl-C is the command's own to answer."""
    with subprocess.Popen(command, cwd=str(ROOT)) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
