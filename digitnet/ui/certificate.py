"""The certificate with which the app is served over HTTPS: one that is given, or a self-signed one.

Browsers let a page use the camera only over HTTPS, or on the server's own machine. A self-signed
certificate does that after a warning, which people have to accept once.
"""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import os
import secrets
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digitnet import paths
from digitnet.errors import DigitnetError, reason
from digitnet.regular_file import read_regular
from digitnet.texts import errors
from digitnet.ui.network import WILDCARDS, network_addresses

if TYPE_CHECKING:
    from cryptography import x509

DAYS = 365
"""How long a new one is valid. Apple's systems refuse those of more than 825 days."""

DAYS_LEFT = 30
"""It is replaced this long before it expires, because a server may run for a long time."""

MAX_BYTES = 1_000_000
"""A chain of certificates with its key takes some 10 kB."""


class CertificateError(DigitnetError, RuntimeError):
    """A certificate cannot be used or made."""


@dataclass(frozen=True)
class Certificate:
    """Where a certificate and its key are.

    Attributes:
        file: the certificate, PEM, with those that vouch for it.
        key: its private key, PEM; may be the same file.
        is_ours: whether it was made here, so that browsers warn of it.
    """

    file: Path
    key: Path
    is_ours: bool = False


def choose(https: bool, file: Path | None, key: Path | None, host: str = "") -> Certificate | None:
    """Return what to serve with; None for plain HTTP.

    Args:
        https: whether HTTPS is wanted, also without a certificate of the user's.
        file: the user's certificate, if there is one.
        key: its key, if it is in a file of its own.
        host: the address or name to listen on; empty for all addresses of this computer.

    Raises:
        CertificateError: if it cannot be used or made.
    """
    if file is not None:
        return given(file, key)
    if key is not None:
        raise CertificateError(errors.KEY_WITHOUT_CERTIFICATE)
    if not https:
        return None
    return self_signed(network_addresses() if host in WILDCARDS else [host])


def given(file: Path, key: Path | None) -> Certificate:
    """Return a certificate of the user's.

    Args:
        file: PEM.
        key: PEM; None if it is in the same file.

    Raises:
        CertificateError: if one of them cannot be read, or they do not belong together.
    """
    certificate = Certificate(file.resolve(), (key or file).resolve())
    for each in (certificate.file, certificate.key):
        try:
            read_regular(each, MAX_BYTES)
        except OSError as error:
            raise CertificateError(
                errors.FILE_UNREADABLE, file=each, reason=reason(error)
            ) from error
    try:
        # Without a password of ours, OpenSSL would ask for one at the terminal.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
            certificate.file, certificate.key, password=lambda: ""
        )
    except (ssl.SSLError, ValueError) as error:
        if getattr(error, "reason", "") == "KEY_VALUES_MISMATCH":
            message = errors.CERTIFICATE_AND_KEY
        else:
            message = errors.CERTIFICATE_UNFIT
        raise CertificateError(
            message, certificate=certificate.file, key=certificate.key
        ) from error
    return certificate


def self_signed(addresses: Iterable[str]) -> Certificate:
    """Return the certificate of this server, kept in ``DIGITNET_HOME``.

    It is made if there is none, if it expires soon, or if it lacks an address.

    Args:
        addresses: names and IP addresses by which people open the app.

    Raises:
        CertificateError: if it cannot be written.
    """
    own = socket.gethostname().lower()
    # Multicast DNS knows this computer by a name that ends in .local (RFC 6762).
    local = f"{own.partition('.')[0]}.local"
    names = _general_names({"localhost", "127.0.0.1", "::1", own, local, *addresses})
    file = paths.home() / "certificate.pem"
    if not _is_kept(file, names):
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            _replace(file, _made(names))
        except OSError as error:
            raise CertificateError(
                errors.CERTIFICATE_NOT_SAVED, file=file, reason=reason(error)
            ) from error
    return Certificate(file, file, is_ours=True)


def _is_kept(file: Path, names: list[x509.GeneralName]) -> bool:
    """Whether there is one that is good for some time and for all of these names."""
    from cryptography import x509

    try:
        given(file, None)
        kept = x509.load_pem_x509_certificate(read_regular(file, MAX_BYTES))
        its_names = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (CertificateError, OSError, ValueError, x509.ExtensionNotFound):
        return False
    left = kept.not_valid_after_utc - datetime.datetime.now(datetime.UTC)
    return left.days >= DAYS_LEFT and set(names) <= set(its_names)


def _made(names: list[x509.GeneralName]) -> bytes:
    """Make a key and its certificate, PEM. P-256 is the curve that every browser supports."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "digitnet")])
    # Clocks of phones may be slow.
    start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName(names), False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + certificate.public_bytes(serialization.Encoding.PEM)


def _general_names(names: set[str]) -> list[x509.GeneralName]:
    """Return names and IP addresses as certificates have them, without those that none can have."""
    from cryptography import x509

    found: list[x509.GeneralName] = []
    for name in sorted(names):
        try:
            found.append(x509.IPAddress(ipaddress.ip_address(name)))
        except ValueError:
            # A name that is not ASCII has an ASCII form (RFC 5891); some names have none.
            with contextlib.suppress(ValueError):
                found.append(x509.DNSName(name.encode("idna").decode()))
    return found


def _replace(file: Path, content: bytes) -> None:
    """Write a file that only its owner can read, at once."""
    aside = file.with_name(f".{file.name}-{secrets.token_hex(8)}")
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)
