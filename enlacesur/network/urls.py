from django.urls import path

from enlacesur.network import views

urlpatterns = [
    path("ciudades/", views.directory, name="directory"),
    path("ciudades/<slug:slug>/personas/", views.people, name="people"),
    path("ciudades/<slug:slug>/publica/", views.university_public, name="university_public"),
    path("personas/<int:pk>/", views.decide, name="affiliation_decide"),
    path("cargos/<int:pk>/terminar/", views.mandate_end, name="mandate_end"),
    path("actuar/", views.act_for, name="act_for"),
    path("sumarse/", views.join, name="join"),
]
