from django.urls import path

from enlacesur.portal import views

urlpatterns = [
    path("ciudades/", views.placeholder, name="directory"),
    path("ciudades/<slug:slug>/personas/", views.placeholder, name="people"),
    path("actuar/", views.placeholder, name="act_for"),
]
