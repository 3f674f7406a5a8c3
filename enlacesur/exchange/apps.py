from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "enlacesur.exchange"

    def ready(self) -> None:
        from enlacesur.exchange import deadlines, documents, facts, jobs, said, ties

        documents.register()
        jobs.register()
        deadlines.register()
        said.register()
        facts.register()
        ties.register()
