# SPDX-License-Identifier: LGPL-3.0-or-later
"""Authentication: the plug-ins that the configuration names, logins and their tokens, the local secret."""
