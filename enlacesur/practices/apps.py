from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "enlacesur.practices"

    def ready(self) -> None:
        from enlacesur.practices import asking, assessing, deadlines, documents, freshness, news, said

        documents.register()
        assessing.register()
        deadlines.register()
        freshness.register()
        asking.register()
        news.register()
        said.register()
