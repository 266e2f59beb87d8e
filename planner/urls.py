"""URLs of workloads, constraints, plans and reports."""

from django.urls import path

from planner.views import (
    comparison,
    constraints,
    decisions,
    exports,
    initiative_file,
    initiatives,
    plans,
    portfolio,
    scenarios,
    what_if,
    workloads,
)

app_name = "planner"

urlpatterns = [
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path(
        "organisations/<int:pk>/over-time/", portfolio.organisation_over_time, name="organisation-over-time"
    ),
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
    path("engagements/<int:pk>/scenarios/", scenarios.scenario_list, name="scenario-list"),
    path("engagements/<int:pk>/scenarios/progress/", scenarios.scenario_progress, name="scenario-progress"),
    path("engagements/<int:pk>/scenarios/new/", scenarios.scenario_create, name="scenario-create"),
    path("engagements/<int:pk>/scenarios/offer/", scenarios.scenario_offer, name="scenario-offer"),
    path("engagements/<int:pk>/scenarios/request/", scenarios.scenario_request, name="scenario-request"),
    path("engagements/<int:pk>/scenarios/<slug:name>/", scenarios.scenario_edit, name="scenario-edit"),
    path(
        "engagements/<int:pk>/scenarios/<slug:name>/delete/",
        scenarios.scenario_delete,
        name="scenario-delete",
    ),
    path("engagements/<int:pk>/compare/", comparison.plan_compare, name="plan-compare"),
    path("engagements/<int:pk>/compare.csv", comparison.comparison_download, name="comparison-download"),
    path("engagements/<int:pk>/decisions/", decisions.decision_list, name="decision-list"),
    path("engagements/<int:pk>/decisions.csv", decisions.decision_download, name="decision-download"),
    path("engagements/<int:pk>/decisions/<slug:initiative>/", decisions.decision_edit, name="decision-edit"),
    path(
        "engagements/<int:pk>/decisions/<slug:initiative>/progress/",
        decisions.decision_progress,
        name="decision-progress",
    ),
    path(
        "engagements/<int:pk>/decisions/<slug:initiative>/withdraw/",
        decisions.decision_withdraw,
        name="decision-withdraw",
    ),
    path("engagements/<int:pk>/initiatives/", initiatives.initiative_list, name="initiative-list"),
    path(
        "engagements/<int:pk>/initiatives.yaml", initiatives.initiative_download, name="initiative-download"
    ),
    path("engagements/<int:pk>/initiative-new/", initiatives.initiative_create, name="initiative-create"),
    path(
        "engagements/<int:pk>/initiative-file/", initiative_file.initiative_upload, name="initiative-upload"
    ),
    path(
        "engagements/<int:pk>/initiative-file/apply/",
        initiative_file.initiative_apply,
        name="initiative-apply",
    ),
    path(
        "engagements/<int:pk>/initiatives/<slug:identifier>/",
        initiatives.initiative_edit,
        name="initiative-edit",
    ),
    path(
        "engagements/<int:pk>/initiatives/<slug:identifier>/drop/",
        initiatives.initiative_drop,
        name="initiative-drop",
    ),
    path("engagements/<int:pk>/went-live/<slug:name>/", decisions.go_live_record, name="go-live-record"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan-detail"),
    path("plans/<int:pk>/progress/", plans.plan_progress, name="plan-progress"),
    path("plans/<int:pk>/retry/", plans.plan_retry, name="plan-retry"),
    path("plans/<int:pk>/what-if/", what_if.what_if_page, name="what-if"),
    path("plans/<int:pk>/what-if/plan/", what_if.what_if_plan, name="what-if-plan"),
    path("plans/<int:pk>/report.pdf", plans.report_download, name="report-download"),
    path("plans/<int:pk>/report-<slug:variant>.pdf", plans.report_download, name="report-variant"),
    path("plans/<int:pk>/snapshot.json", plans.snapshot_download, name="snapshot-download"),
    path("plans/<int:pk>/plan.xlsx", exports.workbook_download, name="workbook-download"),
    path("plans/<int:pk>/plan.pptx", exports.slides_download, name="slides-download"),
    path("plans/<int:pk>/tables.zip", exports.tables_download, name="tables-download"),
]
