# SPDX-License-Identifier: LGPL-3.0-or-later
"""What collected data may be asked, each rule told a session and knowing no request."""
