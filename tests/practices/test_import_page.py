"""The secretariat sends a list, looks at what it would do, and enters it."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.utils import timezone
from openpyxl import load_workbook

from enlacesur.core.spreadsheet import written_xlsx
from enlacesur.practices import bank_work, importing
from enlacesur.practices.bank_columns import COLUMNS, names_of
from enlacesur.practices.models import BankFile, Practice, Shelf, Submission
from tests.factories.bank import another, brought_in, file, row, work
from tests.factories.network import CityFactory
from tests.factories.shelves import university

pytestmark = pytest.mark.django_db
PAGE = "/banco/importar/"


@pytest.fixture
def desk(client, secretary, rivera):
    client.force_login(secretary)
    return client


def send(client, raw, name="banco.csv", shelf="bank", **more):
    """What the page says when the worker has checked it."""
    answer = client.post(PAGE, {"shelf": shelf, "file": SimpleUploadedFile(name, raw)}, follow=True, **more)
    work()
    return client.get(answer.request["PATH_INFO"]) if answer.status_code == 200 and answer.redirect_chain else answer


def sent(client, *rows, **more):
    answer = send(client, file(*rows), **more)
    assert answer.status_code == 200
    return answer


class TestSending:
    def test_it_is_checked_and_nothing_is_entered(self, desk):
        page = sent(desk, another(1), another(2), another(3, ejes="Nada"))
        assert "Incorporar estas 2 prácticas" in page.text
        assert "Fila 4" in page.text
        assert "«Nada» no está en la lista." in page.text
        assert not Practice.objects.exists()

    def test_a_spreadsheet_too(self, desk):
        cells = row()
        assert (
            "Incorporar esta práctica" in send(desk, written_xlsx([list(cells), list(cells.values())]), "b.xlsx").text
        )

    @pytest.mark.parametrize("raw", [b"", b"hola", b"%PDF-1.7", b"PK\x03\x04", b"\xff\xfe\x00", b"\x00" * 100])
    def test_what_cannot_be_read_is_said_beside_the_field(self, desk, raw):
        answer = send(desk, raw)
        assert answer.status_code == 422
        assert 'id="id_file_error"' in answer.text
        assert not BankFile.objects.exists()

    def test_what_columns_it_lacks_is_said_by_their_names(self, desk):
        assert (
            "faltan estas columnas: Resumen, Edición." in send(desk, "Institución;Título\nRivera;Ferias".encode()).text
        )

    def test_more_than_ten_thousand_rows_are_too_many(self, desk):
        page = send(desk, file(row()) + b"x,x,x,x\r\n" * 10_000).text
        assert "más de 10000 filas" in page
        assert "No se puede leer" in page
        assert "Incorporar est" not in page

    def test_thirty_megabytes_too(self, desk):
        answer = send(desk, b"x" * 30_000_000)
        assert answer.status_code == 422
        assert "El archivo pesa más de" in answer.text

    def test_columns_that_are_not_understood_are_told_before_anything_enters(self, desk):
        page = sent(desk, row(expediente="17", **{"resultadso <i>": "31 ferias"})).text
        assert "Estas columnas no se entienden" in page
        assert "<li>expediente</li>" in page
        assert "<li>resultadso &lt;i&gt; (¿quiso decir Resultados?)</li>" in page
        assert "Incorporar esta práctica" in page

    def test_and_when_all_are_nothing_is_said(self, desk):
        assert "no se entienden" not in sent(desk, row()).text

    def test_html_in_texts_is_shown_as_nothing_but_text(self, desk):
        page = sent(desk, row(título='<img src=x onerror="alert(1)">Ferias & más', referencia="<b>"))
        assert "Ferias &amp; más" in page.text
        assert "onerror" not in page.text

    def test_a_list_that_was_sent_stands_there_to_go_on_with(self, desk):
        sent(desk, row())
        kept = BankFile.objects.get()
        page = desk.get(PAGE).text
        assert f'href="/banco/importar/{kept.pk}/"' in page
        assert "sin incorporar" in page


def ask(client, kept, **more):
    return client.get(kept.get_absolute_url(), **more)


def refuse_rows_of(kept):
    """As a disk does that is full."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER no_room_{int(kept.pk)} BEFORE INSERT OR UPDATE ON practices_bankrow"
            f" FOR EACH ROW WHEN (new.file_id = {int(kept.pk)}) EXECUTE FUNCTION no_room()"
        )


def allow_rows():
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION no_room CASCADE")


def work_and_fail():
    with pytest.raises(OperationalError, match="no room"):
        work()


def tried_last():
    return BankFile.objects.exclude(failed_at=None).latest("failed_at")


def failing_for(time):
    BankFile.objects.update(failing_since=timezone.now() - time)


class TestProgress:
    """The worker checks and enters; the page tells how far it is."""

    @pytest.fixture
    def few_at_once(self, monkeypatch):
        monkeypatch.setattr(bank_work, "CHECKED_AT_ONCE", 2)
        monkeypatch.setattr(bank_work, "ENTERED_AT_ONCE", 2)

    @pytest.fixture
    def kept(self, secretary, rivera, few_at_once):
        return importing.keep(file(*(another(n) for n in range(1, 6))), "banco.csv", Shelf.BANK, by=secretary)

    def test_it_counts_the_rows_that_are_checked(self, desk, kept):
        assert "La lista se está leyendo." in ask(desk, kept).text
        bank_work.work_off()
        bank_work.work_off()
        assert "2 de 5 filas revisadas." in ask(desk, kept).text

    def test_it_counts_what_has_come_in(self, desk, kept, secretary):
        work()
        importing.enter(kept, by=secretary)
        bank_work.work_off()
        assert "Entraron 2 de 5 prácticas." in ask(desk, kept).text
        assert Practice.objects.count() == 2

    def test_it_looks_again_by_itself_and_ends_when_it_is_done(self, desk, kept):
        looking = {"HTTP_HX_REQUEST": "true"}
        assert 'hx-trigger="every 2s"' in ask(desk, kept, **looking).text
        work()
        assert ask(desk, kept, **looking)["HX-Refresh"] == "true"

    def test_nothing_that_moves_for_long_is_said(self, desk, kept):
        assert "puede que no haya ningún proceso" not in ask(desk, kept).text
        BankFile.objects.update(moved_at=timezone.now() - timedelta(minutes=2))
        assert "puede que no haya ningún proceso" in ask(desk, kept).text

    def test_a_list_whose_rows_were_not_kept_when_it_was_entered_is_not_said_to_be_empty(self, desk, secretary):
        kept = BankFile.objects.create(shelf="bank", name="banco.csv", state="entered", by=secretary)
        page = ask(desk, kept).text
        assert "La lista no tiene ninguna fila" not in page
        assert "Todo lo de esta lista ya está incorporado." in page

    def test_a_fault_of_ours_is_said_and_what_came_in_stays(self, desk, kept, secretary):
        work()
        importing.enter(kept, by=secretary)
        bank_work.work_off()
        waiting = kept.rows.get(number=5)
        kept.rows.filter(number=5).update(cells=waiting.cells | {"number": ["5"]})  # as no list has it
        bank_work.work_off()
        page = ask(desk, kept).text
        assert "Algo falló de nuestro lado" in page
        assert "Incorporar estas 3 prácticas" in page
        waiting.save()
        desk.post(kept.get_absolute_url())
        work()
        assert Practice.objects.count() == 5
        assert "Se incorporaron 5 prácticas." in ask(desk, kept).text

    def test_one_on_which_the_database_fails_goes_behind_the_others(self, desk, kept, secretary):
        others = [importing.keep(file(another(n)), "otro.csv", Shelf.BANK, by=secretary) for n in (8, 9)]
        refuse_rows_of(others[0])
        refuse_rows_of(kept)
        tried = []
        for _attempt in range(4):
            work_and_fail()
            tried.append(tried_last())
        assert tried == [kept, others[0], kept, others[0]]
        assert "Incorporar esta práctica" in ask(desk, others[1]).text

    def test_it_is_tried_for_an_hour_and_the_file_is_kept(self, desk, kept):
        refuse_rows_of(kept)
        for _attempt in range(10):
            work_and_fail()
        failing_for(timedelta(minutes=59))
        work_and_fail()
        page = ask(desk, kept).text
        assert "Por el momento la plataforma no puede avanzar con esta lista." in page
        assert "puede que no haya ningún proceso" not in page
        allow_rows()
        work()
        assert "Incorporar estas 5 prácticas" in ask(desk, kept).text
        assert BankFile.objects.get().failing_since is None

    def test_then_it_stops(self, desk, kept):
        refuse_rows_of(kept)
        work_and_fail()
        failing_for(timedelta(hours=1))
        work_and_fail()
        work()
        assert "Algo falló de nuestro lado" in ask(desk, kept).text

    def test_a_practice_named_twice_far_apart_is_found(self, desk, few_at_once):
        page = sent(desk, *(another(n) for n in range(1, 6)), another(1)).text
        assert "La fila 2 ya es de la misma práctica." in page

    def test_numbers_of_the_list_are_taken_first_however_far_down(self, desk, kept, secretary):
        sent(desk, *(another(n, sello="") for n in range(10, 15)), another(15, sello="1"))
        desk.post(BankFile.objects.first().get_absolute_url())
        work()
        named = Submission.objects.get(reference="B-15")
        assert named.number == 1
        assert sorted(Submission.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


class TestEntering:
    def enter(self, desk, *rows, **more):
        sent(desk, *rows, **more)
        kept = BankFile.objects.first()
        desk.post(kept.get_absolute_url())
        work()
        return ask(desk, kept)

    def test_it_needs_no_second_upload_and_leads_to_the_cards(self, desk):
        page = self.enter(desk, another(1), another(2), another(3, ejes="Nada")).text
        assert "Se incorporaron 2 prácticas." in page
        assert "1 fila quedó afuera: está abajo." in page
        for practice in Practice.objects.all():
            assert f'href="/soluciones/{practice.pk}/"' in page
        assert "BBP 2022-001" in page

    def test_pressed_twice_it_enters_once(self, desk, secretary):
        self.enter(desk, row())
        again = desk.post(BankFile.objects.get().get_absolute_url(), follow=True)
        work()
        assert again.status_code == 200
        assert "Todo lo de esta lista ya está incorporado." in again.text
        assert Practice.objects.get().version == 1
        assert BankFile.objects.get().imported_at
        assert Practice.objects.get().versions.get().by == secretary

    def test_to_the_shelf_that_was_chosen(self, desk):
        self.enter(desk, row(), shelf="observatory")
        assert Submission.objects.get().shelf == "observatory"

    def test_what_would_change_is_said_column_by_column(self, desk):
        self.enter(desk, row())
        page = sent(desk, row(resumen="Otro.", desde="2019")).text
        assert "Resumen, Desde" in page
        assert "Incorporar esta práctica" in page

    def test_what_changed_between_looking_and_entering_counts(self, desk):
        sent(desk, row())
        brought_in(row())
        desk.post(BankFile.objects.get().get_absolute_url())
        work()
        assert "Todo lo de esta lista" in ask(desk, BankFile.objects.get()).text
        assert Practice.objects.get().version == 1


class TestWhatIsReadOfIt:
    def test_the_card_says_whose_word_it_is(self, client, rivera):
        brought_in(row(instituciones_participantes=university().name))
        page = client.get(f"/soluciones/{Practice.objects.get().pk}/").text
        assert "BBP 2022-012: la Secretaría la registró tal como fue aceptada antes de esta plataforma." in page
        assert "Registrada por la Secretaría: la institución misma no lo confirmó." in page
        assert "El problema" not in page  # of which the list says nothing

    def test_the_partner_sees_it_and_may_confirm_it(self, client, rivera, joana, canoas):
        brought_in(row(instituciones_participantes="Canoas"))
        client.force_login(joana)
        part = canoas.partnerships.get()
        page = client.get(part.get_absolute_url()).text
        assert "Registrada por la Secretaría" in page
        assert "Sí, confirmar estas palabras" in page
        assert "Respondió el" not in page


class TestTheTemplate:
    @pytest.mark.parametrize("prefix", ["", "/pt-br", "/en"])
    def test_its_headings_are_understood_in_each_language(self, desk, prefix):
        answer = desk.get(f"{prefix}{PAGE}plantilla.csv")
        headings = answer.content.decode("utf-8-sig").strip().split(",")
        assert names_of()(headings) == [column.name for column in COLUMNS]
        assert "attachment" in answer["Content-Disposition"]

    def test_the_spreadsheet_tells_what_may_be_written(self, desk):
        book = load_workbook(io.BytesIO(desk.get(f"{PAGE}plantilla.xlsx").content))
        first, columns, values = book.worksheets
        assert (first["B1"].value, columns.title, values.title) == ("Institución", "Columnas", "Valores")
        assert ("Ejes", "2022:culture", "Cultura") in list(values.iter_rows(values_only=True))

    def test_there_is_no_other(self, desk):
        assert desk.get(f"{PAGE}plantilla.exe").status_code == 404

    def test_an_empty_one_is_a_list_of_nothing(self, desk):
        page = send(desk, desk.get(f"{PAGE}plantilla.xlsx").content, "plantilla.xlsx")
        assert page.status_code == 200
        assert not BankFile.objects.get().rows.exists()
        assert "La lista no tiene ninguna fila." in page.text


class TestWhoMay:
    @pytest.mark.parametrize("who", ["stranger", "lucia", "ramon", "joana"])
    def test_others_are_refused(self, client, who, request, rivera):
        client.force_login(request.getfixturevalue(who))
        assert send(client, file(row())).status_code == 403
        assert not BankFile.objects.exists()

    def test_nor_do_they_enter_what_the_secretariat_has_sent(self, client, secretary, lucia, rivera):
        client.force_login(secretary)
        sent(client, row())
        client.force_login(lucia)
        assert client.post(BankFile.objects.get().get_absolute_url()).status_code == 403
        assert not Practice.objects.exists()


@pytest.mark.parametrize("rows", [1, 60])
def test_a_page_of_many_rows_costs_what_one_costs(desk, rows, django_assert_max_num_queries):
    CityFactory.create_batch(3)
    sent(desk, *(another(n) for n in range(1, rows + 1)))
    brought_in(another(1))
    with django_assert_max_num_queries(9):
        desk.get(BankFile.objects.get().get_absolute_url())
