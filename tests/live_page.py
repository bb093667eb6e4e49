"""What tests do to a page with the Live training tab; fixtures `open_live` and `training` bring one (browser.py)."""

SMALL_DIGITS = "#live input[value=digits]"  # part of scikit-learn: they are there on every machine
STEP = "+(document.querySelectorAll('#live .view:not(.recorded)')[%d]?.dataset.step ?? -1)"  # of a run, none recorded


def refusals(page) -> list[str]:
    """Addresses that answer with an error from now on."""
    found: list[str] = []
    page.on("response", lambda answer: found.append(answer.url) if answer.status >= 400 else None)
    return found


def do(page, action: str) -> None:
    page.locator(f"#live [data-do={action}]:visible").click()


def offered(page, action: str) -> None:
    page.locator(f"#live [data-do={action}]:visible").wait_for()


def step(page, view: int = 0) -> int:
    return page.evaluate(STEP % view)


def beyond(page, count: int, view: int = 0) -> int:
    """The step on the screen, once it is larger than `count`."""
    page.wait_for_function(f"count => {STEP % view} > count", arg=count)
    return step(page, view)


def settled(page) -> int:
    """The step on the screen, once it is the one that a paused run stands at: a picture comes after the word."""
    said = "document.querySelector('#live .status .numbers').textContent.match(/step ([\\d,]+)/)"
    page.wait_for_function(f"{STEP % 0} === +({said}?.[1].replaceAll(',', '') ?? NaN)")
    return step(page)
