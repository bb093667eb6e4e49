"""Publishing a live run's model: with the visitor's own login or not at all, and every refusal in a sentence."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import gradio as gr
import pytest
from families import small_learner
from gradio import oauth
from gradio.helpers import special_args
from hub_server import HUB, NOBODY

import genmodels
from genmodels import cards, hub_listing
from genmodels.cards import CARD, WEIGHTS, Card
from genmodels.hub_errors import HubError
from ui.language import words
from ui.language.words import Complaint
from ui.live.panel import publish as live_publish
from ui.serving import functions
from ui.serving.functions import Login
from ui.tabs.live import tab as live

VISITOR = "a-visitor's-token"


@pytest.fixture(autouse=True)
def space(monkeypatch):
    """A Space where people can log in, and a healthy, empty Hub."""
    HUB.reset()
    monkeypatch.setenv("SYSTEM", "spaces")
    monkeypatch.setenv("SPACE_ID", "somebody/playground")
    for name in ("CLIENT_ID", "CLIENT_SECRET", "SCOPES"):  # which Gradio reads when it is imported
        monkeypatch.setattr(oauth, f"OAUTH_{name}", "the-space")
    monkeypatch.setattr(oauth, "OPENID_PROVIDER_URL", "http://127.0.0.1:9")


@pytest.fixture(autouse=True)
def run(monkeypatch):
    """A run of this visitor's, with a small untrained generator."""

    def write(_, within):
        model = small_learner("dcgan").model
        card = Card(name="dcgan-mnist-live", family="dcgan", config=model.config.to_dict(), data="MNIST")
        cards.save(within / card.name, model, card)
        (within / card.name / "README.md").write_text("---\ntags: [genmodels, dcgan]\n---\n")
        return within / card.name

    monkeypatch.setattr(live_publish, "run_of", lambda data: None)
    monkeypatch.setattr(live_publish, "write_checkpoint", write)


def publish(repo: object = "mine", token: str = VISITOR) -> dict:
    return live_publish.publish({"repo": repo}, Login("kim", token) if token is not None else None)


def test_a_run_becomes_a_repository_that_the_search_finds_and_genmodels_loads():
    answer = publish("mine")
    assert answer["repo"] == "kim/mine" and answer["link"].endswith("/kim/mine")
    assert {CARD, WEIGHTS, "README.md"} <= set(HUB.commits["kim/mine"][HUB.head("kim/mine")])
    assert HUB.logins - {None} == {f"Bearer {VISITOR}"}, "the server's own login is never used"
    assert [found.repo_id for found in hub_listing.search()] == ["kim/mine"]
    assert genmodels.load("kim/mine", device="cpu").card.family == "dcgan"


@pytest.mark.parametrize("token", [None, ""])
def test_without_a_login_nothing_is_sent(token):
    with pytest.raises(Complaint, match="Log in to the Hub first"):
        publish(token=token)
    assert not HUB.requests


def test_off_a_space_a_login_is_refused_because_gradio_would_take_this_machines(monkeypatch):
    monkeypatch.delenv("SYSTEM")
    with pytest.raises(Complaint, match="Log in to the Hub first"):
        publish()
    assert not HUB.requests


@pytest.mark.parametrize(
    "name", ["", None, 3, "a/b/c", "../mine", "mi ne", "kim/", "mine--", "x" * 200, "-mine", "mine."]
)
def test_a_name_that_is_none_is_refused_here(name):
    with pytest.raises(Complaint, match="is none"):
        publish(name)
    assert not HUB.requests


def test_a_repository_that_is_there_is_left_alone():
    commit = HUB.commit("kim/mine", {"README.md": b"old"})
    with pytest.raises(Complaint, match="already"):
        publish("mine")
    assert HUB.head("kim/mine") == commit


def test_a_login_that_may_not_is_told_so():
    with pytest.raises(Complaint, match="may not create lee/mine"):
        publish("lee/mine", token=NOBODY)


@pytest.mark.parametrize("status, sentence", [(401, "no longer accepts your login"), (500, "trouble of its own")])
def test_other_refusals_are_told_too(status, sentence):
    HUB.fail("POST /api/repos/create", status=status)
    with pytest.raises((Complaint, HubError), match=sentence):
        publish()
    HUB.faults.clear()
    assert publish()["repo"] == "kim/mine", "and it can be tried again"


def test_an_upload_that_fails_leaves_no_empty_repository_in_its_own_way():
    HUB.fail("POST /api/models/kim/mine/commit", status=500)
    with pytest.raises(HubError, match="trouble of its own"):
        publish()
    assert "kim/mine" not in HUB.commits
    HUB.faults.clear()
    assert publish()["repo"] == "kim/mine"


def test_uploads_at_the_same_time_are_bounded(monkeypatch):
    for _ in range(live_publish.AT_ONCE):
        assert live_publish._uploads.acquire(blocking=False)
    try:
        with pytest.raises(Complaint, match="Others are publishing"):
            publish()
    finally:
        for _ in range(live_publish.AT_ONCE):
            live_publish._uploads.release()


def asked_by(session: dict, work: Callable) -> dict:
    """The answer to a browser with this session, by the way that Gradio takes."""
    answer = functions.server_function(work)
    request = SimpleNamespace(scope={"session": session}, headers={}, client=None)
    arguments, *_ = special_args(answer, [{"repo": "mine"}], request, None)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, answer(*arguments)).result()


def test_the_login_is_that_of_whoever_asks():
    account = {"name": "Kim", "preferred_username": "kim", "profile": "", "picture": ""}
    login = {"access_token": VISITOR, "scope": "contribute-repos", "expires_at": 10**11, "userinfo": account}
    refused = words.text("live_publish.publish_login", "en")
    for session in ({}, {"oauth_info": login | {"expires_at": 1}}):
        assert asked_by(session, live_publish.publish)["error"] == refused
        assert asked_by(session, live_publish.visitor) == {"name": None}
    assert not HUB.requests
    assert asked_by({"oauth_info": login}, live_publish.visitor) == {"name": "kim"}
    assert asked_by({"oauth_info": login}, live_publish.publish)["repo"] == "kim/mine"


@pytest.mark.parametrize("on_a_space", [True, False])
def test_people_can_log_in_only_where_they_do_so_with_accounts_of_their_own(monkeypatch, on_a_space):
    if not on_a_space:
        monkeypatch.delenv("SYSTEM")
    with gr.Blocks() as page:
        live.build()
    assert page.expects_oauth is on_a_space
