from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "enlacesur.network"

    def ready(self) -> None:
        from enlacesur.network import said

        said.register()
