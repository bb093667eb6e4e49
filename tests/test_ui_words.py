"""The words of the UI: both languages say the same things, and nothing on the page asks for a word that is missing."""

import pickle
import re
import string
from collections.abc import Iterable
from types import SimpleNamespace

import pytest

from genmodels import checkpoints
from genmodels.cards import is_number
from genmodels.catalog import family
from genmodels.reasons import CheckpointError, DataError, KnownError, UserError
from ui.app import CHAPTERS, TABS
from ui.language import references, words
from ui.parts.weights.picker import MOST_SCORES
from ui.tabs.classes.offer import BOTH
from ui.tabs.latent.offer import SPACES
from ui.tabs.maps.offer import MAPS
from ui.tabs.plan.offer import AGENTS
from ui.tabs.sketch.offer import SKETCH

UI = words.UI
EVERY_KEY = [f"{table}.{key}" for table, keys in words.tables()["en"].items() for key in keys]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_tables_and_keys():
    english, korean = words.tables()["en"], words.tables()["ko"]
    assert {name: list(keys) for name, keys in english.items()} == {name: list(keys) for name, keys in korean.items()}


def test_a_translation_fills_the_same_fields():
    """One test for all of them: as one each, pytest took longer to tell of them than they take."""
    other = [key for key in EVERY_KEY if fields(words.text(key, "en")) != fields(words.text(key, "ko"))]
    assert not other


def unknown(pattern: str, known: Iterable[str], *kinds: str) -> dict[str, set[str]]:
    """file under ui/ -> the words that it names, as the pattern finds them, and that are not known."""
    paths = sorted(path for kind in kinds for path in UI.rglob(f"*.{kind}"))
    assert paths
    named = {str(path.relative_to(UI)): set(re.findall(pattern, path.read_text("utf-8"))) for path in paths}
    assert any(named.values()), "the pattern finds none at all"
    return {path: found - set(known) for path, found in named.items() if found - set(known)}


def test_scripts_and_templates_name_only_words_that_exist():
    known = [key.split(".", 1)[1] for key in EVERY_KEY]
    pattern = r"""(?:\bsay\("|data-(?:word|label|title)=")([a-z][a-z0-9_]*)["\\]"""
    assert not unknown(pattern, known, "js", "html")


def test_what_a_family_or_a_view_says_is_named_as_scripts_ask_for_it():
    asked = [key for key in EVERY_KEY if re.search(r"\.(key|family|view)_", key)]
    assert asked and not [key for key in asked if "-" in key.split(".", 1)[1]], "a script asks with _ for each -"


def test_complaints_name_only_words_that_exist():
    assert not unknown(r"""(?:Complaint|words\.t|words\.text)\("([a-z_.]+)\"""", EVERY_KEY, "py")


def test_words_that_scripts_put_together_exist():
    for card in (module.CARD for module in TABS.values() if hasattr(module, "CARD")):
        known = set(words.tables()["en"][f"card_{card.tab}"])
        assert {f"{card.tab}_{part}" for part in ("title", "text", "picture", "open")} == known
    models = {name.replace("-", "_") for name in BOTH}
    assert models <= set(words.tables()["en"]["classes"])
    assert {f"fashion_{value}" for value in range(10)} == set(words.tables()["en"]["fashion"])


@pytest.mark.parametrize(
    "name", [name for name in (*BOTH, *SPACES, *MAPS, *SKETCH, *AGENTS) if name in checkpoints.published()]
)
def test_what_a_card_names_in_english_has_its_words(name):
    """A model that is called by more than a name, and the scores that the picker shows."""
    card, known = checkpoints.read_card(checkpoints.BUNDLED / name), words.tables()["ko"]["weights"]
    assert f"weights_family_{card.family.replace('-', '_')}" in known or " " not in family(card.family).title
    scores = [score for score, value in card.scores.items() if is_number(value)][:MOST_SCORES]
    assert scores and not [score for score in scores if f"weights_score_{score}" not in known]


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_has_its_lesson_in_both_languages(tab):
    translations = references.i18n().translations_dict
    assert len(translations["en"][f"lesson.{tab}"]) > 50
    assert re.search("[가-힣]", translations["ko"][f"lesson.{tab}"])


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("en-US,en;q=0.9,ko;q=0.8", "en"),
        ("fr,ko;q=0.4,en;q=0.3", "ko"),
        ("fr", "en"),
    ],
)
def test_the_server_speaks_the_visitors_language(header, language):
    assert words.language(SimpleNamespace(headers={"accept-language": header})) == language
    assert words.language(None) == "en"


@pytest.mark.parametrize(
    ("asked", "english", "korean"),
    [
        ({"latents": 0}, "latents must be between 1 and", "latents 값은 1에서"),
        ({"size": 30}, "size must be a multiple of 4, not 30", "size 값은 4의 배수여야"),
        ({"latents": "many"}, "latents must be a whole number, not 'many'", "latents 값은 정수여야"),
        ({"learning_rate": float("nan")}, "must be a finite number", "유한한 수여야"),
        ({"decoder": "poisson"}, "decoder must be one of bernoulli, ", "decoder 값은 bernoulli, "),
        ({"depth": 3}, "'depth' is no knob of VAEConfig", "VAEConfig에는 'depth' 설정이 없습니다"),
    ],
)
def test_a_knob_that_does_not_take_a_value_says_so_in_either_language(asked, english, korean):
    with pytest.raises(KnownError) as caught:
        family("vae").config.from_dict(asked)
    assert english in words.told(caught.value, "en") and korean in words.told(caught.value, "ko")
    again = pickle.loads(pickle.dumps(caught.value))
    assert words.told(again, "ko") == words.told(caught.value, "ko"), "a run's process tells it to the page's"


def test_why_a_checkpoint_cannot_be_had_is_told_in_either_language():
    mistake = CheckpointError("too_large", name="kim/big", size=2_000_000, most=1_000_000)
    assert words.told(mistake, "en") == str(mistake) and "2,000,000 bytes" in str(mistake)
    assert words.told(mistake, "ko").startswith("kim/big 크기가 2,000,000바이트")
    assert words.told(UserError("as it is"), "ko") == "as it is"


def test_missing_data_are_told_without_the_folders_of_this_machine(tmp_path):
    here = str(tmp_path)
    mistake = pickle.loads(pickle.dumps(DataError("no_data", name="MNIST", folder=here, why="no network")))
    assert here in str(mistake), "whoever runs it needs to know"
    sentences = words.in_each(mistake)
    assert sentences["en"].startswith("MNIST is not on this machine") and sentences["ko"].startswith(
        "MNIST 데이터가 이 서버에"
    )
    assert not any(here in sentence or "GENMODELS" in sentence for sentence in sentences.values())


def test_a_complaint_is_told_in_either_language():
    complaint = words.Complaint("error.class", value="12", last=9)
    assert str(complaint) == complaint.translated("en") == "There is no class 12; choose from 0 to 9."
    assert "12" in complaint.translated("ko")


def test_a_mistake_names_the_field_it_is_about_in_every_language():
    """A page that calls a knob otherwise finds it by this, and not by the words of a sentence."""
    wrong = words.Complaint("error.number", what="g_learning_rate", low="0", high="1", value="x")
    assert words.about(wrong) == {"about": "g_learning_rate"}
    for code in words.LANGUAGES:
        assert "g_learning_rate" in words.told(wrong, code)
    assert words.about(UserError("no field")) == {}


def test_every_tab_is_in_a_chapter_that_has_a_name():
    assert [tab for chapter in CHAPTERS for tab in chapter.tabs] == list(TABS)
    for chapter in CHAPTERS:
        assert len(chapter.tabs) == 1 or all(
            words.text(f"nav.chapter_{chapter.name}", code) for code in words.LANGUAGES
        )
