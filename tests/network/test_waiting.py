from enlacesur.network.actions import ask_to_join


def test_who_has_asked_already_is_told_to_wait_and_not_to_ask(client, stranger, rivera):
    ask_to_join(stranger, rivera)
    client.force_login(stranger)
    answer = client.get("/necesidades/nueva/")
    assert answer.status_code == 403
    html = answer.content.decode()
    assert "Su pedido de actuar en nombre de Intendencia de Rivera espera respuesta." in html
    assert "Pida primero el ingreso" not in html


def test_who_has_not_is_told_how(client, stranger):
    client.force_login(stranger)
    assert "Pida primero el ingreso" in client.get("/necesidades/nueva/").content.decode()
