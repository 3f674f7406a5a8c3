from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from enlacesur.portal.views import system

urlpatterns = [
    path("healthz", system.healthz, name="healthz"),
    path("readyz", system.readyz, name="readyz"),
    path("robots.txt", system.robots, name="robots"),
    *i18n_patterns(
        path("", include("enlacesur.portal.urls")),
        path("", include("enlacesur.network.urls")),
        path("", include("enlacesur.review.urls")),
        path("", include("enlacesur.practices.urls")),
        path("", include("enlacesur.exchange.urls")),
        path("", include("enlacesur.notifications.urls")),
        path("cuenta/", include("allauth.urls")),
        prefix_default_language=False,
    ),
]

handler403 = "enlacesur.portal.views.system.refused"
handler404 = "enlacesur.portal.views.system.not_found"
handler500 = "enlacesur.portal.views.system.failed"
