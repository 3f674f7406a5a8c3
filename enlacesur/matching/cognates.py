"""The closeness of Spanish and Portuguese as a key: words of one origin get the same one, whichever language.

residuos, resíduos → the same; vecino, vizinho → the same; colectivo, ônibus → not: that is what the glossary is for.
"""

import re
from functools import lru_cache

from enlacesur.core.text import folded

# Pairs that no rule catches. Portuguese word: the Spanish word whose key it takes. Singular, without accents.
IRREGULAR = {
    "ajuda": "ayuda",
    "ajudar": "ayudar",
    "aluno": "alumno",
    "amanha": "mañana",
    "ano": "año",
    "aranha": "araña",
    "arvor": "arbol",
    "arvore": "arbol",
    "assento": "asiento",
    "avaliacao": "evaluacion",
    "avaliar": "evaluar",
    "avo": "abuelo",
    "bairro": "barrio",
    "bem": "bien",
    "cadeia": "cadena",
    "caminhao": "camion",
    "cao": "can",
    "chama": "llama",
    "chamada": "llamada",
    "chamado": "llamado",
    "chamar": "llamar",
    "chave": "llave",
    "chegada": "llegada",
    "chegar": "llegar",
    "cheia": "llena",
    "cheio": "lleno",
    "chuva": "lluvia",
    "cidadania": "ciudadania",
    "cidadao": "ciudadano",
    "coisa": "cosa",
    "colheita": "cosecha",
    "colher": "cosechar",
    "conhecer": "conocer",
    "conhecimento": "conocimiento",
    "cor": "color",
    "coracao": "corazon",
    "costume": "costumbre",
    "crescimento": "crecimiento",
    "crianca": "niño",
    "desemprego": "desempleo",
    "desenvolvimento": "desarrollo",
    "dinheiro": "dinero",
    "direito": "derecho",
    "divida": "deuda",
    "doenca": "dolencia",
    "dono": "dueño",
    "dor": "dolor",
    "duvida": "duda",
    "efeito": "efecto",
    "emenda": "enmienda",
    "empregar": "emplear",
    "emprego": "empleo",
    "emprestimo": "prestamo",
    "enchente": "creciente",
    "engenharia": "ingenieria",
    "engenheira": "ingeniera",
    "engenheiro": "ingeniero",
    "ensino": "enseñanza",
    "escrever": "escribir",
    "escuro": "oscuro",
    "esporte": "deporte",
    "esportivo": "deportivo",
    "estacao": "estacion",
    "estrangeiro": "extranjero",
    "exercicio": "ejercicio",
    "farinha": "harina",
    "fazer": "hacer",
    "feirante": "feriante",
    "feito": "hecho",
    "femea": "hembra",
    "ferida": "herida",
    "ferramenta": "herramienta",
    "ferro": "hierro",
    "filha": "hija",
    "filho": "hijo",
    "fio": "hilo",
    "folha": "hoja",
    "fome": "hambre",
    "formiga": "hormiga",
    "forno": "horno",
    "fronteirico": "fronterizo",
    "fumo": "humo",
    "fungo": "hongo",
    "geral": "general",
    "governanca": "gobernanza",
    "governo": "gobierno",
    "hoje": "hoy",
    "homem": "hombre",
    "homenagem": "homenaje",
    "idade": "edad",
    "igreja": "iglesia",
    "imagem": "imagen",
    "imovel": "inmueble",
    "injecao": "inyeccion",
    "irma": "hermana",
    "irmao": "hermano",
    "juiz": "juez",
    "lancar": "lanzar",
    "leite": "leche",
    "leitor": "lector",
    "leitura": "lectura",
    "lingua": "lengua",
    "linguagem": "lenguaje",
    "livraria": "libreria",
    "lua": "luna",
    "manha": "mañana",
    "mao": "mano",
    "margem": "margen",
    "mau": "malo",
    "medo": "miedo",
    "meio": "medio",
    "melhoria": "mejora",
    "menina": "niña",
    "menino": "niño",
    "metade": "mitad",
    "monitoramento": "monitoreo",
    "moradia": "morada",
    "muito": "mucho",
    "mulher": "mujer",
    "noite": "noche",
    "nome": "nombre",
    "oito": "ocho",
    "onibus": "omnibus",
    "orelha": "oreja",
    "orfao": "huerfano",
    "orgao": "organo",
    "padaria": "panaderia",
    "passeio": "paseo",
    "peao": "peaton",
    "peito": "pecho",
    "peixe": "pez",
    "pequeno": "pequeño",
    "pessoa": "persona",
    "pessoal": "personal",
    "planejamento": "planeamiento",
    "planejar": "planear",
    "ponto": "punto",
    "populacao": "poblacion",
    "populacional": "poblacional",
    "porta": "puerta",
    "povo": "pueblo",
    "povoado": "poblado",
    "prazo": "plazo",
    "projetar": "proyectar",
    "projeto": "proyecto",
    "quente": "caliente",
    "questao": "cuestion",
    "rede": "red",
    "risco": "riesgo",
    "rua": "calle",
    "sabao": "jabon",
    "sair": "salir",
    "sangue": "sangre",
    "saudavel": "saludable",
    "saude": "salud",
    "seca": "sequia",
    "seguimento": "seguimiento",
    "seguranca": "seguridad",
    "teto": "techo",
    "trajeto": "trayecto",
    "trem": "tren",
    "vao": "vano",
    "verao": "verano",
    "vizinha": "vecina",
    "vizinhanca": "vecindad",
    "vizinho": "vecino",
    "voar": "volar",
    "vontade": "voluntad",
    "zelador": "celador",
}

# On the singular, in lower case, ñ and ç kept, other accents dropped.
ENDINGS = [
    (re.compile(pattern), to)
    for pattern, to in [
        (r"(?:cion|cao|sion|ssao|sao|xao)$", "son"),
        (r"(?:ion|ao)$", "on"),
        (r"[lt]?(?:dade|dad|tad)$", "dad"),
        (r"(?:miento|mento)$", "ment"),
        (r"(?:aje|agem)$", "aj"),
        (r"(?:eiro|eira|ero|era)$", "er"),
        (r"(?:encia|ença|enza)$", "ensia"),
        (r"(?:ancia|ança|anza)$", "ansia"),
        (r"(?:ble|vel)$", "bl"),
        (r"(?:umbre|ume)$", "um"),
        (r"(?:gen|gem)$", "gen"),
        (r"(?:ando|iendo|endo|indo)$", ""),
        (r"(?:ado|ada|ido|ida|ar|er|ir)$", ""),
    ]
]
SOUNDS = [
    (re.compile(pattern), to)
    for pattern, to in [
        (r"ch", "X"),
        (r"ciu", "ci"),
        (r"nh|ñ", "N"),
        (r"lh|ll|j|g(?=[ei])", "J"),
        (r"(?<=[ae])ix", "J"),
        (r"h", ""),
        (r"(?:ss|sc(?=[ei])|ç|z|c(?=[ei]))", "s"),
        (r"qu(?=[eia])|cu(?=a)|c", "k"),
        (r"gu(?=[ei])", "g"),
        (r"ks", "s"),
        (r"kt|pt", "t"),
        (r"b", "v"),
        (r"mn|nm", "n"),
        (r"([pkfv])l", r"\1r"),
        (r"x(?=[^aeiouX]|$)", "s"),
        (r"ue", "o"),
        (r"ie", "e"),
        (r"ou", "o"),
        (r"ei", "e"),
        (r"y", "i"),
        (r"m$", "n"),
        (r"([a-zA-Z])\1", r"\1"),
        (r"[aeiou]+$", ""),
    ]
]
PLURALS = [
    (re.compile(pattern), to)
    for pattern, to in [
        (r"(?:oes|aes|aos)$", "ao"),
        (r"ais$", "al"),
        (r"(?<=.{2})eis$", "el"),
        (r"(?<=.{2})ois$", "ol"),
        (r"(?<=[aeiou])ns$", "m"),
        (r"ces$", "z"),
        (r"(?<=[aeiou][rlndjz])es$", ""),
        (r"(?<=[^s])s$", ""),
    ]
]
SHORTEST = 3


@lru_cache(maxsize=200_000)
def singular(word: str) -> str:
    """The word in lower case without accents (ñ and ç stay) and without a plural's ending."""
    plain = "".join(letter if letter in "ñç" else folded(letter) for letter in word.lower())
    if len(plain) <= SHORTEST:
        return plain
    for pattern, to in PLURALS:
        if pattern.search(plain):
            return pattern.sub(to, plain)
    return plain


@lru_cache(maxsize=200_000)
def key(word: str) -> str:
    """The cognate key of a word; "" for what is too short to say anything."""
    plain = singular(word)
    plain = IRREGULAR.get(plain.replace("ç", "c"), plain)
    if len(plain) < SHORTEST:
        return ""
    for pattern, to in ENDINGS:
        shorter = pattern.sub(to, plain)
        if shorter != plain:
            if len(shorter) >= SHORTEST:
                plain = shorter
            break
    for pattern, to in SOUNDS:
        plain = pattern.sub(to, plain)
    return plain
