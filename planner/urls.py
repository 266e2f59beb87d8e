"""URLs of workloads, constraints, plans and reports."""

from django.urls import path

from planner.views import constraints, plans, workloads

app_name = "planner"

urlpatterns = [
    path("engagements/<int:pk>/workloads/", workloads.workload_list, name="workload-list"),
    path(
        "engagements/<int:pk>/workloads/new/<slug:kind>/", workloads.workload_create, name="workload-create"
    ),
    path("engagements/<int:pk>/workloads/<slug:name>/", workloads.workload_edit, name="workload-edit"),
    path(
        "engagements/<int:pk>/workloads/<slug:name>/delete/",
        workloads.workload_delete,
        name="workload-delete",
    ),
    path("engagements/<int:pk>/constraints/", constraints.constraints_edit, name="constraints-edit"),
    path("engagements/<int:pk>/plans/", plans.plan_list, name="plan-list"),
    path("engagements/<int:pk>/plans/request/", plans.plan_request, name="plan-request"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan-detail"),
    path("plans/<int:pk>/progress/", plans.plan_progress, name="plan-progress"),
    path("plans/<int:pk>/retry/", plans.plan_retry, name="plan-retry"),
    path("plans/<int:pk>/report.pdf", plans.report_download, name="report-download"),
    path("plans/<int:pk>/snapshot.json", plans.snapshot_download, name="snapshot-download"),
]
