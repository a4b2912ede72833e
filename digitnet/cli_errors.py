"""What the command line does with the library's errors."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click

from digitnet.data.mnist import DataError
from digitnet.drawing.drawing import DrawingError
from digitnet.drawing.picture import PictureError
from digitnet.store.errors import ModelError, StoreError

P = ParamSpec("P")
T = TypeVar("T")

_FRIENDLY = (DataError, DrawingError, ModelError, PictureError, StoreError)


def plainly(command: Callable[P, T]) -> Callable[P, T]:
    """Turn the library's errors into one line and exit code 1."""

    @functools.wraps(command)
    def run(*arguments: P.args, **options: P.kwargs) -> T:
        try:
            return command(*arguments, **options)
        except _FRIENDLY as error:
            raise click.ClickException(str(error)) from error

    return run
