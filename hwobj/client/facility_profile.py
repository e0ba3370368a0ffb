# SPDX-License-Identifier: LGPL-3.0-or-later
"""A facility's profile, fetched from its backend once, for labels that are printed elsewhere."""

from __future__ import annotations

from backend.domain.rows.answers import FacilityProfile
from hwobj.client.session import RestSession
from hwobj.client.tokens import TokenStore
from hwobj.errors import NotLoggedIn


def download_profile(url: str, tokens: TokenStore, login: tuple[str, str] | None = None) -> FacilityProfile:
    """The profile that the backend at an address has.

    Without `login` (user name, password) one that was kept for this address holds; NotLoggedIn is raised
    where there is none or it has ended. A login made for this is ended again. Raises LimsError.
    """
    rest = RestSession(url)
    kept = tokens.kept(rest.target.url)
    try:
        if login:
            rest.login(*login)
        elif kept:
            rest.resume(kept)
        else:
            raise NotLoggedIn(f"Log in to {url}: the profile is shown to its users.")
        profile = rest.ask(FacilityProfile, "GET", "/facility")
        if login:
            rest.logout()
    finally:
        rest.close()
    return profile
