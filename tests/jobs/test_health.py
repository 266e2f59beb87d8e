"""What a supervisor and a load balancer are told."""

import pytest
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.urls("jobs.urls")


def test_a_living_process_says_so_without_a_database(client: Client) -> None:
    response = client.get("/livez")
    assert (response.status_code, response.json()) == (200, {"alive": True})


@pytest.mark.django_db
def test_an_up_to_date_database_is_ready(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"ready": True})


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'jobs'")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "manage.py migrate" in response.json()["reason"]
