"""This computer's addresses, and those at which phones can reach the server."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import psutil

WILDCARDS = {"", "0.0.0.0", "::"}
"""Addresses to listen on that stand for all of this computer's."""

_VIRTUAL = re.compile(
    r"docker|br-|bridge|veth|virbr|virtual|vmnet|vmware|vbox|hyper-v|wsl|lxc|lxd|cni|flannel|podman"
    r"|tun|tap|utun|wg|tailscale|zt|ppp|ipsec|vpn|awdl|llw|ap\d",
    re.IGNORECASE,
)
"""Names of interfaces that lead to virtual machines, containers or a tunnel instead of phones.
Their addresses come last instead of being left out, because a name may mislead."""


def network_address() -> str | None:
    """The address in its network by which others most likely reach this computer, if any."""
    return next(iter(network_addresses()), None)


def network_addresses() -> list[str]:
    """This computer's IPv4 addresses in its networks, the likeliest for phones first.

    That is the one of the default route, unless it leads into a tunnel.
    """
    default = _default_address()
    found = {
        address: bool(_VIRTUAL.search(interface)) for interface, address in _interface_addresses()
    }
    if default is not None and not ipaddress.ip_address(default).is_loopback:
        found.setdefault(default, False)
    return sorted(found, key=lambda address: (found[address], address != default))


def _default_address() -> str | None:
    """The address of the default route, or None without one.

    Connecting a datagram socket sends nothing; it only makes the system choose the address. The
    goal is from TEST-NET-1 (RFC 5737), which belongs to nobody.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])


def _interface_addresses() -> Iterator[tuple[str, str]]:
    try:
        states, interfaces = psutil.net_if_stats(), psutil.net_if_addrs()
    except OSError:
        # Some sandboxes hide them.
        return
    for name, entries in interfaces.items():
        if name in states and not states[name].isup:
            continue
        for entry in entries:
            if entry.family == socket.AF_INET:
                address = ipaddress.ip_address(entry.address)
                if not (address.is_loopback or address.is_link_local):
                    yield name, entry.address


def base_addresses(url: str, host: str = "", port: int = 0, is_https: bool = False) -> list[str]:
    """The beginnings of all addresses that phones may try, the likeliest first; none without.

    Args:
        url: the address that a setting names; the only one then.
        host: the address to listen on; empty for all.
        port: to listen on.
        is_https: whether the server itself has a certificate.
    """
    if url:
        return [(url if "//" in url else f"https://{url}").rstrip("/")]
    if is_loopback(host):
        return []
    names = network_addresses() if host in WILDCARDS else [in_url(host)]
    return [f"{scheme_of(is_https)}://{name}:{port}" for name in names]


def scheme_of(is_https: bool) -> str:
    """What an address begins with."""
    return "https" if is_https else "http"


def is_known_elsewhere(origin: str) -> bool:
    """Whether phones probably know the name in an address, too: an IP address, or a name in DNS."""
    try:
        name = urlsplit(origin).hostname or ""
    except ValueError:
        return False
    if is_loopback(name) or name.endswith((".local", ".localhost")):
        return False
    return "." in name


def without_scheme(address: str) -> str:
    """An address as people type it."""
    return address.removeprefix("http://")


def is_loopback(host: str) -> bool:
    """Whether a name or an address is this computer's own, for nobody else."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found.is_loopback


def in_url(host: str) -> str:
    """A host as it stands in an address."""
    return f"[{host}]" if ":" in host else host
