from django.urls import path

from enlacesur.exchange.views import demand, exchanges, needs, offers

urlpatterns = [
    path("necesidades/", needs.needs, name="needs"),
    path("necesidades/nueva/", needs.need_new, name="need_new"),
    path("necesidades/<int:pk>/", needs.need, name="need"),
    path("necesidades/<int:pk>/editar/", needs.need_edit, name="need_edit"),
    path("necesidades/<int:pk>/estado/", needs.need_settle, name="need_settle"),
    path("necesidades/<int:pk>/juicio/", needs.need_judge, name="need_judge"),
    path("necesidades/<int:pk>/abrir/", needs.need_reveal, name="need_reveal"),
    path("necesidades/<int:pk>/ayuda/", needs.need_help, name="need_help"),
    path("demanda/", demand.demand, name="demand"),
    path("demanda/demanda.csv", demand.demand_csv, name="demand_csv"),
    path("fortalezas/", offers.strengths, name="strengths"),
    path("fortalezas/nueva/", offers.strength_new, name="strength_new"),
    path("fortalezas/<int:pk>/", offers.strength, name="strength"),
    path("fortalezas/<int:pk>/editar/", offers.strength_edit, name="strength_edit"),
    path("experticia/", offers.experts, name="experts"),
    path("experticia/nueva/", offers.expert_new, name="expert_new"),
    path("experticia/<int:pk>/", offers.expert, name="expert"),
    path("experticia/<int:pk>/editar/", offers.expert_edit, name="expert_edit"),
    path("fortalezas/<int:pk>/estado/", offers.offer_settle, {"kind": "strength"}, name="strength_settle"),
    path("experticia/<int:pk>/estado/", offers.offer_settle, {"kind": "expert"}, name="expert_settle"),
    path("intercambios/", exchanges.exchanges, name="exchanges"),
    path("intercambios/nuevo/", exchanges.exchange_new, name="exchange_new"),
    path("intercambios/<int:pk>/", exchanges.exchange, name="exchange"),
    path("intercambios/<int:pk>/<slug:step>/", exchanges.exchange_step, name="exchange_step"),
]
