# SPDX-License-Identifier: LGPL-3.0-or-later
"""What may happen to a shipment and to what is in it."""
