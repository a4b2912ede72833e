"""Starting the app: ports, addresses, settings; what cannot be served is one line."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from digitnet import paths
from digitnet.cli import main
from digitnet.store.errors import StoreAway
from digitnet.store.store import ModelStore
from digitnet.texts import errors
from digitnet.ui import serve
from digitnet.ui.serve import (
    ServeError,
    addresses,
    apply_settings,
    check_free,
    port_number,
    with_mapped,
)
from tests.support.commands import refused_to_serve
from tests.support.ports import free_port


@pytest.fixture
def taken():
    """A port that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def started(monkeypatch):
    """What Streamlit's command line was asked for."""
    from streamlit.web import cli

    calls = []
    monkeypatch.setenv(serve.PROXIES, "127.0.0.1")
    monkeypatch.setattr(cli, "main", lambda arguments, prog_name: calls.append(arguments))
    return calls


@given(st.integers(1, 65535))
def test_a_port_is_read(number):
    assert port_number(f" {number}") == number


@given(st.one_of(st.text(), st.integers().filter(lambda n: not 0 < n < 65536).map(str)))
def test_an_impossible_port_is_rejected(text):
    try:
        assert 0 < port_number(text) < 65536
        assert text.strip().isdigit()
    except ServeError as error:
        assert "1 to 65535" in str(error)


def test_a_server_that_cannot_start_is_one_line(taken, tmp_path, monkeypatch):
    assert f"Port {taken} is in use" in refused_to_serve("--port", taken)
    assert f"Port {taken} is in use" in refused_to_serve("--port", taken, "--host", "127.0.0.1")
    assert "1 to 65535" in refused_to_serve("--port", "http")
    assert "not an address of this computer" in refused_to_serve(
        "--port", free_port(), "--host", "192.0.2.1"
    )
    with monkeypatch.context() as changes:
        changes.setenv("DIGITNET_DATABASE", "digits")
        assert "PostgreSQL" in refused_to_serve("--port", free_port())
        changes.setenv("DIGITNET_MODELS", "models")
        assert "object store" in refused_to_serve("--port", free_port())
    (tmp_path / "file").touch()
    monkeypatch.setenv("DIGITNET_HOME", str(tmp_path / "file"))
    assert "DIGITNET_HOME" in refused_to_serve("--port", free_port())


def test_streamlit_gets_the_script_and_where_to_listen(started):
    port = free_port()
    result = CliRunner().invoke(main, ["serve", "--port", str(port), "--host", "127.0.0.1"])
    assert result.exit_code == 0, result.output
    assert f"http://127.0.0.1:{port}" in result.output
    assert "network" not in result.output
    ((command, script, *flags),) = started
    assert (command, script) == ("run", str(paths.APP))
    assert {f"--server.port={port}", "--server.address=127.0.0.1"} <= set(flags)


def test_a_server_starts_while_the_object_store_is_away(started, monkeypatch):
    def be_away(store: ModelStore) -> None:
        raise StoreAway(errors.MODELS_AWAY, place="s3://bucket", reason="no answer")

    monkeypatch.setattr(ModelStore, "check_writable", be_away)
    result = CliRunner().invoke(main, ["serve", "--port", str(free_port()), "--host", "127.0.0.1"])
    assert result.exit_code == 0, result.output
    assert "Models cannot be saved in s3://bucket: no answer." in result.stderr
    assert len(started) == 1


@pytest.mark.parametrize(
    ("proxies", "client"),
    [
        ("10.0.0.5", "10.0.0.5"),
        ("10.0.0.5", "::ffff:10.0.0.5"),
        ("127.0.0.1, 10.1.0.0/16", "::ffff:10.1.2.3"),
        ("2001:db8::5,balancer", "2001:db8::5"),
        ("*", "192.0.2.1"),
    ],
)
def test_a_proxy_is_believed_however_its_address_looks(proxies, client):
    mapped = with_mapped(proxies)
    assert with_mapped(mapped) == mapped
    assert client in ProxyHeadersMiddleware(None, mapped).trusted_hosts
    if proxies != "*":
        assert "::ffff:192.0.2.1" not in ProxyHeadersMiddleware(None, mapped).trusted_hosts


def test_addresses_are_those_that_answer(monkeypatch):
    monkeypatch.setattr(serve, "network_address", lambda: "198.51.100.7")
    both = ["On this computer: http://localhost:1", "In this network: http://198.51.100.7:1"]
    assert list(addresses(1)) == list(addresses(1, "0.0.0.0")) == both
    assert list(addresses(1, "::1")) == ["On this computer: http://[::1]:1"]
    assert list(addresses(1, "198.51.100.7")) == both[1:]
    monkeypatch.setattr(serve, "network_address", lambda: None)
    assert list(addresses(1)) == both[:1]


def test_a_free_port_is_free():
    check_free(free_port())
    check_free(free_port(), "localhost")


def test_a_file_in_the_folder_changes_settings_and_the_environment_counts_for_more(
    tmp_path, monkeypatch
):
    names = ("THEME_BASE_RADIUS", "THEME_LIGHT_TEXT_COLOR", "CLIENT_TOOLBAR_MODE", "SERVER_PORT")
    for name in names:
        # Set and deleted, so that what the test leaves is undone.
        monkeypatch.setenv(f"STREAMLIT_{name}", "")
        monkeypatch.delenv(f"STREAMLIT_{name}")
    monkeypatch.setenv("STREAMLIT_CLIENT_TOOLBAR_MODE", "minimal")
    config = tmp_path / ".streamlit" / "config.toml"
    config.parent.mkdir()
    config.write_text(
        '[theme]\nbaseRadius = "0"\nlight.textColor = "#123456"\n'
        '[client]\ntoolbarMode = "developer"\n[server]\nport = 1\n'
    )
    apply_settings(tmp_path)
    assert os.environ["STREAMLIT_THEME_BASE_RADIUS"] == "0"
    assert os.environ["STREAMLIT_THEME_LIGHT_TEXT_COLOR"] == "#123456"
    assert os.environ["STREAMLIT_CLIENT_TOOLBAR_MODE"] == "minimal"
    # Not one of the app's own settings: Streamlit reads it from the file itself.
    assert "STREAMLIT_SERVER_PORT" not in os.environ
    config.write_text("[theme")
    with pytest.raises(ServeError, match="TOML"):
        apply_settings(tmp_path)


def test_no_file_changes_nothing(tmp_path):
    before = dict(os.environ)
    apply_settings(tmp_path)
    apply_settings(paths.APP.parent)
    assert dict(os.environ) == before


def test_secrets_are_settings_too(tmp_path):
    secrets = tmp_path / ".streamlit" / "secrets.toml"
    secrets.parent.mkdir()
    secrets.write_text('DIGITNET_KEY = "chosen-key"\n')
    # As Streamlit does, which also finds the secrets in the folder where it is started.
    program = (
        "import os, runpy\n"
        f"runpy.run_path({str(paths.APP)!r})\n"
        "from digitnet.ui.key import PresenterKey\n"
        "print(PresenterKey.from_environment(os.environ).text)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": paths.python_path()},
        capture_output=True,
        text=True,
    )
    assert ended.stdout == "chosen-key\n", ended.stderr
