# SPDX-License-Identifier: LGPL-3.0-or-later
"""What a shipment holds: the tree of dewars and containers, and what is put into them."""
