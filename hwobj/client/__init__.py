# SPDX-License-Identifier: LGPL-3.0-or-later
"""The way to the backend: sessions, tokens, the link and its events, the local process."""
