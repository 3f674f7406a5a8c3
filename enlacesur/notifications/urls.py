from django.urls import path

from enlacesur.notifications import feeds
from enlacesur.notifications.views import announcements, inbox, interests, letter_log, letters

urlpatterns = [
    path("buzon/", inbox.inbox, name="inbox"),
    path("buzon/leido/", inbox.read_all, name="read_all"),
    path("buzon/<int:pk>/", inbox.notification, name="notification"),
    path("buzon/<int:pk>/estado/", inbox.settle, name="notification_settle"),
    path("avisos/<str:token>/baja/", letters.letter_unsubscribe, name="letter_unsubscribe"),
    path("avisos/<str:token>/<str:proof>/", letters.letter_open, name="letter_open"),
    path("avisos/<str:token>/<str:proof>/dejar/", letters.letter_stop, name="letter_stop"),
    path("intereses/", interests.interests, name="interests"),
    path("intereses/nuevo/", interests.interest_new, name="interest_new"),
    path("intereses/seguir/", interests.follow, name="interest_follow"),
    path("intereses/ritmo/", interests.preferences, name="preferences"),
    path("intereses/ritmo/direcciones/", interests.new_feed_key, name="feed_key_new"),
    path("intereses/ritmo/direcciones/cerrar/", interests.end_feeds, name="feeds_end"),
    path("intereses/ritmo/direccion/", interests.address_try, name="address_try"),
    path("intereses/<int:pk>/", interests.interest_edit, name="interest_edit"),
    path("intereses/<int:pk>/estado/", interests.interest_settle, name="interest_settle"),
    path("intereses/silenciado/<int:pk>/", interests.unmute, name="unmute"),
    path("privado/<slug:key>/avisos.atom", feeds.notices, name="feed_notices"),
    path("privado/<slug:key>/plazos.ics", feeds.calendar, name="feed_deadlines"),
    path("comunicados/", announcements.announcements, name="announcements"),
    path("comunicados/nuevo/", announcements.announcement_new, name="announcement_new"),
    path("comunicados/<int:pk>/", announcements.announcement, name="announcement"),
    path("comunicados/<int:pk>/editar/", announcements.announcement_edit, name="announcement_edit"),
    path("comunicados/<int:pk>/paso/", announcements.announcement_step, name="announcement_step"),
    path("correo/", letter_log.letter_log, name="letter_log"),
]
