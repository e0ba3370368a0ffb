# SPDX-License-Identifier: LGPL-3.0-or-later
"""What mxcubeqt and mxcubecore 1 ask beside: older names, single sessions, a switch that stops storing."""

from __future__ import annotations

from hwobj.lims import mxcube_names
from hwobj.lims.calls import LimsCalls, answering
from hwobj.lims.mxcube_names import Told, as_key
from hwobj.lims.sessions import older_session


class OlderCalls(LimsCalls):
    """Calls that mxcubecore 2 makes no longer or nowhere abstract."""

    def get_login_type(self) -> str:
        """`user`: people log in by their own name."""
        return "user"

    @property
    def loginType(self) -> str:  # noqa: N802 - mxcubecore's name
        """The same."""
        return self.get_login_type()

    def enable(self) -> None:
        """Ask and store again."""
        self.is_disabled = False

    def disable(self) -> None:
        """Ask and store nothing: somebody works without a proposal."""
        self.is_disabled = True

    @answering("The session was not found.", {})
    def get_session(self, session_id: int | str) -> Told:
        """A session by its key."""
        return older_session(self.visits.session(int(session_id)))

    @answering("The local contact was not found.", {})
    def get_session_local_contact(self, session_id: int | str) -> Told:
        """Who of the facility looks after a session, by name."""
        row = self.visits.session(int(session_id))
        return {"personId": None, "laboratoryId": None, "familyName": row["beamLineOperator"] or ""}

    def get_dc_display_link(self) -> str:
        """The beginning of the address of a data collection; its key follows."""
        return f"{self.rest.target.url}/ispyb/api/v1/data_collections/"

    def dc_link(self, data_collection_id: int | str) -> str:
        """The address of a data collection."""
        return f"{self.get_dc_display_link()}{data_collection_id}"

    @answering("The data collection was not found.", {})
    def get_data_collection(self, data_collection_id: int | str) -> Told:
        """A data collection by its key."""
        return dict(self.measurements.collections.get(int(data_collection_id)))

    @answering("The sample was not brought up to date.", None)
    def update_bl_sample(self, bl_sample: Told) -> int | None:
        """Bring a sample up to date with what the beamline found out; gives its key."""
        given = mxcube_names.row_of(
            bl_sample, {"blSampleId": "blSampleId", "code": "code", "location": "location"}
        )
        key = given.pop("blSampleId", None)
        if key and given:
            self.measurements.samples.update(as_key(key), given)
        return as_key(key) if key else None

    @answering("The plot of the image quality was not stored.", None)
    def set_image_quality_indicators_plot(
        self, collection_id: int | str, plot_path: str, csv_path: str
    ) -> None:
        """Tell where the plot and the table of a data collection's image quality are."""
        paths = {
            "imageQualityIndicatorsPlotPath": plot_path,
            "imageQualityIndicatorsCSVPath": csv_path,
        }
        self.measurements.collections.update(int(collection_id), paths)

    @answering("The sample of the energy scan was not stored.", None)
    def associate_bl_sample_and_energy_scan(self, entry_dict: Told) -> None:
        """Tell from which sample an energy scan was made."""
        sample = {"blSampleId": as_key(entry_dict["blSampleId"])}
        self.measurements.energy_scans.update(as_key(entry_dict["energyScanId"]), sample)

    def store_workflow_step(self, workflow_info_dict: Told) -> None:
        """Nothing: ISPyB has no table of steps any more; the workflow itself tells its state."""
        self.store_workflow(workflow_info_dict)

    getProposal = LimsCalls.get_proposal  # noqa: N815 - mxcubeqt's names, here and below
    getSession = get_session  # noqa: N815
    getSessionLocalContact = get_session_local_contact  # noqa: N815
    createSession = LimsCalls.create_session  # noqa: N815
    storeDataCollection = LimsCalls.store_data_collection  # noqa: N815
    updateDataCollection = LimsCalls.update_data_collection  # noqa: N815
    getDataCollection = get_data_collection  # noqa: N815
    storeBeamLineSetup = LimsCalls.store_beamline_setup  # noqa: N815
    updateBLSample = update_bl_sample  # noqa: N815
    storeImage = LimsCalls.store_image  # noqa: N815
    storeEnergyScan = LimsCalls.store_energy_scan  # noqa: N815
    storeXfeSpectrum = LimsCalls.store_xfe_spectrum  # noqa: N815
    associateBLSampleAndEnergyScan = associate_bl_sample_and_energy_scan  # noqa: N815
