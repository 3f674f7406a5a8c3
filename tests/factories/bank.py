"""Lists of practices, as the secretariat sends them."""

from typing import Any

from enlacesur.core.spreadsheet import written_csv
from enlacesur.practices import bank_work
from enlacesur.practices.bank_file import rows_of
from enlacesur.practices.importing import Plan, bring_in, plans
from enlacesur.practices.models import Shelf

ROW: dict[str, Any] = {
    "referencia": "B-17",
    "institución": "Intendencia de Rivera",
    "país": "Uruguay",
    "título": "Ferias sin restos",
    "resumen": "Los puesteros separan lo que no venden y el compost vuelve a 22 huertas.",
    "edición": "2022",
    "sello": "BBP 2022-012",
    "ejes": "Ambiente",
    "temáticas": "Ambiente y Desarrollo Sostenible",
    "ODS": "11; 12",
    "qué se hizo": "1. Se acordó con cada asociación quién separa.",
    "desde": "2018",
    "correo electrónico del contacto": "ferias@rivera.example",
}


def row(**changes: Any) -> dict[str, Any]:
    """A whole row; a heading with spaces is written with underscores."""
    return ROW | {name.replace("_", " "): value for name, value in changes.items()}


def another(n: int, **changes: Any) -> dict[str, Any]:
    return row(**{"referencia": f"B-{n}", "título": f"Práctica {n}", "sello": n} | changes)


def file(*rows: dict[str, Any]) -> bytes:
    names = list(dict.fromkeys(name for one in rows for name in one))
    return written_csv([names, *([one.get(name, "") for name in names] for one in rows)])


def planned(*rows: dict[str, Any], shelf: Shelf = Shelf.BANK) -> list[Plan]:
    return plans(rows_of(file(*rows)), shelf)


def brought_in(*rows: dict[str, Any], shelf: Shelf = Shelf.BANK) -> list[Plan]:
    return bring_in(rows_of(file(*rows)), shelf, by=None)


def work() -> None:
    """The worker, until no list waits."""
    while bank_work.work_off():
        pass
