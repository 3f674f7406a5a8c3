import pytest
from django.core.management import CommandError, call_command

from enlacesur.practices.models import Practice, Submission
from tests.factories.bank import another, file, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path, rivera):
    made = tmp_path / "banco.csv"
    made.write_bytes(file(row(), another(2, ejes="Nada")))
    return str(made)


def test_it_brings_in_what_is_right_and_says_the_rest(path, capsys):
    call_command("import_bank", path, shelf="bank")
    said = capsys.readouterr()
    assert "1 practices were added, 0 changed, 0 the same, 1 rows were left out" in said.out
    assert "row 3, axes: “Nada” is none of the list." in said.err
    assert Submission.objects.get().submitted_by is None


def test_a_dry_run_writes_nothing(path, capsys):
    call_command("import_bank", path, shelf="bank", dry_run=True)
    assert "1 practices would be added" in capsys.readouterr().out
    assert not Practice.objects.exists()


def test_a_column_that_is_not_understood_is_told(tmp_path, rivera, capsys):
    (tmp_path / "a.csv").write_bytes(file(row(resultadso="31 ferias")))
    call_command("import_bank", str(tmp_path / "a.csv"), shelf="bank", dry_run=True)
    assert "column “resultadso”: not understood, left out" in capsys.readouterr().err


def test_a_file_that_is_no_list_is_one_line(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"x")
    with pytest.raises(CommandError, match="lacks these columns: Institution, Title, Summary, Edition"):
        call_command("import_bank", str(tmp_path / "a.csv"), shelf="bank")


def test_a_file_that_is_not_there():
    with pytest.raises(CommandError, match="There is no file"):
        call_command("import_bank", "nowhere.csv", shelf="bank")


def test_a_shelf_must_be_named(path):
    with pytest.raises(CommandError):
        call_command("import_bank", path)
