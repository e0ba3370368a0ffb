# SPDX-License-Identifier: LGPL-3.0-or-later
"""Hardware objects: what a screen, MXCuBE or a script calls to reach the backend.

They give plain rows (dictionaries with ISPyB's column names) and typed errors; no caller knows a URL or a
token. Nothing is imported here, so that `import hwobj` stays light.
"""
