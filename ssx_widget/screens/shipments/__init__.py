# SPDX-License-Identifier: LGPL-3.0-or-later
"""The Shipments screen: the list, a shipment's page, and the import of sample lists."""
