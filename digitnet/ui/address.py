"""``python -m digitnet.ui.address PORT``: say where the app will be found, or that it cannot be."""

from __future__ import annotations

import socket
import sys


def in_use(port: int) -> bool:
    """Whether another program listens on the port."""
    with socket.socket(socket.AF_INET6 if socket.has_ipv6 else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError:
            return True
    return False


def network_address() -> str | None:
    """This computer's address in its network, or None without a network.

    Connecting a datagram socket sends nothing; it only makes the system choose the address. The
    goal is from TEST-NET-1 (RFC 5737), which belongs to nobody.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return probe.getsockname()[0]


def main(arguments: list[str]) -> str | None:
    """Print the addresses; return a sentence, for ``sys.exit``, if the port cannot be had."""
    if len(arguments) != 1 or not arguments[0].isdigit() or not 0 < int(arguments[0]) < 65536:
        return "A port is a number from 1 to 65535, as in: make run PORT=8502"
    port = int(arguments[0])
    if in_use(port):
        return f"Port {port} is in use. Choose another one, as in: make run PORT={port + 1}"
    print(f"\n  On this computer:  http://localhost:{port}")
    if address := network_address():
        print(f"  In this network:   http://{address}:{port}")
    print("\n  Ctrl+C ends it.\n", flush=True)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
