# SPDX-License-Identifier: LGPL-3.0-or-later
"""The core service: proposals, contacts, shipments and samples, in ISPyB's tables."""
