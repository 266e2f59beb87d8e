"""The trace that a job leaves. Nothing stops it from being left twice: that is what the tests look for."""

from django.db import models


class Effect(models.Model):
    """One job was done."""

    key = models.CharField(max_length=200)
    pid = models.IntegerField()

    def __str__(self) -> str:
        return self.key


class Death(models.Model):
    """One job was given up."""

    key = models.CharField(max_length=200)
    reason = models.TextField()

    def __str__(self) -> str:
        return self.key
