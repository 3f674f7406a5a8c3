from django.urls import path

from enlacesur.portal import views

urlpatterns = [
    path("buzon/", views.placeholder, name="inbox"),
    path("intereses/", views.placeholder, name="interests"),
]
