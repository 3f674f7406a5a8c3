from enlacesur.network.models import Organisation
from tests.factories.network import CityFactory


def test_accents_do_not_change_where_a_name_stands(client, db):
    for name in ("Anápolis", "Antofagasta", "Ñuñoa", "Águas Claras", "ambato", "Zárate", "Nuevo Hamburgo"):
        CityFactory(name=name)
    names = list(Organisation.objects.values_list("name", flat=True))
    assert names == ["Águas Claras", "ambato", "Anápolis", "Antofagasta", "Nuevo Hamburgo", "Ñuñoa", "Zárate"]
    page = client.get("/ciudades/").content.decode()
    assert sorted(names, key=page.index) == names
