"""Pages of the questionnaire."""

from django.urls import path

from assessments.views import answers, engagements, questionnaire

app_name = "assessments"

urlpatterns = [
    path("", engagements.engagement_list, name="engagement-list"),
    path("organisations/<int:pk>/engagements/new/", engagements.engagement_create, name="engagement-create"),
    path("engagements/<int:pk>/", engagements.engagement_detail, name="engagement-detail"),
    path("engagements/<int:pk>/status/", engagements.engagement_status, name="engagement-status"),
    path("engagements/<int:pk>/questions/", questionnaire.resume, name="questionnaire-resume"),
    path("engagements/<int:pk>/questions/<slug:group_id>/", questionnaire.group, name="questionnaire-group"),
    path("engagements/<int:pk>/answers/<slug:question_id>/", answers.save, name="answer-save"),
    path("engagements/<int:pk>/answers/<slug:question_id>/choose/", answers.choose, name="answer-choose"),
    path("answers/<int:pk>/history/", answers.history, name="answer-history"),
    path("answers/<int:pk>/countersign/", answers.accept_not_applicable, name="answer-countersign"),
]
