"""Moving to another version of the question bank, tried without writing anything."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from assessments.models import BankUpgrade, BankVersion, Engagement, Status, read_shown
from assessments.queries.states import carry_over, carry_over_settled, score_state, state_now
from assessments.question_bank.upgrade import Upgrade, compare, in_words_of
from assessments.scoring import Maturity
from assessments.scoring.maturity import Rating


@dataclass(frozen=True, slots=True)
class Side:
    """One line of the two scores side by side; a side that the version lacks, or that is not answered, is None."""

    id: str
    title: str
    before: float | None
    after: float | None
    level_before: int | None
    level_after: int | None
    is_domain: bool

    @property
    def difference(self) -> float | None:
        """How much the score rises."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What an upgrade would do: the fate of every question, and both scores."""

    to_bank: BankVersion
    upgrade: Upgrade
    before: Maturity
    after: Maturity

    @property
    def sides(self) -> tuple[Side, ...]:
        """Domains, each followed by its practices: those of the new version in order, then those that go."""
        return tuple(_sides(self.before, self.after))


def newer_bank(engagement: Engagement) -> BankVersion | None:
    """Return the newest published version of the engagement's bank, None when it is on it."""
    rows = BankVersion.objects.defer("document").filter(key=engagement.bank.key)
    newest = rows.first()
    return newest if newest and newest.pk != engagement.bank_id else None


def upgrade_to_cancel(engagement: Engagement) -> BankUpgrade | None:
    """Return the last upgrade, if the engagement still is where it led."""
    rows: QuerySet[BankUpgrade] = engagement.upgrades.filter(cancelled_at=None, to_bank=engagement.bank_id)
    rows = rows.select_related("from_bank", "to_bank", "milestone__to_bank", "made_by")
    return rows.order_by("-id").first()


def rehearse(engagement: Engagement, to_bank: BankVersion) -> Rehearsal:
    """Return what moving an engagement to another version would do; nothing is written."""
    now = state_now(engagement)
    answered = set(engagement.answers.exclude(status=Status.UNANSWERED).values_list("question", flat=True))
    upgrade = compare(engagement.bank.read(), to_bank.read(), answered)
    shown = in_words_of(upgrade, *(read_shown(one.fingerprint, "full") for one in (engagement.bank, to_bank)))
    unreadable = set(upgrade.unreadable)
    moved = replace(
        now,
        bank=read_shown(to_bank.fingerprint, engagement.profile),
        given=tuple(row for row in carry_over(now.given, upgrade.moved) if row.question not in unreadable),
        settled=tuple(
            row for row in carry_over_settled(now.settled, upgrade.moved) if row.question not in unreadable
        ),
    )
    return Rehearsal(to_bank, shown, score_state(now), score_state(moved))


def _sides(before: Maturity, after: Maturity) -> Iterator[Side]:
    old_domains = {domain.id: domain for domain in before.domains}
    old_practices = {practice.id: practice for practice in before.practices}
    seen = {domain.id for domain in after.domains} | {practice.id for practice in after.practices}
    for domain in after.domains:
        old = old_domains.get(domain.id)
        yield _side(domain.id, domain.title, old, domain, is_domain=True)
        for practice in domain.practices:
            yield _side(
                practice.id, practice.title, old_practices.get(practice.id), practice, is_domain=False
            )
        for gone in old.practices if old else ():
            if gone.id not in seen:
                yield _side(gone.id, gone.title, gone, None, is_domain=False)
    for domain in before.domains:
        if domain.id not in seen:
            yield _side(domain.id, domain.title, domain, None, is_domain=True)


def _side(id: str, title: str, old: Rating | None, new: Rating | None, *, is_domain: bool) -> Side:
    return Side(
        id=id,
        title=title,
        before=old.score if old else None,
        after=new.score if new else None,
        level_before=old.level if old else None,
        level_after=new.level if new else None,
        is_domain=is_domain,
    )
