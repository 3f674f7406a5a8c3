from enlacesur.network.states import AffiliationState


def newcomer(stranger):
    stranger.welcomed_at = None
    stranger.save()
    return stranger


def answers(**changes):
    return {"name": "Nora", "language": "pt-br", "themes": ["cultura"]} | changes


def test_a_new_person_is_asked_before_anything_else(client, stranger):
    client.force_login(newcomer(stranger))
    assert client.get("/tablero/").url == "/bienvenida/"


def test_what_is_said_is_kept_and_the_city_asked(client, stranger, rivera):
    client.force_login(newcomer(stranger))
    answer = client.post("/bienvenida/", answers(organisation=rivera.pk))
    stranger.refresh_from_db()
    assert answer.url == "/pt-br/tablero/"
    assert (stranger.name, stranger.language) == ("Nora", "pt-br")
    assert stranger.affiliations.get().state == AffiliationState.ASKED
    assert stranger.interests.get().themes == ["cultura"]


def test_city_and_themes_may_wait(client, stranger):
    client.force_login(newcomer(stranger))
    client.post("/bienvenida/", answers(themes=[]))
    stranger.refresh_from_db()
    assert stranger.welcomed_at
    assert not stranger.interests.exists()


def test_a_city_that_is_none_gets_a_sentence_and_the_rest_stays(client, stranger):
    client.force_login(newcomer(stranger))
    html = client.post("/bienvenida/", answers(organisation="999999")).content.decode()
    assert 'value="Nora"' in html
    assert "errorlist" in html or 'class="error"' in html
