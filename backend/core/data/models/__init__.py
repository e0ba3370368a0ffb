# SPDX-License-Identifier: LGPL-3.0-or-later
"""The tables of collected and processed data, and of the beamline that gave them."""
