"""What changes banks, engagements and answers."""

from assessments.services.answers import (
    Saved,
    Sender,
    UnknownQuestionError,
    countersign,
    save_answer,
)
from assessments.services.assignments import (
    NotAskableError,
    UnknownTargetError,
    assign,
    delegate,
    unassign,
)
from assessments.services.banks import (
    Publication,
    VersionTakenError,
    publish_bank,
    publish_shipped,
    store_translation,
)
from assessments.services.changes import CHANGE_JOB, announce_change
from assessments.services.engagements import (
    NoBankError,
    choose_profile,
    close_engagement,
    create_engagement,
    remember_place,
    reopen_engagement,
)
from assessments.services.evidence import (
    TooMuchEvidenceError,
    accept_evidence,
    add_file,
    add_link,
    reject_evidence,
    remove_evidence,
)
from assessments.services.file_content import UnwelcomeFileError, ending_of
from assessments.services.locks import ClosedError, LockedError, domain_id_of
from assessments.services.milestones import take_milestone
from assessments.services.pages import Entry, save_page
from assessments.services.settling import (
    NoReasonError,
    NothingSettledError,
    record_consensus,
    record_override,
    withdraw,
)
from assessments.services.submissions import accept_domain, reopen_domain, return_domain, submit_domain
from assessments.services.threads import (
    Wording,
    add_message,
    close_thread,
    open_thread,
    reopen_thread,
    report_contradiction,
    withdraw_contradiction,
)
from assessments.services.upgrades import UpgradeError, cancel_upgrade, upgrade_bank

__all__ = [
    "CHANGE_JOB",
    "ClosedError",
    "Entry",
    "LockedError",
    "NoBankError",
    "NoReasonError",
    "NotAskableError",
    "NothingSettledError",
    "Publication",
    "Saved",
    "Sender",
    "TooMuchEvidenceError",
    "UnknownQuestionError",
    "UnknownTargetError",
    "UnwelcomeFileError",
    "UpgradeError",
    "VersionTakenError",
    "Wording",
    "accept_domain",
    "accept_evidence",
    "add_file",
    "add_link",
    "add_message",
    "announce_change",
    "assign",
    "cancel_upgrade",
    "choose_profile",
    "close_engagement",
    "close_thread",
    "countersign",
    "create_engagement",
    "delegate",
    "domain_id_of",
    "ending_of",
    "open_thread",
    "publish_bank",
    "publish_shipped",
    "record_consensus",
    "record_override",
    "reject_evidence",
    "remember_place",
    "remove_evidence",
    "reopen_domain",
    "reopen_engagement",
    "reopen_thread",
    "report_contradiction",
    "return_domain",
    "save_answer",
    "save_page",
    "store_translation",
    "submit_domain",
    "take_milestone",
    "unassign",
    "upgrade_bank",
    "withdraw",
    "withdraw_contradiction",
]
