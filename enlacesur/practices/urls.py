from django.urls import path

from enlacesur.practices.views import adaptations, genealogy, readiness, reading, shelves, shelving, writing

urlpatterns = [
    path("banco/", shelves.bank, name="bank"),
    path("observatorio/", shelves.observatory, name="observatory"),
    path("soluciones/", reading.solutions, name="solutions"),
    path("soluciones/nueva/", writing.solution_new, name="solution_new"),
    path("soluciones/<int:pk>/", reading.solution, name="solution"),
    path("soluciones/<int:pk>/editar/", writing.solution_edit, name="solution_edit"),
    path("soluciones/<int:pk>/borrador/", writing.solution_autosave, name="solution_autosave"),
    path("soluciones/<int:pk>/vista/", writing.solution_preview, name="solution_preview"),
    path("soluciones/<int:pk>/resolver/", writing.solution_resolve, name="solution_resolve"),
    path("soluciones/<int:pk>/estado/", writing.solution_settle, name="solution_settle"),
    path("soluciones/<int:pk>/ficha.pdf", reading.solution_sheet, name="solution_sheet"),
    path("soluciones/<int:pk>/traduccion/<slug:language>/", writing.solution_translation, name="solution_translation"),
    path("soluciones/<int:pk>/instituciones/", shelving.partners, name="partners"),
    path("soluciones/<int:pk>/postular/<slug:slug>/", shelving.submission, name="submission"),
    path("soluciones/<int:pk>/postular/<slug:slug>/<slug:step>/", shelving.submission_step, name="submission_step"),
    path("instituciones-socias/<int:pk>/", shelving.partnership, name="partnership"),
    path("instituciones-socias/<int:pk>/<slug:step>/", shelving.partnership_step, name="partnership_step"),
    path("soluciones/<int:pk>/versiones/<int:number>/", reading.solution_version, name="solution_version"),
    path("soluciones/<int:pk>/archivos/<int:file_pk>/", reading.solution_file, name="solution_file"),
    path("soluciones/<int:pk>/adaptaciones/", genealogy.solution_adaptations, name="solution_adaptations"),
    path("soluciones/<int:pk>/preparacion/", readiness.solution_readiness, name="solution_readiness"),
    path("soluciones/<int:pk>/adaptar/", adaptations.solution_adapt, name="solution_adapt"),
    path("soluciones/<int:pk>/adaptaciones/<int:number>/", adaptations.adaptation, name="adaptation"),
    path("soluciones/<int:pk>/adaptaciones/<int:number>/editar/", adaptations.adaptation_edit, name="adaptation_edit"),
    path(
        "soluciones/<int:pk>/adaptaciones/<int:number>/<slug:step>/",
        adaptations.adaptation_step,
        name="adaptation_step",
    ),
]
