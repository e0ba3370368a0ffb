# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is asked from other servers: PDB entries, the user office, e-mail."""
