"""What every test shares: real data where they are at hand, and the shipped checkpoints."""

import gc
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

# Two threads wait for each other by spinning, six times slower than one as soon as anything else runs here. It has to
# be said before PyTorch is imported, and to the processes that tests start.
os.environ["OMP_NUM_THREADS"] = "1"

import hub_server  # noqa: F401  # before all else of ours: it says where the Hub is before its client is imported
import pytest

from genmodels.reasons import UserError
from ui.settings import reach_ourselves

if TYPE_CHECKING:  # PyTorch comes with it, and the process that deals the tests out to the workers needs none
    from genmodels import data

reach_ourselves()  # the Hub of the tests and the app that they start are on this machine


# the modules in whose pages somebody trains; the other half of what needs the app takes about as long
TRAINING = {"test_bench", "test_browser_few_labels", "test_browser_live", "test_browser_live_page"}
TRAINING |= {"test_browser_priors", "test_browser_room"}
# what joins them where the thorough tests are left out, of which they have the most: then both take as long again
EVENLY = {"test_browser_autoencoders", "test_browser_energy", "test_browser_maps", "test_browser_plan"}
EVENLY |= {"test_endpoints", "test_fuzz", "test_gate", "test_served"}


@pytest.hookimpl(hookwrapper=True)
def pytest_collection() -> Iterator[None]:
    """Nothing that is imported for the tests is ever garbage, and looking for some takes a fifth of the collection."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups by the same hook
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the workers, two have an app and a browser, and begin with them; they share the other modules with the third.

    A module stays together, for its fixtures.  Of what drives a browser, `make test` takes the main gestures.
    """
    for item in items:
        if item.get_closest_marker("browser") and not item.get_closest_marker("main"):
            item.add_marker("thorough")
    items.sort(key=lambda item: not _needs_app(item))
    first = TRAINING | EVENLY if "not thorough" in config.option.markexpr else TRAINING
    for item in items:
        group = ("training" if item.path.stem in first else "app") if _needs_app(item) else item.path.stem
        item.add_marker(pytest.mark.xdist_group(group))


def _needs_app(item: pytest.Item) -> bool:
    return "playground" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def mnist_test() -> "data.ImageSet":
    """The MNIST test half; the test is skipped where no data root holds it (it is never downloaded here)."""
    return _local("mnist", "MNIST")


@pytest.fixture(scope="session")
def fashion_test() -> "data.ImageSet":
    return _local("fashion", "FashionMNIST")


@pytest.fixture(scope="session")
def openmoji_test() -> "data.ImageSet":
    return _paired("openmoji")


@pytest.fixture(scope="session")
def shoes_test() -> "data.ImageSet":
    return _paired("shoes", "shoes_handbags")


@pytest.fixture(scope="session")
def facades_test() -> "data.ImageSet":
    return _paired("facades")


@pytest.fixture(scope="session", name="emoji-styles_test")
def emoji_styles_test() -> "data.ImageSet":
    return _by_hand("emoji-styles")


@pytest.fixture(scope="session", name="emoji-lines_test")
def emoji_lines_test() -> "data.ImageSet":
    return _by_hand("emoji-lines")


@pytest.fixture(scope="session")
def celeba_test() -> "data.ImageSet":
    return _by_hand("celeba")


def _by_hand(name: str) -> "data.ImageSet":
    from genmodels import data

    if not data.SOURCES[name].is_here():
        pytest.skip(f"no {name} in the data root; set GENMODELS_DATA to a folder that holds it")
    return data.load(name, "test")


def _paired(name: str, archive: str = "") -> "data.ImageSet":
    from genmodels import data

    if not (data.data_root() / f"{archive or name}.zip").is_file():
        pytest.skip(f"no {archive or name}.zip in the data root; set GENMODELS_DATA to a folder that holds it")
    return data.load(name, "test")


def _local(name: str, folder: str) -> "data.ImageSet":
    from genmodels import data

    if not (data.data_root() / folder / "raw" / "t10k-images-idx3-ubyte").is_file():
        pytest.skip(f"no {folder} in the data root; set GENMODELS_DATA to a folder that holds it")
    try:
        return data.load(name, "test")
    except UserError as error:
        pytest.skip(str(error))
