# SPDX-License-Identifier: LGPL-3.0-or-later
"""What stands across the services: api, auth, db and logging, each joined to the app by `init_app`."""
