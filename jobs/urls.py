"""Where a supervisor or a load balancer asks."""

from django.urls import path

from jobs import views

app_name = "jobs"
urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
]
