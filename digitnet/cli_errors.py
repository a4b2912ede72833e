"""What the command line does with the library's errors."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click

from digitnet.errors import DigitnetError
from digitnet.network.installed import PACKAGES
from digitnet.texts import errors

P = ParamSpec("P")
T = TypeVar("T")


def with_plain_errors(command: Callable[P, T]) -> Callable[P, T]:
    """Show the library's errors, and that TensorFlow is missing, as one line, with exit code 1."""

    @functools.wraps(command)
    def run(*arguments: P.args, **options: P.kwargs) -> T:
        try:
            return command(*arguments, **options)
        except DigitnetError as error:
            raise click.ClickException(str(error)) from error
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in PACKAGES:
                raise
            raise click.ClickException(errors.NEEDS_TENSORFLOW()) from error

    return run
