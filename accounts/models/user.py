"""A person with an e-mail address and a password."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def normalise_email(text: str) -> str:
    """Return the address as it is kept: without surrounding spaces, in lower case.

    >>> normalise_email(" Ada@Example.ORG ")
    'ada@example.org'
    """
    return text.strip().lower()


class UserManager(BaseUserManager["User"]):
    """Makes users; addresses are compared without case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normalise_email(username or ""))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save a person. Without a password nobody can sign in as them until one is set."""
        if not email.strip():
            raise ValueError("a user needs an e-mail address")
        user = self.model(email=normalise_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save an administrator of the installation."""
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})


class User(AbstractBaseUser):
    """Somebody who signs in by e-mail.

    There are no groups or single permissions: a superuser administers the installation; everybody else may do
    what a membership's role allows (`Membership.role`), and nothing without one.
    """

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    # Empty: as the browser asks. Without choices: a language more needs no migration.
    language = models.CharField(_("language"), max_length=12, blank=True)
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Switch this off instead of deleting: answers keep their author."),
    )
    is_staff = models.BooleanField(
        _("may open the admin"),
        default=False,
        help_text=_("Follows from the consultant role; set by the program."),
    )
    is_superuser = models.BooleanField(_("administers the installation"), default=False)
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name", "email")
        constraints = (
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower_case"),
            models.CheckConstraint(
                condition=Q(is_superuser=False) | Q(is_staff=True), name="user_superuser_is_staff"
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        self.email = normalise_email(self.email)

    def get_full_name(self) -> str:
        """Return the name, or the address of somebody who gave none."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the first word of the name, or what stands before the @."""
        return self.name.split()[0] if self.name.strip() else self.email.partition("@")[0]

    @property
    def initials(self) -> str:
        """One or two letters for a small badge."""
        words = self.name.split() or [self.email]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """Whether this is an administrator; roles are asked through `accounts.queries`, never here."""
        return self.is_active and self.is_superuser

    def has_perms(self, perm_list: Iterable[str], obj: object | None = None) -> bool:
        """As `has_perm`, for several."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """As `has_perm`, for a whole app."""
        return self.is_active and self.is_superuser


class UserRequest(HttpRequest):
    """A request of somebody who is signed in: what views behind `LoginRequiredMiddleware` receive."""

    user: User
