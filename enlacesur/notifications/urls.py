from django.urls import path

from enlacesur.notifications import views

urlpatterns = [
    path("buzon/", views.inbox, name="inbox"),
    path("buzon/leido/", views.read_all, name="read_all"),
    path("buzon/<int:pk>/", views.notification, name="notification"),
    path("buzon/<int:pk>/dejar/", views.stop, name="notification_silence"),
    path("avisos/<str:token>/", views.notification_stop, name="notification_stop"),
    path("intereses/", views.interests, name="interests"),
    path("intereses/nuevo/", views.interest_new, name="interest_new"),
    path("intereses/<int:pk>/", views.interest_edit, name="interest_edit"),
    path("intereses/silenciado/<int:pk>/", views.unmute, name="unmute"),
    path("intereses/<int:pk>/estado/", views.interest_settle, name="interest_settle"),
]
