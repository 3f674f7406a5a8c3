from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from enlacesur.portal.checks import database_fault, key_fault, port_fault


class Command(BaseCommand):
    help = "Serve the platform with the production server."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--workers", type=int, default=settings.WEB_WORKERS)

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        if fault := key_fault() or port_fault(host, port) or database_fault():
            raise CommandError(fault)
        call_command("messages", compile_only=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        serve(host, port, workers)


def serve(host: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=settings.WEB_THREADS,
        respawn_failed_workers=True,
        log_access=settings.LOG_ACCESS,
        backpressure=256,
    ).serve()
