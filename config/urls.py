from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from enlacesur.portal import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    *i18n_patterns(
        path("", include("enlacesur.portal.urls")),
        path("", include("enlacesur.network.urls")),
        path("", include("enlacesur.practices.urls")),
        path("", include("enlacesur.exchange.urls")),
        path("", include("enlacesur.notifications.urls")),
        path("cuenta/", include("allauth.urls")),
        prefix_default_language=False,
    ),
]

handler403 = "enlacesur.portal.views.refused"
handler404 = "enlacesur.portal.views.not_found"
handler500 = "enlacesur.portal.views.failed"
