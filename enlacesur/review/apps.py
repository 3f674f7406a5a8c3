from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "enlacesur.review"

    def ready(self) -> None:
        from enlacesur.review import deadlines, jobs, said

        deadlines.register()
        jobs.register()
        said.register()
