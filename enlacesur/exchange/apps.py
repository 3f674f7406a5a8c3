from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "enlacesur.exchange"

    def ready(self) -> None:
        from enlacesur.exchange import documents, jobs

        documents.register()
        jobs.register()
