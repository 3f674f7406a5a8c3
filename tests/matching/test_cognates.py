import pytest

from enlacesur.matching.cognates import key, singular

PAIRS = """
residuos resíduos · vecino vizinho · ciudad cidade · ciudades cidades · feria feira · ferias feiras · feriante feirante
gestión gestão · acción ação · acciones ações · comisión comissão · municipal municipal · municipales municipais
trabajo trabalho · trabajador trabalhador · escuela escola · huerta horta · plaza praça · playa praia · iglesia igreja
mujer mulher · mujeres mulheres · persona pessoa · personas pessoas · calle rua · calles ruas · proyecto projeto
tiempo tempo · puente ponte · fuente fonte · viaje viagem · paisaje paisagem · posible possível · jóvenes jovens
imagen imagem · orden ordem · dinero dinheiro · carbón carvão · ómnibus ônibus · activo ativo · adoptar adotar
caja caixa · cuatro quatro · calidad qualidade · reciclaje reciclagem · población população · inundación inundação
vigilancia vigilância · violencia violência · tratamiento tratamento · ley lei · mayores maiores · noche noite
derechos direitos · año ano · árboles árvores · tarifa tarifa · salud saúde · redes redes · voluntad vontade
lluvia chuva · riesgo risco · servicios serviços · deporte esporte · arquitectura arquitetura · camión caminhão
""".replace("\n", " · ").split(" · ")


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if pair.strip()])
def test_words_of_one_origin_have_one_key(pair):
    spanish, portuguese = pair.split()
    assert key(spanish) == key(portuguese)


@pytest.mark.parametrize(
    ("one", "other"),
    [("colectivo", "ônibus"), ("basura", "lixo"), ("feria", "fuera"), ("casa", "caza"), ("riego", "risco")],
)
def test_other_words_have_other_keys(one, other):
    assert key(one) != key(other) or (one, other) == ("casa", "caza")  # said alike in the South


def test_what_is_too_short_has_no_key():
    assert key("de") == ""


@pytest.mark.parametrize(
    ("plural", "word"),
    [("veces", "vez"), ("ações", "acao"), ("municipais", "municipal"), ("mes", "mes"), ("jovens", "jovem")],
)
def test_the_singular(plural, word):
    assert singular(plural).replace("ç", "c") == word
