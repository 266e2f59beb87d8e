"""URLs of the installation."""

from django.contrib import admin
from django.urls import include, path

from accounts.urls import entrance_patterns

handler400 = "config.refusals.refuse"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/", include(entrance_patterns)),
    path("", include("jobs.urls")),
    path("", include("accounts.urls")),
    path("", include("assessments.urls")),
    path("", include("planner.urls")),
]
