"""What an actor sends back: a value, or the error that a verb raised.

Ray would wrap an error in one of its own, which does not tell a refusal from a lost machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reply:
    """The end of a call.

    Attributes:
        value: what was returned.
        error: what was raised, or None.
    """

    value: Any = None
    error: Exception | None = None

    def result(self) -> Any:
        """Return the value, or raise the error."""
        if self.error is not None:
            raise self.error
        return self.value


def reply(action: Callable[..., Any], *arguments: Any, **keywords: Any) -> Reply:
    """Call a function; return how that ended. Never raises."""
    try:
        return Reply(action(*arguments, **keywords))
    except Exception as error:
        return Reply(error=error)
