"""`enlacesur match evaluate`: the engine held against a judged collection."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from enlacesur.matching import evaluation

pytestmark = pytest.mark.django_db

CARDS = [
    {
        "id": "c-market",
        "lang": "pt",
        "country": "BR",
        "city": "Canoas",
        "population": 347_000,
        "title": "Feira limpa",
        "text": "Compostagem dos resíduos orgânicos das feiras livres com a cooperativa.",
        "topics": ["verde"],
        "sdgs": [12],
    },
    {
        "id": "c-bins",
        "lang": "es",
        "country": "UY",
        "city": "Rivera",
        "title": "Contenedores",
        "text": "Contenedores para los restos orgánicos de la feria vecinal.",
        "unknown": {"is": "ignored"},
    },
    {
        "id": "c-music",
        "lang": "es",
        "country": "AR",
        "city": "La Plata",
        "title": "Banda juvenil",
        "text": "Una orquesta de vientos ensaya en la biblioteca.",
    },
]
NEEDS = [
    {
        "id": "n1",
        "lang": "es",
        "country": "UY",
        "city": "Rivera",
        "text": "Los restos orgánicos de la feria vecinal van al vertedero.",
    },
    {
        "id": "n2",
        "lang": "pt",
        "country": "BR",
        "city": "Canoas",
        "text": "Queremos uma orquestra de sopros com jovens na biblioteca.",
    },
]
QRELS = "n1 0 c-market 2\nn1 0 c-bins 1\nn2 0 c-music 2\nn2 0 c-bins 0\n"


@pytest.fixture
def files(tmp_path):
    """The paths of a collection, written as it is given."""

    def write(cards=CARDS, needs=NEEDS, qrels=QRELS):
        for name, rows in (("cards", cards), ("needs", needs)):
            lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
            (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
        (tmp_path / "qrels.txt").write_text(qrels, encoding="utf-8")
        paths = {name: str(tmp_path / f"{name}.jsonl") for name in ("cards", "needs")}
        return paths | {"qrels": str(tmp_path / "qrels.txt")}

    return write


def evaluate(paths, **options):
    out = StringIO()
    arguments = [f"--{name}={value}" for name, value in (paths | options).items() if value is not True]
    flags = [f"--{name.replace('_', '-')}" for name, value in options.items() if value is True]
    call_command("match", "evaluate", *arguments, *flags, stdout=out)
    return json.loads(out.getvalue())


class TestWhatIsMeasured:
    def test_a_small_collection_is_answered_and_told_as_json(self, files):
        told = evaluate(files())
        assert (told["cards"], told["needs"]) == (3, 2)
        assert told["all"]["mrr"] == 1.0
        assert told["all"]["recall@20"] == 1.0
        assert told["ms_per_need"]["median"] > 0

    def test_both_sides_of_the_border_are_told_apart(self, files):
        told = evaluate(files())
        assert told["same_language"]["needs"] == 1  # Rivera's containers for Rivera
        assert told["other_language"]["needs"] == 2

    def test_who_is_shown_and_who_never_is(self, files):
        told = evaluate(files())
        assert 0 <= told["exposure"]["gini_city"] < 1
        assert told["exposure"]["never_seen_city"] == 0

    def test_the_gain_is_the_grade_discounted_by_the_rank(self):
        # 1 at the first rank, 2 at the second, of an ideal 2 then 1.
        assert evaluation.ndcg(["a", "b"], {"a": 1, "b": 2}) == pytest.approx((1 + 2 / 1.5849625) / (2 + 1 / 1.5849625))

    def test_nothing_found_is_nothing_gained(self):
        assert evaluation.ndcg([], {"a": 1}) == evaluation.recall([], {"a": 1}) == 0
        assert evaluation.reciprocal_rank(["b"], {"a": 1}) == 0

    def test_one_who_takes_it_all_is_as_unequal_as_can_be(self):
        assert evaluation.gini([0, 0, 0, 9]) == 0.75
        assert evaluation.gini([3, 3, 3]) == 0

    def test_a_need_without_relevant_cards_is_not_counted(self, files):
        told = evaluate(files(qrels="n1 0 c-market 2\nn2 0 c-market 0\n"))
        assert told["all"]["needs"] == 1


class TestTheRun:
    def test_is_written_in_trec_form(self, files, tmp_path):
        evaluate(files(), run=tmp_path / "out.trec")
        lines = (tmp_path / "out.trec").read_text().splitlines()
        assert lines[0].split()[:4] == ["n1", "Q0", "c-bins", "1"] or lines[0].split()[2] == "c-market"
        ranks = [line.split()[3] for line in lines if line.startswith("n1 ")]
        assert ranks == [str(rank) for rank in range(1, len(ranks) + 1)]

    def test_its_scores_fall_from_rank_to_rank(self, files, tmp_path):
        evaluate(files(), run=tmp_path / "out.trec")
        lines = [line.split() for line in (tmp_path / "out.trec").read_text().splitlines()]
        scores = [float(parts[4]) for parts in lines if parts[0] == "n1"]
        assert scores == sorted(scores, reverse=True)
        assert len(set(scores)) == len(scores)

    def test_does_not_depend_on_the_order_of_the_lines(self, files, tmp_path):
        evaluate(files(), run=tmp_path / "one.trec")
        evaluate(files(CARDS[::-1], NEEDS[::-1]), run=tmp_path / "other.trec")
        assert (tmp_path / "one.trec").read_text() == (tmp_path / "other.trec").read_text()

    def test_declared_tags_are_forgotten_when_asked(self, files, tmp_path):
        need = {"id": "n1", "lang": "es", "text": "compostaje, orquesta", "topics": ["verde"], "sdgs": [12]}
        twin = CARDS[0] | {"id": "c-twin", "city": "Pelotas", "topics": [], "sdgs": []}
        paths = files(cards=[*CARDS, twin], needs=[need])
        evaluate(paths, run=tmp_path / "tags.trec")
        evaluate(paths, run=tmp_path / "text.trec", text_only=True)
        with_tags, without = ((tmp_path / name).read_text() for name in ("tags.trec", "text.trec"))
        assert with_tags.splitlines()[0].split()[2] == "c-market"
        assert with_tags != without


class TestBadLines:
    @pytest.mark.parametrize(
        ("cards", "said"),
        [
            (["{"], "cards.jsonl:1: is no JSON"),
            (["[]"], "cards.jsonl:1: is no JSON object"),
            ([CARDS[0], {"id": "x", "lang": "es", "text": "…"}], "cards.jsonl:2: title is no text"),
            ([CARDS[0], CARDS[0]], "cards.jsonl:2: the id c-market is there twice"),
            ([CARDS[0] | {"sdgs": ["12"]}], "cards.jsonl:1: sdgs is no list of numbers"),
            ([CARDS[0] | {"population": "many"}], "cards.jsonl:1: population is no number"),
            ([CARDS[0] | {"id": "a b"}], "cards.jsonl:1: the id 'a b' has a blank in it"),
            ([CARDS[0] | {"id": 7}], "cards.jsonl:1: id is no text"),
        ],
    )
    def test_are_named_by_file_and_number(self, files, cards, said):
        with pytest.raises(CommandError) as fault:
            evaluate(files(cards=cards))
        assert said in str(fault.value)

    def test_of_the_judgements_too(self, files):
        with pytest.raises(CommandError, match=r"qrels.txt:2: is not «need 0 card grade»"):
            evaluate(files(qrels="n1 0 c-market 2\nn1 c-market\n"))

    def test_a_file_that_is_not_there_is_named(self, files):
        with pytest.raises(CommandError, match=r"nowhere.jsonl: cannot be read"):
            evaluate(files() | {"cards": "nowhere.jsonl"})

    def test_blank_lines_and_a_byte_order_mark_are_no_fault(self, files):
        assert evaluate(files(cards=["\ufeff" + json.dumps(CARDS[0]), "", json.dumps(CARDS[1])]))["cards"] == 2

    def test_an_empty_collection_is_measured_as_nothing(self, files):
        told = evaluate(files(cards=[""], needs=[""], qrels=""))
        assert told["all"] == {"needs": 0, "ndcg@10": None, "recall@20": None, "mrr": None}

    def test_hostile_texts_are_searched_like_others(self, files):
        needs = [
            {"id": f"n{n}", "lang": "es", "text": text}
            for n, text in enumerate(["<b>", "🚍", "水", "a" * 50_000, "\x00ferias"])
        ]
        assert evaluate(files(needs=needs))["needs"] == 5
