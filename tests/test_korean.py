"""The Korean of the page: one term for each idea, and the rules of its style that a machine can see."""

import re

import pytest

from ui import theme
from ui.door import gate
from ui.language import words

# Terms of other books, and words that meant something else where they stood. What stands behind ! is allowed.
OTHERS = """
생성기 판별기 비평기 구분자 심사관 부호화 복호화 변이형 라벨 이름표 잡음 네트워크(?!를\\s확인) 조각 최적화기 손잡이 벌점
표본 훈련 낱말 그래디언트 시그마 레이어 은닉_층 가우스 사후_분포 사전_분포 하이퍼파라미터 플레이그라운드 스케치판 스웨터
글씨체 잠재웁 터졌 간직 가져가기 거두기 청해 자리를_비우 이_컴퓨터 당신 여러분 우리 의심하는 선수
""".replace("_", r"\s").split()

# By their Korean reading: these end in a consonant, those in a vowel.
CLOSED = "GAN|DCGAN|WGAN|PatchGAN|CycleGAN|U-Net|RBM|KL|PixelCNN|Isomap|Adam"
OPEN = "VAE|CVAE|AE|WGAN-GP|pix2pix|PCA|LDA|t-SNE|LLE|MPC|MoCo|ELBO|Hub|[DGz]"
NAMED = r"(?<![A-Za-z0-9-])\**(?:{})\**"
WORD_ENDS = r"(?![가-힣])"

MISTAKES = {
    "a term of others": "|".join(OTHERS),
    "a particle in brackets": r"\((?:은|는|이|가|을|를|와|과|으|이라)\)",
    "a particle that depends on what fills the field": rf"\}}(?:은|는|이|가|을|를|와|과|으로|로){WORD_ENDS}",
    "a particle that does not follow the reading": (
        rf"{NAMED.format(CLOSED)}(?:는|가|를|와|로){WORD_ENDS}|{NAMED.format(OPEN)}(?:은|이|을|과|으로){WORD_ENDS}"
    ),
    "a space before the unit": (
        r"[\d}] (?:%|픽셀|(?:장|개|명|번|초|스텝|바이트|내트|차원)(?![가-힣])|(?:장|개)[을를이가은는의])"
    ),
    "a letter for the times sign": r"[\d}] ?x ?[\d{]",
    "a share told as n 중 m": r"\d 중 |[\d}]개 중 |[\d}]장 중 ",
    "a helping verb without its space": (
        r"(?<![ 네])(?:주세요|줍니다)|(?<! )(?<!살펴)(?<!지켜)(?<!찾아)(?<!둘러)(?:보세요|봅니다)"
    ),
    "slanted Hangul": r"(?<![\w*])\*(?!\*)[^*]*[가-힣][^*]*\*",
    "bold type that does not end": r"\*\*[^*\n]*[^\w\s*(\u2018\u201c]\*\*[가-힣]",
    "another level of politeness": r"(?<![세나까가니])요[.?!]|[가-힣](?<!니)다[.](?:\s|$)",
    "a sentence that does not end": r"[가-힣](?<!니다)(?<!세요)\.(?:\s|$)",
}

LESSONS = sorted((words.UI / "tabs").glob("*/lesson.ko.md"))
TEXTS = {f"{table}.{key}": text for table, keys in words.tables()["ko"].items() for key, text in keys.items()} | {
    f"{path.parent.name}/{path.name}": path.read_text("utf-8") for path in LESSONS
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_no_korean_line_has(mistake):
    pattern = re.compile(MISTAKES[mistake])
    found = {key: told.group().strip() for key, text in TEXTS.items() if (told := pattern.search(text))}
    assert not found


@pytest.mark.parametrize(
    ("mistake", "wrong", "right"),
    [
        ("a term of others", "비평기가 봅니다", "판정기가 봅니다. 네트워크를 확인해 주세요."),
        ("a particle in brackets", "{name}은(는) 없습니다", "{name} 모델은 없습니다"),
        ("a particle that depends on what fills the field", "{name}을 저장", "{name}에서 {step}입니다"),
        ("a particle that does not follow the reading", "U-Net는", "U-Net은 G가 D를 WGAN-GP는 **U-Net**이"),
        ("a particle that does not follow the reading", "*z*은", "D의 z는"),
        ("a space before the unit", "68 %", "68% 그림 3장"),
        ("a space before the unit", "한 변 28 픽셀", "한 변 28픽셀"),
        ("a letter for the times sign", "28 x 28", "28 \u00d7 28"),
        ("a share told as n 중 m", "64개 중 최저", "64개 가운데 가장 낮은 것"),
        ("a helping verb without its space", "그려보세요", "그려 보세요. 살펴보세요. 건네줍니다."),
        ("slanted Hangul", "*스킵 연결*을", "**스킵 연결**을 *z*"),
        (
            "bold type that does not end",
            "**log p(x)**이므로",
            "**log p**이므로 (**인코더**)가 **p(x)** 그래서",
        ),
        ("another level of politeness", "커진다.", "커집니다. 보세요. 커지나요?"),
        ("a sentence that does not end", "볼 확률.", "볼 확률입니다. 받은 값: {value}."),
    ],
)
def test_what_finds_a_mistake_lets_the_right_line_pass(mistake, wrong, right):
    assert re.search(MISTAKES[mistake], wrong) and not re.search(MISTAKES[mistake], right)


def test_korean_breaks_between_words_on_the_page_and_while_one_waits():
    for style in (theme.CSS, gate.WAITING.replace("{{", "{").replace("}}", "}")):
        assert re.search(r"body \{[^}]*word-break: keep-all", style)
