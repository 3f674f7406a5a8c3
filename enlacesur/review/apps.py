from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "enlacesur.review"

    def ready(self) -> None:
        from enlacesur.review import deadlines, jobs, news, said

        deadlines.register()
        jobs.register()
        news.register()
        said.register()
