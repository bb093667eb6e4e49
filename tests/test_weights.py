"""Weights that visitors choose from the Hub: what they may name, how much is fetched, and what others notice of it."""

import asyncio
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest
import torch
from families import small_learner
from hub_server import HUB
from huggingface_hub import constants
from visitors_choose import REPO, downloads, ended
from waiting import until

from genmodels import cards, checkpoints, hub, hub_listing
from genmodels.cards import CARD, WEIGHTS, Card
from genmodels.hub_errors import HubError
from genmodels.reasons import UserError
from ui.language.words import Complaint
from ui.parts.weights import downloads as weights
from ui.parts.weights import picker as pickers
from ui.parts.weights.picker import MOST_SCORES, numeric, picker
from ui.serving import checked, functions
from ui.serving import infer as serving
from ui.serving.seldom import Seldom
from ui.tabs.classes.offer import CLASSES
from ui.tabs.latent.asks import _fitting, open_model
from ui.tabs.latent.offer import LATENT

pytest_plugins = ["weights_on_hub"]
pytestmark = pytest.mark.usefixtures("hub_and_cache")


def test_what_is_chosen_is_pinned_and_can_be_shown():
    job = ended(downloads().start(REPO, LATENT))
    assert job.error is None and job.name == f"{REPO}@{HUB.head(REPO)}"
    assert job.so_far == job.total > 0
    network = checked.network(job.name, LATENT)
    assert (network.card.name, network.repository, network.source) == ("vae-small", job.name, "cached")
    with pytest.raises(Complaint, match="cannot show"):
        checked.network(job.name, CLASSES)


def test_a_choice_stays_what_it_was_when_the_repository_moves_on(made, tmp_path):
    first = ended(downloads().start(REPO, LATENT)).name
    old = checked.network(first, LATENT)
    cards.save(tmp_path / "newer", small_learner("vae", seed=1).model, cards.read_card(made["vae"]))
    HUB.publish(REPO, tmp_path / "newer")
    second = ended(downloads().start(REPO, LATENT)).name
    assert first != second and checked.network(first, LATENT) is old is not checked.network(second, LATENT)


@pytest.mark.parametrize(
    "name",
    ["../small", "/etc/passwd", "kim/..", "./small", "kim/small/..", "kim/small@../../main", "kim", "a/b/c", "http://x/y",
     "kim/sm\0all", "kim/" + "x" * 200, "", None, 3, ["kim/small"]],
    ids=repr,
)  # fmt: skip
def test_only_names_of_repositories_are_asked_for(name):
    with pytest.raises(Complaint, match="no name of a repository"):
        downloads().start(name, LATENT)
    with pytest.raises(Complaint):
        checked.network(name, LATENT)
    assert not HUB.requests


def test_a_local_folder_is_not_what_a_visitor_names(monkeypatch):
    monkeypatch.chdir(checkpoints.BUNDLED.parent)  # where checkpoints/vae-mnist is a folder
    assert "no repository checkpoints/vae-mnist" in str(ended(downloads().start("checkpoints/vae-mnist", LATENT)).error)


def test_nobodys_login_is_used():
    ended(downloads().start(REPO, LATENT))
    hub_listing.search()
    assert HUB.logins == {None}
    hub.fetch(REPO)
    assert HUB.logins == {None, "Bearer kim's-token"}, "the operator's own checkpoints come with the operator's"


def test_another_family_is_refused_before_its_weights_are_fetched(made):
    HUB.publish("kim/gan", made["cgan"])
    assert "cannot show" in str(ended(downloads().start("kim/gan", LATENT)).error)
    assert not HUB.asked_for(WEIGHTS)


def test_downloads_under_way_are_bounded_and_nobody_waits_for_them():
    HUB.fail("resolve", slow=True)
    some = downloads(hub_at_once=1)
    jobs = [some.start(f"kim/number-{number}", LATENT) for number in range(1 + weights.LINE)]
    assert some.start("kim/number-0", LATENT) is jobs[0], "who asks for the same joins in"
    with pytest.raises(Complaint, match="being fetched already"):
        some.start("kim/one-more", LATENT)
    until(lambda: HUB.requests)
    with ThreadPoolExecutor(1) as pool:  # a thread of its own: this one may hold a browser test's event loop
        assert pool.submit(asyncio.run, serving.infer(lambda: "served")).result(60) == "served"
    assert len(HUB.requests) == 1, "one at a time"
    HUB.release()
    assert all("no repository" in str(ended(job).error) for job in jobs)
    assert ended(some.start(REPO, LATENT)).name


def test_an_operator_can_forbid_it():
    with pytest.raises(Complaint, match="fetches nothing from the Hub"):
        downloads(hub_at_once=0).start(REPO, LATENT)


def test_a_failed_one_says_why_and_can_be_tried_again():
    HUB.fail("resolve", status=503, headers={"Retry-After": "100"})
    some = downloads()
    assert "(503)" in str(ended(some.start(REPO, LATENT)).error)
    with pytest.raises(HubError, match="503"):
        raise some.look(REPO, LATENT).error
    HUB.faults.clear()
    assert ended(some.start(REPO, LATENT)).name


def test_one_that_stalls_is_given_up(monkeypatch):
    monkeypatch.setattr(weights, "STALLED", 0.01)
    HUB.fail("resolve", slow=True)
    some = downloads()
    job = some.start(REPO, LATENT)
    until(lambda: some.look(REPO, LATENT).error)
    assert "sent nothing for" in str(job.error)
    with pytest.raises(Complaint):
        job.told(1, 2)  # by which its thread ends


def ask(offer=LATENT, **data) -> dict:
    return picker(offer)(data)


def test_the_picker_lists_what_the_tab_can_show(made):
    HUB.publish("kim/gan", made["cgan"])
    name = ended(weights.downloads().start(REPO, LATENT)).name
    HUB.requests.clear()
    listed = ask(do="list")
    assert [entry["name"] for entry in listed["cached"]] == [name]
    assert {entry["name"] for entry in listed["bundled"]} == set(serving.available(*LATENT))
    assert ask(CLASSES, do="list")["cached"] == []
    assert not HUB.requests, "a list asks nobody"


def test_the_search_goes_by_the_tag_and_the_family(made):
    HUB.publish("kim/gan", made["cgan"])
    HUB.commit("kim/other", {"README.md": b"---\ntags: [something]\n---\n"})
    assert [entry["name"] for entry in ask(do="search")["hub"]] == [REPO]
    assert [entry["name"] for entry in ask(CLASSES, do="search", text="ga")["hub"]] == ["kim/gan"]
    assert ask(do="search", text="nothing like it")["hub"] == []


@pytest.mark.parametrize("fault", ["refused", "silent", "offline"])
def test_without_a_network_the_search_says_so_at_once(monkeypatch, fault):
    monkeypatch.undo()  # with the patience as shipped
    if fault == "refused":
        HUB.stop()
    elif fault == "silent":
        HUB.fail("/api/models", silent=True)
    else:
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    start = time.monotonic()
    with pytest.raises(HubError, match=r"could not be reached|did not answer|HF_HUB_OFFLINE"):
        ask(do="search")
    assert time.monotonic() - start < 3


def test_what_is_on_is_described_whoever_wrote_the_card(made, tmp_path):
    folder = tmp_path / "odd"
    scores = {"nll": 84.154, "by_class": [1, 2], "odd": float("inf"), "huge": 10**400, "text": "<b>", "n": 10_000} | {
        f"s{i}": i for i in range(50)
    }
    card = Card(**vars(cards.read_card(made["vae"])) | {"scores": scores, "data": "x" * 5000, "licence": "<script>"})
    cards.save(folder, small_learner("vae").model, card)
    HUB.publish("kim/odd", folder)
    facts = ask(do="show", name=ended(weights.downloads().start("kim/odd", LATENT)).name)
    assert facts["scores"][:2] == [["nll", "84.15"], ["n", "10,000"]] and len(facts["scores"]) == MOST_SCORES
    assert len(facts["title"]) == 300 and facts["source"] == "cached" and facts["called"].startswith("kim/odd@")
    assert [numeric(scores, name) for name in ("nll", "huge", "odd", "text")] == [84.154, None, None, None]


def test_what_no_answer_could_carry_is_left_out_of_it(made):
    """Half a surrogate pair is no UTF-8, and whole numbers have 64 bits."""
    files = {path.name: path.read_bytes() for path in made["vae"].iterdir()}
    odd = {
        "seed": -(10**30),
        "steps": 10**300,
        "data": "da\ud800ta",
        "licence": "\udfff",
        "scores": {"\ud800": 10**300},
    }
    HUB.commit(REPO, files | {CARD: json.dumps(json.loads(files[CARD]) | odd).encode()})
    name = ended(downloads().start(REPO, LATENT)).name
    facts = ask(do="show", name=name)
    assert (facts["data"], facts["scores"], facts["steps"]) == ("da?ta", [["?", "1e+300"]], 2**53 - 1)
    for answer in (facts, ask(do="list"), open_model({"model": name})):
        assert orjson.loads(orjson.dumps(answer)), "by which Gradio sends it"


def test_a_fallback_says_why_and_can_be_tried_again(made, monkeypatch, tmp_path):
    monkeypatch.setattr(checkpoints, "BUNDLED", tmp_path)
    cards.save(tmp_path / "vae-mnist", small_learner("vae").model, cards.read_card(made["vae"]))
    monkeypatch.setenv("GENMODELS_HUB", "lee")
    monkeypatch.setattr(pickers, "_renewed", Seldom(pause=60))
    facts = ask(do="show", name="vae-mnist")
    assert facts["source"] == "bundled" and "no repository lee/vae-mnist" in facts["reason"]
    assert "lee/vae-mnist 저장소가 Hub에 없습니다" in ask(do="show", name="vae-mnist", language="ko")["reason"]
    assert ask(do="again", name="vae-mnist")["reason"]
    HUB.publish("lee/vae-mnist", made["vae"])
    asked = len(HUB.requests)
    assert ask(do="again", name="vae-mnist")["reason"] and len(HUB.requests) == asked, "somebody has just tried"
    monkeypatch.setattr(pickers, "_renewed", Seldom(pause=0))
    facts = ask(do="again", name="vae-mnist")
    assert (facts["source"], facts["reason"]) == ("downloaded", "")
    assert facts["called"].startswith("lee/vae-mnist@")


@pytest.mark.parametrize(
    "question",
    [{}, {"do": "delete"}, {"do": ["list"]}, {"do": "show"}, {"do": "progress", "name": {}}, {"do": "again"}],
)
def test_a_question_that_makes_no_sense_is_answered_in_a_sentence(question):
    with pytest.raises(UserError):
        ask(**question)


def test_an_errand_leaves_the_inference_workers_alone():
    seen = []

    @functions.errand
    def work(data: dict) -> dict:
        seen.append(threading.current_thread().name)
        return {}

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(asyncio.run, functions.server_function(work)({}, None)).result(60) == {}
    assert seen[0].startswith("errand")


@pytest.mark.parametrize("language, sentence", [("en", "does not give access"), ("ko", "접근을 허락하지 않습니다")])
def test_what_the_hub_did_not_give_is_told_in_the_readers_language(language, sentence):
    HUB.fail("/api/models", status=403)
    question = {"do": "search", "language": language}
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(asyncio.run, functions.server_function(picker(LATENT))(question, None)).result(60)
    assert sentence in answer["error"]


def test_an_evaluation_by_a_stranger_is_used_only_where_it_fits():
    labels = torch.arange(20) % 10
    good = {
        "test_means": torch.zeros(20, 3),
        "test_labels": labels,
        "kl_per_dimension": torch.ones(3),
        "class_means": torch.ones(10, 3),
    }
    assert set(_fitting(good, 3)) == set(good)
    assert _fitting(good, 2) == {}
    assert set(_fitting(good | {"kl_per_dimension": torch.tensor([1, 2, float("nan")])}, 3)) == set(good) - {
        "kl_per_dimension"
    }
    for wrong in (labels * 0, labels + 1, labels[:3], labels.float() + 0.5):
        assert not {"test_means", "test_labels"} & set(_fitting(good | {"test_labels": wrong}, 3))
