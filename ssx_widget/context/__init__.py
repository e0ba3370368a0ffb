# SPDX-License-Identifier: LGPL-3.0-or-later
"""What every screen is given: the clients, the proposal, the messages, the choices."""
