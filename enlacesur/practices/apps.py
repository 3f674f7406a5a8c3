from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "enlacesur.practices"

    def ready(self) -> None:
        from enlacesur.practices import assessing, deadlines, documents

        documents.register()
        assessing.register()
        deadlines.register()
