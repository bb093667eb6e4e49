"""Plain functions become what a page and a program call: server functions of a panel, errands, and endpoints.

What computes is answered by the two workers of `infer`. What waits, for a disk, a worker or the Hub, is an errand: it
has threads of its own. Mistakes are told in the visitor's language.
"""

import asyncio
import inspect
import logging
import time
from collections.abc import Callable, Iterable
from contextvars import copy_context
from dataclasses import dataclass
from functools import cache, partial, wraps
from typing import Any

import gradio as gr

from genmodels.reasons import UserError
from ui.door import visitors
from ui.language import words
from ui.serving import zero_gpu
from ui.serving.infer import infer, line
from ui.serving.line import Full, Line
from ui.serving.tickets import Tickets
from ui.settings import Limits

ERRANDS = 16
ERRANDS_EACH = 2  # of one visitor at a time: whoever waits for the Hub has another thread for a click
logger = logging.getLogger("genmodels.ui")
_tickets = Tickets()


@cache
def _errands() -> Line:
    """Everybody's turn before the threads that wait for a disk, a worker or the Hub."""
    return Line(ERRANDS, Limits.from_environment().queue, name="errand", each=ERRANDS_EACH, computes=False)


@dataclass(frozen=True)
class Login:
    """A visitor's account at the Hub, and what lets this server act for them there."""

    name: str
    token: str


async def run_errand(work: Callable[..., Any], *arguments: Any, visitor: str = "") -> Any:
    """What `work` returns, which computes nothing but waits; when it is this visitor's turn. Raises Complaint, too."""
    try:
        return await asyncio.wrap_future(_errands().submit(visitor, copy_context().run, work, *arguments))
    except Full:
        raise words.Complaint("error.busy") from None


def errand(work: Callable, *, login: bool = False) -> Callable:
    """Marks a panel's function that computes nothing but waits for a disk, a worker or the Hub: see `run_errand`.

    login: it is `work(data, login)`, with the visitor's own login at the Hub, or None.
    """
    work.errand, work.login = True, login
    return work


def server_function(work: Callable[[dict], dict]) -> Callable:
    """`work(data) -> answer` as a server function of a gr.HTML panel.

    Adds the milliseconds it took and those it waited for a worker. A mistake becomes {"error": sentence, "about": the
    field, if it is about one} in the visitor's language; what nobody foresaw is logged here with its traceback and told
    there in a sentence without one.
    Who waits long is told {"ticket", "place"} and asks again with the ticket, which the panel's script does by itself.
    """

    async def answer(
        data: dict, request: gr.Request, token: gr.OAuthToken | None = None, account: gr.OAuthProfile | None = None
    ) -> dict:
        code = words.language(request)
        try:
            if not isinstance(data, dict):
                raise words.Complaint("error.no_data")
            code = words.chosen(data.get("language"), code)
            visitor = visitors.of(request)
            data = data | {"visitor": visitor}
            zero_gpu.on_behalf_of(request)
            if hasattr(work, "errand"):
                login = Login(account.username, token.token) if token and account else None
                arguments = (data, login) if work.login else (data,)
                return await run_errand(work, *arguments, visitor=visitor)
            place = partial(line().place, visitor)
            answered = await _tickets.again(data.get("ticket"), place)
            asked = time.perf_counter()
            return answered or await _tickets.first(infer(_timed, work, data, asked, visitor=visitor), place)
        except UserError as mistake:
            return {"error": words.told(mistake, code), **words.about(mistake)}
        except Exception:
            logger.exception("%s failed", work.__name__)
            return {"error": words.text("error.unexpected", code)}

    answer.__name__ = work.__name__  # by which the panel's script calls it
    answer.login = getattr(work, "login", False)
    return answer


def direct(page: gr.Blocks) -> dict[tuple[int, str], Callable]:
    """Those of a page's server functions that need nothing of Gradio's, by their panel's id and their name."""
    return {
        (number, function.__name__): function
        for number, block in page.blocks.items()
        for function in getattr(block, "server_fns", ())
        if not function.login
    }


def _timed(work: Callable[[dict], dict], data: dict, asked: float) -> dict:
    start = time.perf_counter()
    answer = work(data)
    end = time.perf_counter()
    return answer | {"milliseconds": round(1000 * (end - start), 1), "waited": round(1000 * (start - asked), 1)}


@dataclass(frozen=True)
class Sent:
    """Stands where a program sent no value, or one too many: how many it sent."""

    count: int


class Page(gr.Blocks):
    """A page whose endpoints may be asked with fewer values than they take, where the others have a default."""

    async def preprocess_data(self, block_fn, inputs: list, *arguments, **options):
        count, takes = len(inputs), len(block_fn.inputs)
        if count != takes and hasattr(block_fn.fn, "endpoint"):
            inputs = [*inputs[: min(count, takes - 1)], *[Sent(count)] * max(1, takes - count)]
        return await super().preprocess_data(block_fn, inputs, *arguments, **options)


def endpoint(work: Callable) -> Callable:
    """A typed function as an endpoint of a `Page`: same workers, mistakes as gr.Error in the language asked for."""
    signature = inspect.signature(work)

    @wraps(work)
    async def answer(request: gr.Request, *arguments):
        code = words.language(request)
        try:
            return await infer(work, *_completed(work.__name__, signature, arguments), visitor=visitors.of(request))
        except UserError as mistake:
            raise gr.Error(words.told(mistake, code), print_exception=False) from None
        except Exception:
            logger.exception("%s failed", work.__name__)
            raise gr.Error(words.text("error.unexpected", code), print_exception=False) from None

    answer.endpoint = True
    # Gradio looks here for what to hand over; the request is no argument that a program gives
    asked = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=gr.Request)
    answer.__signature__ = signature.replace(parameters=[asked, *signature.parameters.values()])
    answer.__annotations__ = work.__annotations__ | {"request": gr.Request}
    return answer


def _completed(name: str, signature: inspect.Signature, values: tuple) -> list:
    """The values with a default for each that was not sent; raises Complaint where there is none, or too many came."""
    wanted = list(signature.parameters.values())
    needed = [each for each in wanted if each.default is inspect.Parameter.empty]
    sent = next((value.count for value in values if isinstance(value, Sent)), len(values))
    if not len(needed) <= sent <= len(wanted):
        names = ", ".join(each.name for each in wanted)
        raise words.Complaint("error.values", function=f"/{name}", names=names, needed=len(needed), sent=sent)
    return [each.default if isinstance(value, Sent) else value for each, value in zip(wanted, values, strict=True)]


def publish(functions: Iterable[Callable]) -> None:
    """Puts typed functions into the page that is being built, as endpoints of their names."""
    for function in functions:
        # queue=False saves two round trips; order and limit are kept by the two workers
        gr.api(endpoint(function), api_name=function.__name__, queue=False)
