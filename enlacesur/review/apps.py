from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "enlacesur.review"

    def ready(self) -> None:
        from enlacesur.review import deadlines, jobs  # noqa: F401  jobs are known by being imported

        deadlines.register()
