"""Start the app: check that it can be reached, say where, and hand over to Streamlit."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import os
import signal
import socket
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digitnet import paths
from digitnet.data.address import database_address
from digitnet.errors import DigitnetError
from digitnet.texts import commands, errors
from digitnet.ui.certificate import Certificate
from digitnet.ui.network import WILDCARDS, in_url, is_loopback, network_address, scheme_of

DEFAULT_PORT = 8501

PROXIES = "FORWARDED_ALLOW_IPS"
"""Uvicorn's setting: the proxies that are believed when they say who is asking."""


class ServeError(DigitnetError, RuntimeError):
    """The app cannot be started."""


def serve(port: str, host: str = "", certificate: Certificate | None = None) -> None:
    """Serve the app until Ctrl+C or SIGTERM, which end it with exit code 0.

    Args:
        port: as it was typed.
        host: the address or name to listen on; empty for all addresses of this computer.
        certificate: to serve over HTTPS; None for HTTP.

    Raises:
        ServeError: if the port or the host cannot be used.
        AddressError: if the database cannot.
    """
    number = port_number(port)
    database_address()
    check_free(number, host)
    apply_settings(Path.cwd())
    lines = [*addresses(number, host, is_https=certificate is not None)]
    if certificate and certificate.is_ours:
        lines.append(commands.BROWSERS_WARN())
    print("\n" + "".join(f"  {line}\n" for line in lines))
    print(f"  {commands.HOW_TO_STOP}\n", flush=True)
    from streamlit.web import cli

    os.environ[PROXIES] = with_mapped(os.environ.get(PROXIES, "127.0.0.1"))
    # Once it has closed all connections, Streamlit's server raises the signal that ended it again.
    # Without a handler, the process would die of it at once, before the engine is ended.
    signal.signal(signal.SIGTERM, _exit)
    # Streamlit's own command line reads its configuration files and environment variables.
    options = {
        "server.port": number,
        "server.address": host,
        "server.sslCertFile": certificate and certificate.file,
        "server.sslKeyFile": certificate and certificate.key,
        "logger.hideWelcomeMessage": "true",
    }
    flags = [f"--{name}={value}" for name, value in options.items() if value]
    cli.main(["run", str(paths.APP), *flags], prog_name="streamlit")


def with_mapped(proxies: str) -> str:
    """Add to IPv4 addresses how they look to a server that listens on IPv6 and IPv4 at once.

    Args:
        proxies: addresses and networks, separated by commas.
    """
    found = [name.strip() for name in proxies.split(",") if name.strip()]
    mapped = []
    for name in found:
        with contextlib.suppress(ValueError):
            network = ipaddress.IPv4Network(name, strict=False)
            inner = f"/{96 + network.prefixlen}" if "/" in name else ""
            mapped.append(f"::ffff:{network.network_address}{inner}")
    return ",".join(dict.fromkeys([*found, *mapped]))


def _exit(number: int, frame: object) -> None:
    sys.exit(0)


def port_number(text: str) -> int:
    """Return the number of a port.

    Raises:
        ServeError: if it is none.
    """
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits[:6]) < 65536):
        raise ServeError(errors.PORT_IMPOSSIBLE, example=DEFAULT_PORT)
    return int(digits)


def check_free(port: int, host: str = "") -> None:
    """See that a server can listen on a port.

    Raises:
        ServeError: if it cannot.
    """
    try:
        found = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (OSError, UnicodeError) as error:
        raise ServeError(errors.HOST_UNKNOWN, host=host) from error
    for family, kind, protocol, _, address in found:
        try:
            _bind(socket.socket(family, kind, protocol), address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                other = port + 1 if port < 65535 else port - 1
                raise ServeError(errors.PORT_IN_USE, port=port, other=other) from error
            if error.errno == errno.EACCES:
                raise ServeError(
                    errors.PORT_NOT_PERMITTED, port=port, other=DEFAULT_PORT
                ) from error
            if host:
                raise ServeError(errors.HOST_FOREIGN, host=host) from error
            # Of all addresses, one kind (mostly IPv6) may not exist here.


def _bind(probe: socket.socket, address: tuple[Any, ...]) -> None:
    with probe:
        if os.name != "nt":
            # As Streamlit does; on Windows it would let two programs share a port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if probe.family == socket.AF_INET6:
            probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        probe.bind(address)


def addresses(port: int, host: str = "", is_https: bool = False) -> Iterator[str]:
    """Say where the app can be reached: on this computer, and in its network."""
    scheme = scheme_of(is_https)
    everywhere = host in WILDCARDS
    if everywhere or is_loopback(host):
        here = "localhost" if everywhere else in_url(host)
        yield commands.ON_THIS_COMPUTER(address=f"{scheme}://{here}:{port}")
    network = network_address() if everywhere else None if is_loopback(host) else in_url(host)
    if network:
        yield commands.IN_THIS_NETWORK(address=f"{scheme}://{network}:{port}")


def apply_settings(folder: Path) -> None:
    """Let ``.streamlit/config.toml`` in a folder change the settings that the app comes with.

    Streamlit finds the app's own file beside the script and prefers it to the one in the folder
    where it is started; only environment variables count for more, so they carry the changes.

    Raises:
        ServeError: if the file cannot be read.
    """
    file = folder / ".streamlit" / "config.toml"
    if not file.is_file() or file.samefile(paths.STREAMLIT_CONFIG):
        return
    from streamlit.string_util import to_snake_case

    own = dict(_options(paths.STREAMLIT_CONFIG))
    for name, value in _options(file):
        if name in own:
            variable = f"STREAMLIT_{to_snake_case(name.replace('.', '_')).upper()}"
            os.environ.setdefault(variable, str(value))


def _options(file: Path) -> Iterator[tuple[str, object]]:
    """The settings of a file, as "theme.light.textColor" and what it is set to."""
    try:
        tables: list[tuple[str, object]] = [
            ("", tomllib.loads(file.read_text(encoding="utf-8"))),
        ]
    except (OSError, ValueError) as error:
        raise ServeError(errors.NOT_TOML, file=file) from error
    while tables:
        name, value = tables.pop()
        if isinstance(value, dict):
            tables += [(f"{name}.{key}".lstrip("."), inner) for key, inner in value.items()]
        else:
            yield name, value
