"""What an operator sets by environment variables is checked like any other knob."""

import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import httpx
import pytest

from genmodels.reasons import UserError
from ui.settings import Settings, reach_ourselves

ROOT = Path(__file__).resolve().parent.parent


def test_the_environment_overrides_the_defaults(monkeypatch):
    monkeypatch.delenv("GENMODELS_HOST", raising=False)
    monkeypatch.setenv("GENMODELS_PORT", "8123")
    assert Settings.from_environment() == Settings(host="127.0.0.1", port=8123)


def test_a_space_listens_where_its_proxy_comes_from(monkeypatch):
    monkeypatch.delenv("GENMODELS_HOST", raising=False)
    monkeypatch.setenv("SPACE_ID", "somebody/playground")
    assert Settings.from_environment().host == "0.0.0.0"
    monkeypatch.setenv("GENMODELS_HOST", "127.0.0.1")
    assert Settings.from_environment().host == "127.0.0.1"


@pytest.mark.parametrize(
    ("port", "sentence"), [("eight", "GENMODELS_PORT must be a number"), ("70000", "port must be")]
)
def test_a_wrong_port_is_named(monkeypatch, port, sentence):
    monkeypatch.setenv("GENMODELS_PORT", port)
    with pytest.raises(UserError, match=sentence):
        Settings.from_environment()


def test_a_taken_port_ends_the_app_with_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        environment = os.environ | {"GENMODELS_PORT": port}
        ended = subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stderr.strip().splitlines()[-1] == f"port {port} is in use; set GENMODELS_PORT to another"
    assert "Traceback" not in ended.stderr


def test_gradio_writes_no_stubs_while_the_app_starts():
    code = """
import sys
opened = []
sys.addaudithook(lambda event, told: opened.append(str(told[0])) if event == "open" else None)
import app, inspect
told = inspect.getfile
with app.no_stubs():
    import gradio
assert inspect.getfile is told and gradio.Slider.input
print([path for path in opened if path.endswith(".pyi")])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_an_address_that_is_not_this_machines_is_named():
    with pytest.raises(UserError, match=r"cannot listen on 192\.0\.2\.1, port 7860 \(.+\); set GENMODELS_HOST"):
        Settings(host="192.0.2.1").check_address()


NOWHERE = "http://127.0.0.1:9"  # a proxy that nobody serves
PROXIES = {f"{scheme}_proxy": NOWHERE for scheme in ("http", "https", "all")}


@pytest.fixture
def proxied(monkeypatch):
    """An environment with a proxy for everything and no exception, in either spelling."""
    for name in (*PROXIES, "no_proxy"):
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.setenv(name, PROXIES.get(name, ""))
    return monkeypatch


def test_calls_to_ourselves_obey_no_proxy_and_those_to_others_do(proxied):
    proxied.setenv("NO_PROXY", "intranet.example")
    proxied.delenv("no_proxy")
    reach_ourselves("192.0.2.7")
    for host in ("127.0.0.1", "localhost", "192.0.2.7", "intranet.example"):
        assert urllib.request.proxy_bypass(host), host
    assert not urllib.request.proxy_bypass("huggingface.co")
    assert urllib.request.getproxies()["https"] == NOWHERE


def test_the_systems_own_proxy_still_serves_the_hub(monkeypatch):
    """Windows and macOS keep theirs elsewhere, and one variable in the environment hides it."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.setenv(name, "")
        monkeypatch.setenv(name.upper(), "")
        monkeypatch.delenv(name)
        monkeypatch.delenv(name.upper())
    monkeypatch.setattr(urllib.request, "getproxies", lambda: {"https": NOWHERE})
    reach_ourselves()
    assert os.environ["https_proxy"] == NOWHERE and "127.0.0.1" in os.environ["no_proxy"].split(",")


def test_a_socks_proxy_that_cannot_be_used_is_left_out(proxied, capsys):
    proxied.setenv("all_proxy", "socks5://127.0.0.1:9")
    proxied.setattr("importlib.util.find_spec", lambda name: None)
    reach_ourselves()
    assert "all" not in urllib.request.getproxies() and "socksio" in capsys.readouterr().out
    httpx.Client().close()
