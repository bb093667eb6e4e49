"""Launches the playground: `python app.py`, then http://127.0.0.1:7860."""

import gc
import inspect
import os
from collections.abc import Iterator
from contextlib import contextmanager


def main() -> None:
    try:
        import genmodels  # noqa: F401, it says in a sentence where this Python is too old
    except ImportError as error:
        raise SystemExit(str(error)) from None

    # Gradio reads these when it is imported: nothing is reported, no version is looked up, and its own table of
    # events, which it would rebuild at every request, stays small.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000")
    os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "50")

    from genmodels.reasons import UserError
    from ui.settings import Settings, reach_ourselves

    try:
        settings = Settings.from_environment()
        settings.check_address()  # told at once, before seconds go into imports
        reach_ourselves(settings.host)
        gc.disable()  # of what is imported nothing is garbage, and looking for some takes a sixth of the start
        with no_stubs():
            from ui.app import launch

        gc.freeze()
        gc.enable()
        launch(settings)
    except UserError as error:
        raise SystemExit(str(error)) from None


@contextmanager
def no_stubs() -> Iterator[None]:
    """Gradio parses the source of its components whenever it is imported, to write stubs for editors: a quarter of the
    start. It skips classes that have no source file; here it is told that its own have none."""
    told = inspect.getfile

    def getfile(thing: object) -> str:
        if (getattr(thing, "__module__", None) or "").startswith("gradio."):
            raise OSError("not looked at")
        return told(thing)

    inspect.getfile = getfile
    try:
        yield
    finally:
        inspect.getfile = told


if __name__ == "__main__":
    main()
