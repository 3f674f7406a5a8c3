"""What is typed into a published card is of who typed it, until it is published."""

import json

from enlacesur.portal.personal_data import close_account
from enlacesur.practices import actions
from enlacesur.practices.models import Draft
from tests.factories.practices import begin, fields, publish


def test_one_takes_along_what_one_has_typed_and_nobody_elses(client, rivera, lucia, ramon):
    practice = publish(rivera, lucia)
    actions.save_draft(practice, fields(title="De Lucía"), 1, by=lucia)
    actions.save_draft(practice, fields(title="De Ramón"), 1, by=ramon)
    client.force_login(lucia)
    (row,) = json.loads(client.get("/mi-cuenta/datos/").content)["drafts"]
    assert (row["of"], row["fields"]["title"]) == (practice.title, ["De Lucía"])


def test_who_closes_their_account_leaves_what_is_of_the_institution_alone(rivera, lucia, ramon):
    actions.save_draft(publish(rivera, lucia), fields(title="Suyo"), 1, by=lucia)
    actions.save_draft(begin(rivera, lucia), fields(title="De todos"), 0, by=lucia)
    close_account(lucia, confirmed=lucia.email)
    assert [draft.fields["title"] for draft in Draft.objects.all()] == [["De todos"]]
