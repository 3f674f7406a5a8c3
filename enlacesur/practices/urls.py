from django.urls import path

from enlacesur.portal import views

urlpatterns = [
    path("soluciones/", views.placeholder, name="solutions"),
    path("soluciones/nueva/", views.placeholder, name="solution_new"),
    path("soluciones/<int:pk>/", views.placeholder, name="solution"),
]
