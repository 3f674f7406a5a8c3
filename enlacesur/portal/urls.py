from django.urls import path

from enlacesur.portal.views import account, dashboard, home, pages, search

urlpatterns = [
    path("", home.home, name="home"),
    path("buscar/", search.everything, name="search"),
    path("tablero/", dashboard.dashboard, name="dashboard"),
    path("bienvenida/", dashboard.welcome, name="welcome"),
    path("mi-cuenta/", account.account, name="account"),
    path("mi-cuenta/datos/", account.take_data, name="account_data"),
    path("mi-cuenta/palabras/", account.account_words, name="account_words"),
    path("mi-cuenta/cerrar/", account.close, name="account_close"),
    path("cifras/", home.figures, name="figures"),
    path("temas/", home.themes, name="themes"),
    path("temas/<slug:slug>/", home.theme, name="theme"),
    path("ciudades/<slug:slug>/", home.organisation, name="organisation"),
    path("accesibilidad/", pages.accessibility, name="accessibility"),
    path("privacidad/", pages.privacy, name="privacy"),
]
