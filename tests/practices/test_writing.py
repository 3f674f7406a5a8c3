import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from enlacesur.practices import actions
from enlacesur.practices.forms import FiguresField
from enlacesur.practices.models import Attachment, Draft, Practice
from tests.factories.practices import begin, content, fields, publish

PDF = b"%PDF-1.7 ..."


@pytest.fixture
def practice(client, rivera, lucia):
    client.force_login(lucia)
    return begin(rivera, lucia)


def send(client, practice, step, **changes):
    data = fields(**changes) | {"base_version": "0", "step": step}
    return client.post(f"/soluciones/{practice.pk}/editar/", data)


def test_what_is_typed_is_kept_although_it_cannot_be_published(client, practice):
    answer = send(client, practice, "preview", summary="", started="mil")
    assert answer.status_code == 422
    assert Draft.objects.get().fields["started"] == ["mil"]
    assert "está guardado como borrador" in answer.content.decode()


def test_autosave_keeps_and_says_when(client, practice):
    answer = client.post(f"/soluciones/{practice.pk}/borrador/", {"title": "A medio", "base_version": "0"})
    assert "Borrador guardado a las" in answer.content.decode()
    assert Draft.objects.get().fields["title"] == ["A medio"]


def test_a_colleague_goes_on_from_an_unpublished_draft(client, practice, ramon):
    send(client, practice, "draft", problem="Lo que escribió Lucía sobre el problema.")
    client.force_login(ramon)
    assert "Lo que escribió Lucía" in client.get(f"/soluciones/{practice.pk}/editar/").content.decode()


def test_a_draft_is_nobody_elses(client, practice, joana):
    for person, status in ((None, 404), (joana, 404)):
        client.logout()
        if person:
            client.force_login(person)
        assert client.get(practice.get_absolute_url()).status_code == status


def test_under_the_next_edition_the_axis_of_a_card_stays_chosen(client, rivera, lucia, monkeypatch):
    practice = publish(rivera, lucia, axes=["2022:culture"])
    monkeypatch.setattr(timezone, "localdate", lambda *_when: date(2027, 3, 1))
    client.force_login(lucia)
    page = client.get(f"/soluciones/{practice.pk}/editar/").text
    offered = re.findall(r'name="axes" value="([^"]+)"', page)
    assert (len(offered), offered[-1]) == (10, "2022:culture")
    assert re.findall(r'name="axes" value="([^"]+)"[^>]* checked', page) == ["2022:culture"]


def test_preview_then_publish(client, practice):
    assert send(client, practice, "preview").status_code == 302
    assert Practice.objects.get().state == "draft"
    client.post(f"/soluciones/{practice.pk}/vista/")
    assert Practice.objects.get().state == "published"


def test_a_figure_written_wrongly_gets_its_sentence(client, practice):
    html = send(client, practice, "preview", figures=[["muchas ferias", ""]]).content.decode()
    assert "Escriba cada cifra así" in html


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("31 ferias", ["31", "ferias"]),
        ("31 | ferias", ["31", "ferias"]),
        ("22 %: de las casas", ["22 %", "de las casas"]),
        ("US$ 4.000 al año", ["US$ 4.000", "al año"]),
        ("de 3 a 1 | viajes por semana", ["de 3 a 1", "viajes por semana"]),
    ],
)
def test_a_figure_is_understood_as_people_write_it(written, understood):
    assert FiguresField().clean(written) == [understood]


@pytest.mark.parametrize("year", ["20", "3024", "mil", "-5", "9" * 40])
def test_a_year_that_is_none_gets_one_sentence(client, practice, year):
    for name in ("started", "ended"):
        html = send(client, practice, "preview", **{name: year}).content.decode()
        assert "Escriba un año entre 1950 y " in html


@pytest.mark.parametrize(
    ("name", "body"),
    [("virus.pdf", b"MZ\x90"), ("pagina.html", b"<html>"), ("foto.svg", b"<svg onload=alert(1)>"), ("x", PDF)],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_the_text_kept(client, practice, name, body):
    upload = SimpleUploadedFile(name, body)
    data = fields(title="Sigue aquí") | {"base_version": "0", "step": "draft", "file": upload}
    answer = client.post(f"/soluciones/{practice.pk}/editar/", data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Sigue aquí" in html
    assert 'href="#file"' in html
    assert not Attachment.objects.exists()


def test_with_a_refused_file_a_draft_is_not_asked_for_all_that_it_lacks(client, practice):
    data = {"title": "A medio", "base_version": "0", "step": "draft", "file": SimpleUploadedFile("virus.pdf", b"MZ")}
    html = client.post(f"/soluciones/{practice.pk}/editar/", data).content.decode()
    assert 'value="A medio"' in html
    assert html.count('class="error"') == 1


def test_a_file_is_given_as_a_download_under_a_harmless_name(client, practice):
    upload = SimpleUploadedFile("../../etc/acta <b>.pdf", PDF)
    client.post(f"/soluciones/{practice.pk}/editar/", fields() | {"base_version": "0", "file": upload})
    attachment = Attachment.objects.get()
    answer = client.get(f"/soluciones/{practice.pk}/archivos/{attachment.pk}/")
    assert "/" not in attachment.name
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_second_press_that_takes_a_file_away_ends_where_the_first_did(client, practice):
    page = f"/soluciones/{practice.pk}/editar/"
    client.post(page, fields() | {"base_version": "0", "file": SimpleUploadedFile("acta.pdf", PDF)})
    step = {"base_version": "0", "step": f"detach:{Attachment.objects.get().pk}"}
    first, second = (client.post(page, fields() | step) for _press in range(2))
    assert first["Location"] == second["Location"] == page
    assert not Attachment.objects.exists()


def test_a_withdrawn_card_says_why_and_shows_no_more(client, rivera, lucia):
    practice = publish(rivera, lucia)
    client.force_login(lucia)
    client.post(f"/soluciones/{practice.pk}/estado/", {"to": "withdrawn", "reason": "Los datos eran de otro año."})
    client.logout()
    answer = client.get(practice.get_absolute_url())
    html = answer.content.decode()
    assert answer.status_code == 410
    assert "Los datos eran de otro año." in html
    assert practice.summary not in html


def test_the_e_mail_of_a_card_is_for_members(client, rivera, lucia, joana):
    practice = publish(rivera, lucia, contact_email="oficina@rivera.example")
    assert "oficina@rivera.example" not in client.get(practice.get_absolute_url()).content.decode()
    client.force_login(joana)
    assert "oficina@rivera.example" in client.get(practice.get_absolute_url()).content.decode()


def test_versions_name_no_person(client, rivera, lucia):
    practice = publish(rivera, lucia, contact_name="Ana Paz", contact_email="ana@rivera.example")
    later = content(title="Otro título", contact_name="Bruno Sosa", contact_email="bruno@rivera.example")
    actions.publish(practice, later, 1, by=lucia)
    for number in (1, 2):
        page = client.get(f"/soluciones/{practice.pk}/versiones/{number}/").text
        assert "Ana Paz" not in page
        assert "bruno@rivera.example" not in page


class TestThePreviewOfWhatIsPublished:
    @pytest.fixture
    def published(self, client, rivera, lucia):
        client.force_login(lucia)
        return publish(rivera, lucia)

    def preview(self, client, practice):
        data = fields(title="Otro título") | {"base_version": "1", "step": "preview"}
        return client.post(f"/soluciones/{practice.pk}/editar/", data, follow=True).text

    def test_it_does_not_say_that_it_is_not_published(self, client, published):
        page = self.preview(client, published)
        assert "Vista previa de sus cambios: quienes leen siguen viendo la versión publicada" in page
        assert "todavía no está publicada" not in page
        assert "La ficha está publicada." in client.get(f"/soluciones/{published.pk}/editar/").text

    def test_nor_of_what_was_withdrawn(self, client, published, lucia):
        actions.withdraw(published, "Ya no.", by=lucia)
        assert "Vista previa: la ficha está retirada" in self.preview(client, published)

    def test_of_a_draft_it_says_so(self, client, practice):
        send(client, practice, "preview")
        page = client.get(f"/soluciones/{practice.pk}/vista/").text
        assert "Vista previa: todavía no está publicada" in page

    def test_publishing_says_what_was_published(self, client, published):
        self.preview(client, published)
        page = client.post(f"/soluciones/{published.pk}/vista/", follow=True).text
        assert "Los cambios están publicados." in page
