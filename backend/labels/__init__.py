# SPDX-License-Identifier: LGPL-3.0-or-later
"""Labels and shipping documents: a plain dictionary in, a PDF out; knows no database and no request."""
