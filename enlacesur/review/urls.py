from django.urls import path

from enlacesur.review.views import desk, evaluating, evaluators

urlpatterns = [
    path("evaluaciones/evaluador/", evaluators.evaluator_profile, name="evaluator_profile"),
    path("evaluaciones/evaluadores/", evaluators.evaluators, name="evaluators"),
    path("evaluaciones/<int:pk>/", desk.assessment, name="assessment"),
    path("evaluaciones/hoja/<int:pk>/", evaluating.evaluation, name="evaluation"),
]
