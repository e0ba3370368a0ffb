# SPDX-License-Identifier: LGPL-3.0-or-later
"""Transfers: a proposal or a shipment in one file, from one database to another without a network."""
