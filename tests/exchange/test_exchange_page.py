from tests.factories.exchange import agree, ask, proposal

PEOPLE = "Viajan Rosa Díaz y Juan Paz"


def test_who_takes_part_is_shown_to_the_two_cities_alone(client, rivera, canoas, lucia, joana, stranger):
    exchange = agree(ask(rivera, canoas, lucia, proposal(people=PEOPLE)), joana)
    seen = {}
    for name, person in {"visitor": None, "stranger": stranger, "asker": lucia, "provider": joana}.items():
        client.logout()
        if person:
            client.force_login(person)
        seen[name] = PEOPLE in client.get(exchange.get_absolute_url()).content.decode()
    assert seen == {"visitor": False, "stranger": False, "asker": True, "provider": True}


def test_declining_without_a_reason_keeps_the_page_and_says_so(client, rivera, canoas, lucia, joana):
    exchange = ask(rivera, canoas, lucia)
    client.force_login(joana)
    answer = client.post(f"/intercambios/{exchange.pk}/decline/", {"reason": ""})
    assert answer.status_code == 422
    exchange.refresh_from_db()
    assert exchange.state == "asked"


def test_dates_that_passed_or_end_before_they_begin_get_their_sentences(client, rivera, canoas, lucia, joana):
    exchange = ask(rivera, canoas, lucia)
    client.force_login(joana)
    sent = {"topic": "Otro tema", "modality": "internship", "starts": "2020-01-02", "ends": "2020-01-01"}
    html = client.post(f"/intercambios/{exchange.pk}/counter/", sent).content.decode()
    assert "Ese día ya pasó." in html
    assert "No puede terminar antes de empezar." in html
    assert 'value="Otro tema"' in html


def test_a_step_that_is_none_is_not_there(client, rivera, canoas, lucia, joana):
    exchange = ask(rivera, canoas, lucia)
    client.force_login(joana)
    assert client.post(f"/intercambios/{exchange.pk}/nada/").status_code == 404


def test_pressing_accept_twice_agrees_once(client, rivera, canoas, lucia, joana):
    exchange = ask(rivera, canoas, lucia)
    client.force_login(joana)
    for _ in range(2):
        client.post(f"/intercambios/{exchange.pk}/accept/", {"terms": "1"})
    exchange.refresh_from_db()
    assert exchange.state == "agreed"
