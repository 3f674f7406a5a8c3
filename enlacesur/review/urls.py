from django.urls import path

from enlacesur.review.views import desk, evaluating, evaluators

urlpatterns = [
    path("evaluaciones/", evaluating.evaluations, name="evaluations"),
    path("evaluaciones/hoja/<int:pk>/", evaluating.evaluation, name="evaluation"),
    path("evaluaciones/hoja/<int:pk>/borrador/", evaluating.evaluation_autosave, name="evaluation_autosave"),
    path("evaluaciones/hoja/<int:pk>/<slug:step>/", evaluating.evaluation_step, name="evaluation_step"),
    path("evaluaciones/evaluar/", evaluators.evaluator_profile, name="evaluator_profile"),
    path("evaluaciones/evaluar/paso/", evaluators.evaluator_step, name="evaluator_step"),
    path("evaluaciones/evaluadores/", evaluators.evaluators, name="evaluators"),
    path("evaluaciones/evaluadores/<int:pk>/", evaluators.evaluator_decide, name="evaluator_decide"),
    path("evaluaciones/mesa/", desk.assessments, name="assessments"),
    path("evaluaciones/mesa/evaluaciones.csv", desk.assessments_export, name="assessments_export"),
    path("evaluaciones/<int:pk>/", desk.assessment, name="assessment"),
    path("evaluaciones/<int:pk>/propuestas/", desk.assessment_proposals, name="assessment_proposals"),
    path("evaluaciones/<int:pk>/paso/", desk.assessment_step, name="assessment_step"),
]
