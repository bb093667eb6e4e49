"""What the Live training tab asks about the pictures that a visitor brings, and what a run makes of them."""

from genmodels.blocks.convolutional import GENERATORS
from genmodels.config import Config
from ui.language.words import Complaint
from ui.live.house import runs
from ui.live.show import SIZES, Show
from ui.live.uploads import own
from ui.live.worker.job import Brought
from ui.settings import Limits


def offer() -> dict:
    """What the page's script needs to know before somebody uploads."""
    limits = Limits.from_environment()
    return {"least": own.LEAST, "most": limits.upload_pictures, "megabytes": limits.upload_mb, "sizes": SIZES}


def restored(owner: str) -> dict:
    """What a page that opens again finds of its own: "pictures" and "weights", each as `upload_routes` told it."""
    found = {kind: runs().uploads.newest(owner, kind) for kind in ("pictures", "weights")}
    return {kind: held and held.about for kind, held in found.items()}


def pictures_of(owner: str, show: Show) -> tuple[Brought, dict]:
    """The owner's pictures, and the knobs that follow from them."""
    held = runs().uploads.newest(owner, "pictures")
    if held is None:
        raise Complaint("live.own_missing", least=own.LEAST)
    channels, size, _ = held.about["shape"]
    brought = Brought(held.token, (held.about["count"], channels, size, size))
    return brought, {"channels": channels, "size": size} | (show.large if size > SIZES[0] else {})


def check_plan(config: Config) -> None:
    """Raises Complaint where the chosen layers cannot make pictures of this size."""
    plan = getattr(config, "plan", None)
    if plan and (plan, config.size) not in GENERATORS:
        raise Complaint("live.own_plan", size=config.size)
