"""Rows that are written once."""

from typing import Any, NoReturn, TypeVar

from django.db import models


class PublishedError(RuntimeError):
    """Something written for good was about to be changed or deleted."""


Row = TypeVar("Row", bound=models.Model)


class WriteOnceQuerySet(models.QuerySet[Row]):
    """Can add and read. Deleting the owner still cascades: what goes, goes as a whole."""

    def _refuse(self) -> NoReturn:
        raise PublishedError(
            f"{self.model._meta.verbose_name_plural} are written once: add a new one instead"
        )

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused."""
        self._refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        self._refuse()

    def delete(self) -> NoReturn:
        """Refused."""
        self._refuse()


class WriteOnce(models.Model):
    """A row that can be added and read, never changed or deleted alone."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row. Raises PublishedError when it is already there."""
        if not self._state.adding:
            raise PublishedError(f"{self} is written for good: add a new one instead")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise PublishedError(f"{self} is written for good and cannot be deleted")
