from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "enlacesur.review"

    def ready(self) -> None:
        from enlacesur.review import deadlines, jobs, said  # noqa: F401  jobs are known by being imported

        deadlines.register()
        said.register()
