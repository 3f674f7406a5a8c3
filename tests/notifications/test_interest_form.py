def test_an_interest_in_nothing_gets_one_sentence_and_no_name_of_the_database(client, lucia):
    client.force_login(lucia)
    html = client.post("/intereses/nuevo/", {"words": " "}).content.decode()
    assert html.count("Elija al menos una cosa") == 1
    assert "interest_in_something" not in html
    assert not lucia.interests.exists()
