# SPDX-License-Identifier: LGPL-3.0-or-later
"""What MXCuBE measured, stored as rows: data collections and groups, images, scans, workflows, robots."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from backend.domain.rows.beamline import (
    BeamLineSetupRow,
    DetectorRow,
    EnergyScanRow,
    RobotActionRow,
    WorkflowRow,
    XFEFluorescenceSpectrumRow,
)
from backend.domain.rows.collection import DataCollectionGroupRow, DataCollectionRow, GridInfoRow, ImageRow
from backend.domain.rows.people import BLSessionRow
from backend.domain.rows.samples import BLSampleRow
from hwobj.client.collections import Collection, RowT
from hwobj.client.session import RestSession
from hwobj.errors import Invalid, LimsError
from hwobj.lims import mxcube_names
from hwobj.lims.mxcube import USER_LOG, complain
from hwobj.lims.mxcube_names import Told, as_key, as_moment, as_number, row_of

MOST_UNDULATORS = 3


class MeasurementCalls:
    """Writes what a beamline measured.

    A measurement is worth more than one of its fields: what the backend refuses (a sample that was deleted
    meanwhile, a text that is too long) is left out and told in the user log, and the rest is stored.
    """

    def __init__(self, rest: RestSession) -> None:
        self.collections = Collection(rest, DataCollectionRow, "/data_collections", "dataCollectionId")
        self.groups = Collection(
            rest, DataCollectionGroupRow, "/data_collections/groups", "dataCollectionGroupId"
        )
        self.images = Collection(rest, ImageRow, "/data_collections/images", "imageId")
        self.grids = Collection(rest, GridInfoRow, "/data_collections/grids", "gridInfoId")
        self.setups = Collection(rest, BeamLineSetupRow, "/beamline/setups", "beamLineSetupId")
        self.detectors = Collection(rest, DetectorRow, "/beamline/detectors", "detectorId")
        self.robot_actions = Collection(rest, RobotActionRow, "/beamline/robot_actions", "robotActionId")
        self.energy_scans = Collection(rest, EnergyScanRow, "/beamline/energy_scans", "energyScanId")
        self.xfe_spectra = Collection(
            rest, XFEFluorescenceSpectrumRow, "/beamline/xfe_spectra", "xfeFluorescenceSpectrumId"
        )
        self.workflows = Collection(rest, WorkflowRow, "/beamline/workflows", "workflowId")
        self.sessions = Collection(rest, BLSessionRow, "/sessions", "sessionId")
        self.samples = Collection(rest, BLSampleRow, "/samples", "blSampleId")

    def collection(self, given: Told, beamline: object = None) -> tuple[int, int | None]:
        """Store a data collection, in a group of its own unless `group_id` names one, which it does then.

        Gives the keys of the collection and of the detector that *beamline*, its configuration, describes.
        """
        if not given.get("group_id"):
            given["group_id"] = self.group(given)
        detector = self.detector(beamline) if beamline else None
        row = {**collection_row(given), **({"detectorId": detector} if detector else {})}
        stored = self._store(self.collections, row)
        if beamline:
            self._try_setup(given, beamline)
        return stored["dataCollectionId"], detector

    def update(self, given: Told) -> int:
        """Change a data collection, named by `collection_id`, to what is known now; gives its key."""
        key = as_key(given["collection_id"])
        ended = as_moment(datetime.now())  # noqa: DTZ005 - by the clock on the wall, as all that MXCuBE says
        self._change(self.collections, key, {**collection_row(given), "endTime": ended})
        group = given.get("group_id")
        if group:
            row = row_of(given, mxcube_names.GROUP)
            row.pop("sessionId", None)
            self._change(self.groups, as_key(group), {**row, "endTime": ended})
        return key

    def group(self, given: Told) -> int:
        """Store a group of data collections; gives its key."""
        return int(self._store(self.groups, row_of(given, mxcube_names.GROUP))["dataCollectionGroupId"])

    def image(self, given: Told) -> int:
        """Store what is known of one image; gives its key."""
        return int(self._store(self.images, row_of(given, mxcube_names.IMAGE))["imageId"])

    def energy_scan(self, given: Told) -> int:
        """Store a scan over an absorption edge; gives its key."""
        return int(self._store(self.energy_scans, row_of(given, mxcube_names.ENERGY_SCAN))["energyScanId"])

    def xfe_spectrum(self, given: Told) -> int:
        """Store a fluorescence spectrum; gives its key."""
        row = row_of(given, mxcube_names.XFE_SPECTRUM)
        return int(self._store(self.xfe_spectra, row)["xfeFluorescenceSpectrumId"])

    def robot_action(self, given: Told) -> int:
        """Store a step of the sample changer; gives its key."""
        return int(self._store(self.robot_actions, row_of(given, mxcube_names.ROBOT_ACTION))["robotActionId"])

    def workflow(self, given: Told) -> tuple[int, int | None]:
        """Store a workflow, or change the one that `workflow_id` names, and its grid; gives both keys."""
        workflow = self._store_or_change(
            self.workflows, given.get("workflow_id"), row_of(given, mxcube_names.WORKFLOW)
        )
        group = given.get("group_id")
        if not group:
            return workflow, None
        self._change(self.groups, as_key(group), {"workflowId": workflow})
        grid = self._store_or_change(self.grids, given.get("grid_info_id"), row_of(given, mxcube_names.GRID))
        return workflow, grid

    def setup(self, session: object, beamline: object) -> int:
        """Store how the beamline is set up, and that a session uses it; gives its key."""
        row = {**row_of(beamline, mxcube_names.BEAMLINE), **_undulators(beamline)}
        row["setupDate"] = as_moment(datetime.now())  # noqa: DTZ005 - by the clock on the wall
        stored = self._store(self.setups, row)
        self._change(self.sessions, as_key(session), {"beamLineSetupId": stored["beamLineSetupId"]})
        return int(stored["beamLineSetupId"])

    def detector(self, beamline: object) -> int | None:
        """The key of the detector that the beamline's configuration describes, if the facility has it."""
        described = row_of(beamline, mxcube_names.DETECTOR)
        if not described:
            return None
        found = self.detectors.list(**described, limit=1).rows
        return int(found[0]["detectorId"]) if found else None

    def _try_setup(self, given: Told, beamline: object) -> None:
        """The set-up is the facility's: without the right to write it, data are stored all the same."""
        try:
            self.setup(given["sessionId"], beamline)
        except LimsError as error:
            complain("The set-up of the beamline was not stored.", error)

    def _store(self, collection: Collection[RowT], row: Told) -> RowT:
        return _tolerantly(collection.create, row)

    def _change(self, collection: Collection[RowT], key: int, row: Told) -> RowT:
        return _tolerantly(lambda changes: collection.update(key, changes), row)

    def _store_or_change(self, collection: Collection[RowT], key: object, row: Told) -> int:
        if key:
            self._change(collection, as_key(key), row)
            return as_key(key)
        return int(str(self._store(collection, row)[collection.key]))


def collection_row(given: Told) -> Told:
    """The columns of a data collection, with what follows from its oscillation. Raises ValueError."""
    row = row_of(given, mxcube_names.COLLECTION)
    resolution = row.get("resolution")
    if isinstance(resolution, Mapping):
        row["resolution"] = resolution.get("upper")
    oscillations = given.get("oscillation_sequence") or [{}]
    if not isinstance(oscillations, Sequence) or len(oscillations) != 1:
        raise ValueError("A data collection has one oscillation: several are several data collections.")
    return {**row, **_rotation(oscillations[0])}


def _rotation(oscillation: Told) -> Told:
    """The end of the oscillation (degrees), its overlap, and the axis that turned."""
    if "start" not in oscillation or "range" not in oscillation:
        return {}
    start, width = as_number(oscillation["start"]), as_number(oscillation["range"])
    offset = as_number(oscillation.get("offset") or 0)
    images = as_number(oscillation.get("number_of_images") or 0)
    turned: Told = {"rotationAxis": "Phi"}
    if oscillation.get("kappaStart") not in (None, 0, -9999):
        turned = {"rotationAxis": "Omega", "omegaStart": start}
    return {"axisEnd": start + (width + offset) * images, "overlap": -offset, **turned}


def _undulators(beamline: object) -> Told:
    """The types of the first three undulators."""
    listed = row_of(beamline, {"undulators": "undulators"}).get("undulators")
    each_of = listed if isinstance(listed, Iterable) else ()
    types = [row_of(each, {"type": "type"}).get("type") for each in each_of]
    return {f"undulatorType{i}": kind for i, kind in enumerate(types[:MOST_UNDULATORS], 1) if kind}


def _tolerantly(write: Callable[[Told], RowT], row: Told) -> RowT:
    """Write a row, without the fields that are refused, which the user log tells.

    Raises the first refusal where the row cannot be without them.
    """
    try:
        return write(row)
    except Invalid as error:
        wrong = {name: " ".join(texts) for name, texts in error.errors.items() if name in row}
        if not wrong or len(wrong) < len(error.errors):
            raise
        stored = _instead(write, {name: value for name, value in row.items() if name not in wrong}, error)
    for name, text in wrong.items():
        USER_LOG.warning("SSX Desk: stored without %s. %s", name, text)
    return stored


def _instead(write: Callable[[Told], RowT], row: Told, refused: Invalid) -> RowT:
    try:
        return write(row)
    except Invalid:
        raise refused from None
