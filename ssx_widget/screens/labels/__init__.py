# SPDX-License-Identifier: LGPL-3.0-or-later
"""The labels screen: choose dewars, template and paper, see the pages, save or print them."""
