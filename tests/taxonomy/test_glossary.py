from pathlib import Path

import pytest
from django.core.management import call_command

from enlacesur.taxonomy.glossary import check, glossary, load
from tests import profiles

TINY = Path(profiles.__path__[0]) / "tiny"


@pytest.fixture
def folder(tmp_path):
    """A glossary with one concept that is whole."""
    write(tmp_path, "mobility", '[bus]\nes = ["colectivo @AR,UY", "ómnibus"]\npt = ["ônibus"]\nen = ["bus"]\n')
    return tmp_path


def write(folder, name, text):
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def test_a_word_says_where_it_is_said(folder):
    colectivo, omnibus, *_others = load(folder).concepts["bus"].labels
    assert (colectivo.text, colectivo.countries) == ("colectivo", ("AR", "UY"))
    assert omnibus.countries == ()


def test_a_concept_is_named_by_its_first_word_in_the_readers_language(folder):
    bus = load(folder).concepts["bus"]
    assert (bus.label("es"), bus.label("pt-br"), bus.label("en")) == ("colectivo", "ônibus", "bus")


def test_a_concept_without_the_readers_language_is_named_in_another(folder):
    write(folder, "other", '[guild]\nes = ["gremio"]\n')
    assert load(folder).concepts["guild"].label("en") == "gremio"


def test_guards_are_read_with_their_note(folder):
    write(folder, "false_friends", '[[guard]]\nes = "taller"\npt = "talher"\nnote = "cubierto"\n')
    (guard,) = load(folder).guards
    assert (guard.es, guard.pt, guard.note) == ("taller", "talher", "cubierto")


def test_a_profile_without_glossary_has_an_empty_one(tmp_path):
    assert load(tmp_path / "nothing").concepts == {}


def test_a_whole_glossary_has_no_faults(folder):
    assert check(folder) == []


def test_the_tests_own_glossary_has_no_faults(settings):
    settings.PROFILE = TINY
    assert check() == []
    assert "bus" in glossary().concepts


def test_a_broken_concept_is_named_and_the_others_are_read(folder, caplog):
    write(
        folder,
        "waste",
        '[dump]\nes = ["vertedero"\n\n[compost]\nes = ["compost"]\npt = ["composto"]\nen = ["compost"]\n',
    )
    assert set(load(folder).concepts) == {"bus", "compost"}
    assert "waste.toml: [dump] cannot be read" in caplog.text


def test_a_concept_written_twice_in_one_file_is_named(folder):
    write(folder, "waste", '[dump]\nes = ["vertedero"]\n\n[dump]\nes = ["basural"]\n')
    assert any(fault.startswith("waste.toml: [dump] is in waste.toml already") for fault in check(folder))


def test_a_concept_of_two_files_is_named(folder):
    write(folder, "transport", '[bus]\nes = ["micro"]\npt = ["micro"]\nen = ["coach"]\n')
    assert "transport.toml: [bus] is in mobility.toml already" in check(folder)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("es = 3", "es is no list of words"),
        ('es = ["a", ""]', "es is no list of words"),
        ('es = ["micro"]\nfr = ["bus"]', "has what no concept has: fr"),
        ('es = ["micro @chile"]', "countries are written"),
        ("broader = []", "has no word in any language"),
    ],
)
def test_a_wrong_row_is_named_with_what_is_wrong(folder, row, fault):
    write(folder, "wrong", f"[strange]\n{row}\n")
    assert any(said.startswith("wrong.toml: [strange]") and fault in said for said in check(folder))


def test_a_value_outside_of_any_concept_is_named(folder):
    write(folder, "wrong", 'es = ["suelto"]\n')
    assert "wrong.toml: [es] is no table" in check(folder)


def test_a_file_that_is_no_text_is_named(folder):
    (folder / "latin.toml").write_bytes("[a]\nes = ['ñandú']".encode("latin-1"))
    assert any(fault.startswith("latin.toml: is not UTF-8") for fault in check(folder))
    assert "bus" in load(folder).concepts


def test_a_missing_language_is_named(folder):
    write(folder, "waste", '[dump]\nes = ["vertedero"]\nen = ["dump"]\n')
    assert check(folder) == ["waste.toml: [dump] has no word in pt"]


def test_an_unknown_broader_concept_is_named(folder):
    write(folder, "waste", '[dump]\nes = ["vertedero"]\npt = ["aterro"]\nen = ["dump"]\nbroader = ["rubbish"]\n')
    assert check(folder) == ["waste.toml: [dump] broader rubbish is no concept"]


def test_an_answer_that_is_no_concept_is_named(folder):
    write(folder, "waste", '[dump]\nes = ["vertedero"]\npt = ["aterro"]\nen = ["dump"]\nanswered_by = ["sorting"]\n')
    assert check(folder) == ["waste.toml: [dump] answered_by sorting is no concept"]


def test_an_answer_that_is_the_thing_itself_or_broader_is_named(folder):
    write(
        folder,
        "waste",
        '[waste]\nes = ["basura"]\npt = ["lixo"]\nen = ["waste"]\n'
        '[dump]\nes = ["vertedero"]\npt = ["aterro"]\nen = ["dump"]\nbroader = ["waste"]\n'
        'answered_by = ["dump", "waste"]\n',
    )
    assert check(folder) == [
        "waste.toml: [dump] answered_by dump is itself or broader",
        "waste.toml: [dump] answered_by waste is itself or broader",
    ]


def test_an_answer_that_is_written_twice_is_named(folder):
    write(folder, "waste", '[dump]\nes = ["vertedero"]\npt = ["aterro"]\nen = ["dump"]\nanswered_by = ["bus", "bus"]\n')
    assert check(folder) == ["waste.toml: [dump] answered_by bus is written twice"]


def test_two_that_answer_each_other_are_named(folder):
    write(
        folder,
        "waste",
        '[waste]\nes = ["basura"]\npt = ["lixo"]\nen = ["waste"]\nanswered_by = ["dump"]\n'
        '[dump]\nes = ["vertedero"]\npt = ["aterro"]\nen = ["dump"]\nanswered_by = ["waste"]\n',
    )
    assert check(folder) == [
        "waste.toml: [waste] and dump answer each other",
        "waste.toml: [dump] and waste answer each other",
    ]


def test_a_cycle_is_named(folder):
    write(
        folder,
        "ring",
        '[a]\nes = ["uno"]\npt = ["um"]\nen = ["one"]\nbroader = ["b"]\n'
        '[b]\nes = ["dos"]\npt = ["dois"]\nen = ["two"]\nbroader = ["a"]\n',
    )
    assert check(folder) == ["ring.toml: [a] is broader than itself", "ring.toml: [b] is broader than itself"]


def test_a_word_of_two_concepts_is_named(folder):
    write(folder, "other", '[group]\nes = ["Colectivo"]\npt = ["coletivo"]\nen = ["group"]\n')
    assert check(folder) == ["other.toml: [group] es “Colectivo” is a word of [bus] too (mobility.toml)"]


def test_the_same_word_in_two_languages_is_no_fault(folder):
    write(folder, "other", '[tram]\nes = ["tranvía"]\npt = ["bonde"]\nen = ["tram", "colectivo"]\n')
    assert check(folder) == []


def test_a_word_written_twice_is_named(folder):
    write(folder, "other", '[tram]\nes = ["tranvía", "tranvía"]\npt = ["bonde"]\nen = ["tram"]\n')
    assert check(folder) == ["other.toml: [tram] es “tranvía” is written twice"]


def test_a_country_that_is_not_of_the_network_is_named(folder):
    write(folder, "other", '[tram]\nes = ["tranvía @ZZ"]\npt = ["bonde"]\nen = ["tram"]\n')
    assert check(folder) == ["other.toml: [tram] “tranvía” @ZZ is no country of the network"]


def test_a_guard_that_is_no_pair_is_named(folder):
    write(folder, "false_friends", '[[guard]]\nes = "taller"\n')
    assert any("a guard has a word es and a word pt" in fault for fault in check(folder))


def test_a_pair_guarded_twice_is_named(folder):
    write(folder, "false_friends", '[[guard]]\nes = "taller"\npt = "talher"\n[[guard]]\nes = "Taller"\npt = "talher"\n')
    assert check(folder) == ["false_friends.toml: Taller / talher is guarded twice"]


def test_the_command_says_how_much_there_is(settings, capsys):
    settings.PROFILE = TINY
    call_command("glossary")
    assert "14 concepts" in capsys.readouterr().out


def test_the_command_names_the_faults_and_fails(settings, tmp_path, capsys):
    (tmp_path / "glossary").mkdir()
    write(tmp_path / "glossary", "waste", '[dump]\nes = ["vertedero"]\nen = ["dump"]\n')
    settings.PROFILE = tmp_path
    with pytest.raises(SystemExit):
        call_command("glossary")
    assert "[dump] has no word in pt" in capsys.readouterr().out
