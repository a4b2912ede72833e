"""The command line, in process."""

from __future__ import annotations

from click.testing import CliRunner

from digitnet.cli import main


def run(*arguments: object, code: int = 0):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    if code == 1:
        assert result.stderr.startswith("Error: ")
        assert result.stderr.count("\n") == 1
    return result.stdout


def refused_to_serve(*arguments: object) -> str:
    """Start a server that cannot be; the one line that says why."""
    result = CliRunner().invoke(main, ["serve", *map(str, arguments)])
    assert result.exit_code == 1, result.output
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    return result.stderr
