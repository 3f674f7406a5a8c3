from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "enlacesur.exchange"

    def ready(self) -> None:
        from enlacesur.exchange import deadlines, documents, facts, jobs, news, said, ties

        documents.register()
        jobs.register()
        deadlines.register()
        news.register()
        said.register()
        facts.register()
        ties.register()
