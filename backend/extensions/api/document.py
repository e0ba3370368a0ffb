"""The OpenAPI document, written when somebody first asks for it: no window waits for that at its start."""

from __future__ import annotations

from threading import Lock
from typing import Any

from flask_smorest import Api, Blueprint


class LateApi(Api):  # type: ignore[misc]  # the library has no types
    """Mounts blueprints at once and describes them later."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._undescribed: list[Blueprint] = []
        self._lock = Lock()
        super().__init__(*arguments, **options)

    def register_blueprint(self, blp: Blueprint, *, parameters: Any = None, **options: Any) -> None:
        """Mount a blueprint; `parameters` of a prefix are not used here."""
        del parameters
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._app.register_blueprint(blp, **options)
        self._undescribed.append(blp)

    def document(self) -> dict[str, Any]:
        """The whole document."""
        with self._lock:
            while self._undescribed:
                blueprint = self._undescribed.pop(0)
                blueprint.register_views_in_doc(
                    self, self._app, self.spec, name=blueprint.name, parameters=None
                )
                self.spec.tag({"name": blueprint.name, "description": blueprint.description})
            described: dict[str, Any] = self.spec.to_dict()
        return described
