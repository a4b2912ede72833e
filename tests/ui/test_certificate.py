"""Serving over HTTPS: the certificate that is made or given, and a real start with it."""

from __future__ import annotations

import datetime
import http.client
import os
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from digitnet import paths
from digitnet.ui import certificate
from digitnet.ui.certificate import CertificateError, choose, given, self_signed
from tests.support.commands import refused_to_serve
from tests.support.ports import free_port
from tests.support.waiting import wait_for


def test_a_certificate_is_kept_as_long_as_it_fits(home, monkeypatch):
    made = self_signed(["198.51.100.7"])
    assert made.file == made.key == home / "certificate.pem"
    assert os.name == "nt" or made.file.stat().st_mode & 0o777 == 0o600
    content = made.file.read_bytes()
    assert self_signed(["198.51.100.7"]).file.read_bytes() == content
    # Another address, an expiry that comes near, damage: each makes a new one.
    assert self_signed(["198.51.100.8"]).file.read_bytes() != content
    content = made.file.read_bytes()
    monkeypatch.setattr(certificate, "DAYS_LEFT", certificate.DAYS)
    assert self_signed(["198.51.100.8"]).file.read_bytes() != content
    made.file.write_bytes(content[:-100])
    monkeypatch.undo()
    monkeypatch.setenv("DIGITNET_HOME", str(home))
    assert given(self_signed([]).file, None).file == home / "certificate.pem"
    assert [entry.name for entry in home.iterdir()] == ["certificate.pem"]


def test_a_certificate_is_for_every_name_that_can_be_in_one():
    from cryptography import x509

    names = ["::1", "zürich.example", "a" * 64 + ".example"]
    made = x509.load_pem_x509_certificate(self_signed(names).file.read_bytes())
    found = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {"localhost", "xn--zrich-kva.example"} <= set(found.get_values_for_type(x509.DNSName))
    assert {"127.0.0.1", "::1"} <= set(map(str, found.get_values_for_type(x509.IPAddress)))
    valid = made.not_valid_after_utc - made.not_valid_before_utc
    assert valid <= datetime.timedelta(days=825)


def test_nothing_is_made_without_being_asked_for(home):
    assert choose(False, None, None) is None
    assert not home.exists()
    one = self_signed([]).file
    assert not choose(True, one, None).is_ours
    assert choose(True, None, None, "127.0.0.1").is_ours


def test_what_is_no_certificate_is_one_line(home, tmp_path, monkeypatch):
    first = tmp_path / "first.pem"
    first.write_bytes(self_signed([]).file.read_bytes())
    (home / "certificate.pem").unlink()
    second = self_signed([]).file
    text = tmp_path / "text.pem"
    text.write_text("certificate")
    assert "no such file" in refused_to_serve("--certificate", tmp_path / "missing.pem")
    assert "it is a folder" in refused_to_serve("--certificate", tmp_path)
    assert "PEM" in refused_to_serve("--certificate", text)
    assert "PEM" in refused_to_serve("--certificate", first, "--certificate-key", text)
    assert "does not belong" in refused_to_serve(
        "--certificate", first, "--certificate-key", second
    )
    assert "needs --certificate" in refused_to_serve("--certificate-key", first)
    locked = tmp_path / "locked.pem"
    locked.write_bytes(first.read_bytes().replace(b"BEGIN PRIVATE", b"BEGIN ENCRYPTED PRIVATE"))
    assert "PEM" in refused_to_serve("--certificate", locked)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    second.unlink()
    monkeypatch.setattr(certificate, "_replace", full)
    assert "the disk is full" in refused_to_serve("--https")


def test_a_path_is_kept_whatever_the_folder(tmp_path, monkeypatch):
    """Streamlit reads it later."""
    monkeypatch.chdir(tmp_path)
    Path("mine.pem").write_bytes(self_signed([]).file.read_bytes())
    assert given(Path("mine.pem"), None).file == tmp_path / "mine.pem"
    with pytest.raises(CertificateError):
        given(Path("mine.pem"), Path("other.pem"))


def test_the_app_is_served_over_https(home, tmp_path):
    port, log = free_port(), tmp_path / "log"
    command = ["-m", "digitnet", "serve", "--https", "--port", str(port), "--host", "127.0.0.1"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=paths.APP.parent,
            env=os.environ | {"DIGITNET_KEY": "a key of eight"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        file = home / "certificate.pem"
        wait_for(lambda: process.poll() is not None or file.exists())

        def is_there() -> bool:
            assert process.poll() is None, log.read_text()
            try:
                # The certificate is checked, and so are the names in it.
                trusting = ssl.create_default_context(cafile=file)
                address = f"https://localhost:{port}/_stcore/health"
                with urllib.request.urlopen(address, timeout=5, context=trusting) as answer:
                    return answer.status == 200
            except ConnectionError:
                return False
            except urllib.error.URLError as error:
                assert isinstance(error.reason, (ConnectionError, TimeoutError)), error
                return False

        wait_for(is_there)
        trusting = ssl.create_default_context(cafile=file)
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=trusting)
        connection.request("GET", "/?key=a%20key%20of%20eight", headers={"accept": "text/html"})
        cookie = connection.getresponse().getheader("set-cookie")
        connection.close()
        assert "secure" in cookie.lower()
        printed = log.read_text()
        assert f"https://127.0.0.1:{port}" in printed
        assert "http://" not in printed
        assert "Advanced" in printed
    finally:
        process.terminate()
        process.wait(20)
