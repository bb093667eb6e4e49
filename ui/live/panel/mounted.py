"""What a tab hands to the live panel that it mounts:

panel("live/panel/live", control, room, elem_id=…, **mounted("priors", SHOW.family, "tabs/priors/bend"))
"""

from ui.live.panel.control import offers
from ui.settings import Limits


def mounted(tab: str, chosen: str, *styles: str, login: bool = False) -> dict:
    """chosen: the family that it opens with.  styles: of the tab's own.  login: whether one can publish from it."""
    return {
        "tab": tab,
        "styles": list(styles),
        "offers": offers(tab),
        "chosen": chosen,
        "login": login,
        "classroom": bool(Limits.from_environment().classroom),
    }
