"""How a command on the command line ends: a mistake is one sentence, and a reader that has gone is none at all."""

import os
import sys
from collections.abc import Callable

from genmodels.reasons import UserError


def status(work: Callable[[], int]) -> int:
    """The exit status of work()."""
    try:
        done = work()
        sys.stdout.flush()
        return done
    except UserError as error:
        print(f"{error}.", file=sys.stderr)
        return 2
    except BrokenPipeError:  # `| head` has read enough; Python would write what is left once more when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
