"""What an operator sets by environment variables is checked like any other knob."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from genmodels.reasons import UserError
from ui.settings import Settings

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


def test_an_address_that_is_not_this_machines_is_named():
    with pytest.raises(UserError, match=r"cannot listen on 192\.0\.2\.1, port 7860 \(.+\); set GENMODELS_HOST"):
        Settings(host="192.0.2.1").check_address()
