from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from enlacesur.accounts.models import Person
from enlacesur.network.models import Affiliation, Role, today
from enlacesur.network.states import AffiliationState
from enlacesur.portal.demo import office


class Command(BaseCommand):
    help = "Make somebody who has an account act for the secretariat of the network."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        person = Person.objects.filter(email=email.lower(), is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody has an account with {email}. They create one on the site first.")
        with transaction.atomic():
            Affiliation.objects.update_or_create(
                person=person,
                organisation=office(),
                state__in=[AffiliationState.ASKED, AffiliationState.ACTIVE],
                defaults={"state": AffiliationState.ACTIVE, "role": Role.REPRESENTATIVE, "since": today()},
            )
        self.stdout.write(f"{person} now acts for the secretariat")
