"""What forms say of a fault, in the words of the region and not in those of Django's catalogues."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation


class Everything(forms.Form):
    title = forms.CharField(max_length=5, min_length=2)
    email = forms.EmailField()
    n = forms.IntegerField(max_value=3)
    day = forms.DateField()
    kind = forms.ChoiceField(choices=[("a", "A")])
    file = forms.FileField(max_length=5)


SENT = {"title": "demasiado", "email": "no", "n": "9", "day": "ayer", "kind": "b"}


def said(language, file=None, **sent):
    with translation.override(language):
        form = Everything(SENT | sent, {"file": file} if file else {})
        return {name: " ".join(errors) for name, errors in form.errors.items()}


def test_in_spanish():
    told = said("es")
    assert told["title"] == "Escriba como máximo 5 caracteres (tiene 9)."
    assert told["email"] == "Escriba un correo electrónico válido."
    assert told["n"] == "Escriba como máximo 3."
    assert told["day"] == "Escriba una fecha válida."
    assert told["kind"] == "Elija una de las opciones: «b» no está entre ellas."


def test_in_portuguese():
    told = said("pt-br")
    assert told["title"] == "Escreva no máximo 5 caracteres (tem 9)."
    assert told["email"] == "Escreva um e-mail válido."


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("a.csv", b""), "El archivo está vacío."),
        (
            SimpleUploadedFile("largo.csv", b"x"),
            "El nombre del archivo puede tener como máximo 5 caracteres (tiene 9).",
        ),
    ],
)
def test_of_files(file, sentence):
    assert said("es", file)["file"] == sentence
