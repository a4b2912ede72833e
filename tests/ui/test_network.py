"""Which of this computer's addresses phones can reach."""

from __future__ import annotations

import socket
from types import SimpleNamespace

import psutil
import pytest

from digitnet.ui import network
from digitnet.ui.network import base_addresses, is_known_elsewhere, network_addresses


@pytest.fixture
def interfaces(monkeypatch):
    """Set what interfaces there are, and which address the default route has."""

    def set_up(default: str | None, **found: str) -> None:
        entries = {
            name.replace("_", "-"): [SimpleNamespace(family=socket.AF_INET, address=address)]
            for name, address in found.items()
        }
        states = {name: SimpleNamespace(isup="down" not in name) for name in entries}
        monkeypatch.setattr(psutil, "net_if_addrs", lambda: entries)
        monkeypatch.setattr(psutil, "net_if_stats", lambda: states)
        monkeypatch.setattr(network, "_default_address", lambda: default)

    return set_up


def test_the_default_route_comes_first_and_containers_and_tunnels_last(interfaces):
    interfaces(
        "192.168.1.5",
        docker0="172.17.0.1",
        eth0="10.0.0.3",
        lo="127.0.0.1",
        wlan0="192.168.1.5",
        wlan1="169.254.3.4",
        down0="192.168.7.7",
        br_1f="172.18.0.1",
    )
    assert network_addresses() == ["192.168.1.5", "10.0.0.3", "172.17.0.1", "172.18.0.1"]
    interfaces("10.8.0.2", tun0="10.8.0.2", wlan0="192.168.1.5")
    assert network_addresses() == ["192.168.1.5", "10.8.0.2"]


def test_where_interfaces_are_hidden_the_default_route_counts(interfaces, monkeypatch):
    def refuse() -> None:
        raise PermissionError

    interfaces("192.168.1.5")
    monkeypatch.setattr(psutil, "net_if_addrs", refuse)
    assert network_addresses() == ["192.168.1.5"]
    monkeypatch.setattr(network, "_default_address", lambda: None)
    assert network_addresses() == []


def test_addresses_are_those_that_settings_leave(interfaces):
    interfaces("192.168.1.5", wlan0="192.168.1.5", docker0="172.17.0.1")
    assert base_addresses("", "", 8501) == ["http://192.168.1.5:8501", "http://172.17.0.1:8501"]
    assert base_addresses("", "0.0.0.0", 1, is_https=True)[0] == "https://192.168.1.5:1"
    assert base_addresses("", "192.168.1.9", 1) == ["http://192.168.1.9:1"]
    assert base_addresses("", "fd00::1", 1) == ["http://[fd00::1]:1"]
    assert base_addresses("https://digits.example.org/", "", 1) == ["https://digits.example.org"]
    assert base_addresses("digits.example.org", "localhost", 1) == ["https://digits.example.org"]
    for only_here in ("localhost", "127.0.0.1", "::1"):
        assert base_addresses("", only_here, 1) == []


@pytest.mark.parametrize(
    ("origin", "is_known"),
    [
        ("http://192.168.1.5:8501", True),
        ("https://digits.example.org", True),
        ("http://localhost:8501", False),
        ("http://127.0.0.1:8501", False),
        ("http://a.localhost", False),
        ("http://laptop.local:8501", False),
        ("http://laptop:8501", False),
        ("null", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_a_name_that_only_this_computer_knows_is_not_for_phones(origin, is_known):
    assert is_known_elsewhere(origin) is is_known
