from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "enlacesur.network"
