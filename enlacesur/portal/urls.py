from django.urls import path

from enlacesur.portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("buscar/", views.placeholder, name="search"),
    path("tablero/", views.placeholder, name="dashboard"),
    path("bienvenida/", views.placeholder, name="welcome"),
    path("mi-cuenta/", views.placeholder, name="account"),
    path("cifras/", views.placeholder, name="figures"),
    path("temas/", views.placeholder, name="themes"),
    path("temas/<slug:slug>/", views.placeholder, name="theme"),
    path("ciudades/<slug:slug>/", views.placeholder, name="organisation"),
    path("accesibilidad/", views.placeholder, name="accessibility"),
    path("privacidad/", views.placeholder, name="privacy"),
]
