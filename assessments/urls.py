"""Pages of the questionnaire."""

from django.urls import path

from assessments.views import (
    answers,
    assignments,
    banks,
    engagements,
    evidence,
    maturity,
    milestones,
    probes,
    questionnaire,
    review,
    submissions,
    threads,
    upgrades,
)

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
    path("engagements/<int:pk>/maturity/", maturity.maturity, name="maturity"),
    path(
        "engagements/<int:pk>/maturity/<slug:practice_id>/", maturity.practice_detail, name="practice-detail"
    ),
    path("engagements/<int:pk>/review/", review.review_list, name="review-list"),
    path("engagements/<int:pk>/review/<slug:question_id>/", review.review_question, name="review-question"),
    path("engagements/<int:pk>/evidence/<slug:question_id>/", evidence.evidence_list, name="evidence-list"),
    path("engagements/<int:pk>/evidence/<slug:question_id>/add/", evidence.evidence_add, name="evidence-add"),
    path("evidence/<int:pk>/file/", evidence.evidence_download, name="evidence-download"),
    path("evidence/<int:pk>/review/", evidence.evidence_review, name="evidence-review"),
    path("evidence/<int:pk>/remove/", evidence.evidence_remove, name="evidence-remove"),
    path("engagements/<int:pk>/assignments/", assignments.assignment_list, name="assignment-list"),
    path("assignments/<int:pk>/remove/", assignments.assignment_remove, name="assignment-remove"),
    path(
        "engagements/<int:pk>/answers/<slug:question_id>/hand-on/",
        assignments.question_delegate,
        name="question-delegate",
    ),
    path(
        "engagements/<int:pk>/questionnaires/<slug:domain_id>/",
        submissions.submission_detail,
        name="submission-detail",
    ),
    path(
        "engagements/<int:pk>/questionnaires/<slug:domain_id>/submit/",
        submissions.submission_submit,
        name="submission-submit",
    ),
    path(
        "engagements/<int:pk>/questionnaires/<slug:domain_id>/review/",
        submissions.submission_review,
        name="submission-review",
    ),
    path("engagements/<int:pk>/discussion/", threads.thread_list, name="thread-list"),
    path("engagements/<int:pk>/discussion/new/", threads.thread_create, name="thread-create"),
    path("discussion/<int:pk>/", threads.thread_detail, name="thread-detail"),
    path("discussion/<int:pk>/messages/", threads.message_add, name="message-add"),
    path("discussion/<int:pk>/state/", threads.thread_state, name="thread-state"),
    path("engagements/<int:pk>/profile/", engagements.engagement_profile, name="engagement-profile"),
    path("engagements/<int:pk>/bank.yaml", banks.bank_yaml, name="bank-yaml"),
    path("engagements/<int:pk>/bank.xlsx", banks.bank_xlsx, name="bank-xlsx"),
    path("engagements/<int:pk>/upgrade/", upgrades.upgrade_rehearsal, name="upgrade-rehearsal"),
    path("engagements/<int:pk>/upgrade/cancel/", upgrades.upgrade_cancel, name="upgrade-cancel"),
    path("engagements/<int:pk>/milestones/", milestones.milestone_list, name="milestone-list"),
    path("engagements/<int:pk>/milestones/new/", milestones.milestone_take, name="milestone-take"),
    path("milestones/<int:pk>/", milestones.milestone_detail, name="milestone-detail"),
    path("engagements/<int:pk>/probes/", probes.probe_list, name="probe-list"),
    path("engagements/<int:pk>/probes/new/", probes.probe_create, name="probe-create"),
    path("engagements/<int:pk>/probes/accept/", probes.probe_accept, name="probe-accept"),
    path("engagements/<int:pk>/probes/<int:reading_pk>/", probes.probe_detail, name="probe-detail"),
    path("engagements/<int:pk>/probes/<int:reading_pk>/delete/", probes.probe_delete, name="probe-delete"),
]
