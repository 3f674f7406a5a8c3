"""Cards brought about by the room's own actions."""

from typing import Any

from enlacesur.accounts.models import Person
from enlacesur.network.models import Organisation
from enlacesur.practices import actions, adapting
from enlacesur.practices.forms import bound, fields_from
from enlacesur.practices.models import Adaptation, Practice

CONTENT: dict[str, Any] = {
    "title": "Ferias sin restos: compostaje en la misma feria",
    "summary": "Los puesteros separan lo que no venden y el compost vuelve a 22 huertas.",
    "problem": "Cada feria dejaba entre 300 y 900 kilos de restos vegetales por jornada.",
    "done": "1. Se acordó con cada asociación quién separa.\n2. Se instaló una compostera cerrada.",
    "results": "Funciona en 31 ferias y 1.140 toneladas por año no van al relleno.",
    "figures": [["31", "ferias, de las 34 de la ciudad"]],
    "themes": ["ambiente-desarrollo-sostenible"],
    "sdgs": [11, 12],
    "language": "es",
    "started": 2018,
}


def fields(**changes: Any) -> dict[str, list[str]]:
    """A whole card as the form sends it."""
    return fields_from(CONTENT | changes)


def content(**changes: Any) -> dict[str, Any]:
    form = bound(fields(**changes))
    assert form.is_valid(), form.errors
    return form.content()


def begin(organisation: Organisation, by: Person, **changes: Any) -> Practice:
    return actions.create(organisation, by=by, title=changes.get("title", CONTENT["title"]), language="es")


def publish(organisation: Organisation, by: Person, **changes: Any) -> Practice:
    return actions.publish(begin(organisation, by, **changes), content(**changes), 0, by=by)


def adapt(practice: Practice, organisation: Organisation, by: Person, reason: str = "", **fields: Any) -> Adaptation:
    fields = {
        "keeps": "La separación en el puesto y el compost en el barrio.",
        "changes": "La recolección la hace una cooperativa, que cobra por kilo.",
        "why": "No tenemos cuadrilla propia los domingos.",
        "language": organisation.language,
    } | fields
    return adapting.begin(Adaptation(practice=practice, organisation=organisation, **fields), reason, by=by)
