# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a hardware object knows of the MXCuBE around it: other objects, and the log that its users read."""

from __future__ import annotations

import logging
import sys
import time

from hwobj.errors import LimsError, NotFound, NotLoggedIn

USER_LOG = logging.getLogger("user_level_log")
"""What MXCuBE shows to whoever sits at the beamline."""

ADVICE: dict[type[LimsError], str] = {
    NotLoggedIn: "Log in again, or correct username and password_file in the configuration.",
    NotFound: "It may have been deleted meanwhile: refresh the list.",
}
"""What to do about an error whose own sentence does not say it."""


AT_ONCE_S = 10.0
"""The same sentence again within this time is no news."""

_last_told = ("", 0.0)


def tell_once(level: int, sentence: str) -> None:
    """Tell whoever sits at the beamline how things stand, unless this was just told.

    The connection and each request that it fails may hear of the same thing at once: a login that has ended.
    """
    global _last_told  # noqa: PLW0603  there is one log for all hardware objects and the brick
    (last, when), now = _last_told, time.monotonic()
    _last_told = (sentence, now)
    if sentence != last or now - when > AT_ONCE_S:
        USER_LOG.log(level, "SSX Desk: %s", sentence)


def complain(what: str, error: Exception) -> None:
    """Tell whoever sits at the beamline what did not work, why, and what to do; never with a traceback."""
    advice = ADVICE.get(type(error), "") if isinstance(error, LimsError) else ""
    USER_LOG.error("SSX Desk: %s", " ".join(filter(None, (what, str(error), advice))))


def beamline() -> object:
    """MXCuBE's beamline; None without MXCuBE."""
    return getattr(sys.modules.get("mxcubecore.HardwareRepository"), "beamline", None)


def beamline_object(role: str) -> object:
    """The hardware object of a role; None without MXCuBE, and where the configuration lacks the role."""
    return getattr(beamline(), role, None)
