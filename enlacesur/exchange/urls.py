from django.urls import path

from enlacesur.portal import views

urlpatterns = [
    path("necesidades/", views.placeholder, name="needs"),
    path("necesidades/nueva/", views.placeholder, name="need_new"),
    path("necesidades/<int:pk>/", views.placeholder, name="need"),
    path("fortalezas/", views.placeholder, name="strengths"),
]
