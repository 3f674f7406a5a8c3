from datetime import date
from typing import get_args

import pytest
from django.utils import translation

from enlacesur.matching import reasons as why
from enlacesur.matching.explain import SENTENCES, sentence
from enlacesur.matching.match import Wanted, match
from tests.matching.conftest import card

CONCEPT = why.SharedConcept("bus", "colectivos", "ônibus", "es", "pt")
EXAMPLES = [
    (CONCEPT, "Usa «ônibus» para lo que usted llama «colectivos»"),
    (why.SharedConcept("bus", "ómnibus", "Omnibus", "es", "es"), "También habla de «Omnibus»"),
    (why.SharedConcept("map", "mapas", "mapa", "es", "es"), "También habla de «mapa»"),
    (
        why.RelatedConcept("public-transport", "colectivos", "teleférico", "es", "pt"),
        "Tiene que ver con lo mismo, transporte público: «colectivos» aquí, «teleférico» allá",
    ),
    (
        why.Answer("flood", "inundación", "bacia de detenção", "es", "pt"),
        "Responde a «inundación» con «bacia de detenção»",
    ),
    (why.SharedWords(("feria",)), "Usa la misma palabra: «feria»"),
    (why.SharedInTranslation(("feria",)), "Traducido, habla de «feria»"),
    (why.SharedWords(("feria", "fruta")), "Usa las mismas palabras: «feria», «fruta»"),
    (why.SharedSdgs((11,)), "Contribuye al mismo ODS: 11 "),
    (why.SimilarSize(84_775), "Es una ciudad de tamaño parecido: 85.000"),
    (why.SameCountry("UY"), "Está en su mismo país"),
    (why.Neighbour("BR"), "Está en un país vecino: Brasil"),
    (why.Evidenced(1), "La respalda 1 intercambio completado"),
    (why.Evidenced(2), "La respaldan 2 intercambios completados"),
    (why.Adapted(1), "También funciona en otra ciudad"),
    (why.Adapted(3), "También funciona en otras 3 ciudades"),
    (why.PlacesLeft(2), "Le quedan 2 lugares este año"),
    (why.WithinCeiling(5_000), "Se puede empezar dentro de su tope de US$ 5.000"),
    (why.SpeaksYours("es"), "También se trabaja en español"),
    (why.Fresh(date(2026, 1, 1)), "Es del último año"),
    (why.SharedModality(("training",)), "Trabaja como usted lo pide: Capacitación"),
    (why.OtherLanguage("pt"), "Solo se trabaja en portugués"),
    (why.NoPlacesLeft(), "Todos sus lugares de este año están tomados"),
    (why.MuchLarger(16), "Es 16 veces más grande que su ciudad"),
    (why.MuchSmaller(9), "Es 9 veces más chica que su ciudad"),
    (why.AboveCeiling(410_000, 5_000), "Empezar cuesta desde US$ 410.000; su tope es US$ 5.000"),
    (why.NoSharedTheme(), "Está clasificada en otras temáticas"),
    (why.LongAgo(2010), "Es de 2010"),
    (why.OtherModality(), "Trabaja en otras modalidades"),
    (why.WordsMissing(("vertedero",)), "No habla de «vertedero»"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("reason", "beginning"), EXAMPLES, ids=lambda value: type(value).__name__)
def test_the_sentence_in_spanish(reason, beginning):
    assert sentence(reason).startswith(beginning)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["es", "pt-br", "en"])
@pytest.mark.parametrize("reason", [reason for reason, _beginning in EXAMPLES], ids=lambda one: type(one).__name__)
def test_every_reason_has_a_sentence_in_every_language(reason, language):
    with translation.override(language):
        assert "%(" not in sentence(reason)
        assert not sentence(reason).endswith(".")


def test_each_language_has_its_own():
    said = set()
    for language in ("es", "pt-br", "en"):
        with translation.override(language):
            said.add(sentence(CONCEPT))
    assert len(said) == 3


def test_every_reason_and_misfit_can_be_said():
    assert set(SENTENCES) == {*get_args(why.Reason), *get_args(why.Misfit)}


@pytest.mark.django_db
def test_the_theme_is_named_by_its_label():
    assert sentence(why.SharedThemes(("juventudes",))).startswith("La misma temática: Juventud")


def test_a_concept_that_the_glossary_no_longer_has_is_named_by_its_id():
    assert "gone" in sentence(why.RelatedConcept("gone", "a", "b", "es", "pt"))


def test_the_words_are_those_that_both_wrote(make_index):
    make_index(card(1, "Compostagem na feira livre. Sem lixão.", language="pt", country="BR"))
    (found,) = match(Wanted(text="Compost en ferias vecinales, sin basural", language="es"))
    said = [sentence(reason) for reason in found.reasons]
    assert "Usa «feira livre» para lo que usted llama «ferias vecinales»" in said
    assert "Usa «lixão» para lo que usted llama «basural»" in said
