"""Errors cross from a run's process, or from the function that holds a Space's GPU, to the page's: every kind does."""

import importlib
import pickle
import pkgutil

import genmodels
import ui

ARGUMENTS = {  # of those whose constructor asks for more than a sentence
    "KnownError": (("fixed",), {"name": "width", "known": "beta"}),
    "CheckpointError": (("no_file",), {"name": "mine", "file": "model.safetensors"}),
    "DataError": (("bad_data",), {"name": "mnist", "folder": "here", "why": "cut short"}),
    "HubError": (("hub_trouble",), {"name": "kim/vae", "status": 500}),
    "Complaint": (("error.class",), {"value": "12", "last": 9}),
    "Refusal": ((429, "error.too_large"), {"wait": 5.0, "limit": 3}),
    "Unreadable": (("size",), {"width": 9000, "height": 9000}),
    "Refused": (("few",), {"left_out": ("a.txt",), "count": 3, "least": 50}),
    "Misfit": (("missing",), {"name": "config.json"}),
    "Busy": (("mine",), {}),
}


def kinds() -> list[type[Exception]]:
    """Every exception that a module of ours defines."""
    found = {}
    for package in (genmodels, ui):
        for entry in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not entry.name.endswith("__main__"):
                module = importlib.import_module(entry.name)
                found |= {
                    f"{kind.__module__}.{kind.__name__}": kind
                    for kind in vars(module).values()
                    if isinstance(kind, type) and issubclass(kind, Exception) and kind.__module__ == entry.name
                }
    return list(found.values())


def test_every_error_crosses_from_process_to_process():
    found = kinds()
    assert {kind.__name__ for kind in found} > set(ARGUMENTS)
    for kind in found:
        arguments, fields = ARGUMENTS.get(kind.__name__, (("a sentence",), {}))
        error = kind(*arguments, **fields)
        error.noted = "afterwards"  # as HubError's status is
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is kind and str(again) == str(error), kind
        assert _plain(again) == _plain(error), kind


def _plain(error: Exception) -> dict:
    """What an error knows, the errors inside it as what they know."""
    return {name: _plain(value) if isinstance(value, Exception) else value for name, value in vars(error).items()}
