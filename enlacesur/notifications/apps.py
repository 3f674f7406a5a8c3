from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "enlacesur.notifications"

    def ready(self) -> None:
        from enlacesur.notifications import fanout, hours, jobs, wording  # noqa: F401  jobs are known by being imported

        fanout.register()
        hours.register()
        wording.register()
