# SPDX-License-Identifier: LGPL-3.0-or-later
"""The folder for mxcubeqt's CUSTOM_BRICKS_PATH; every module in it is a brick, found by its bare name."""
