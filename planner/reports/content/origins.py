"""What planning values rest on: our own assumptions are said, citations stay as their authors wrote them."""

import re

from assessments.language import say, to_say

# As in the catalogues, without their dates.
ASSUMED = frozenset(
    (
        to_say("assumption: yearly growth of company data"),
        to_say("assumption: images and video hardly shrink, text and tables by half or more"),
        to_say("assumption: capacity of one drive"),
        to_say("assumption: from the failure of a drive until its content is restored"),
        to_say("assumption: share of data that is read every week"),
        to_say("assumption: share of the other data that nobody reads within a year"),
        to_say("assumption: share of a line's rate that a long copy reaches"),
        to_say("assumption: power of an air-cooled rack"),
        to_say("assumption: growth of requests to a new service"),
        to_say("assumption: capacity kept free while new replicas start, over the forecast peak"),
        to_say("assumption: the yearly hours that maturity levels 3, 4 and 5 of practice TA-03 ask for"),
        to_say("assumption: course fee for each hour and person, without salary"),
        to_say(
            "assumption: ratio of the commonest to the rarest class from which training needs no correction"
        ),
        to_say("assumption: records that one person checks and mends in a day"),
        to_say("assumption: share of faulty records that rules mend without a person"),
        to_say("assumption: months in which the old and the new platform both run"),
        to_say("assumption: checks between the last copy and the opening of the new platform"),
        to_say("assumption: who asked, which data were read, what was answered"),
        to_say("assumption: one structured log event"),
        to_say("assumption: sign-ins, file and job events of one accelerator's share of a node"),
        to_say("assumption: structured text"),
        to_say("assumption: AES-256-GCM with processor instructions, one core"),
        to_say("assumption: device, node and job metrics"),
        to_say("assumption: usual collection intervals"),
        to_say("assumption: from own storage to a hosted service, taking in and keeping one GB"),
        to_say("assumption: wrong outputs of a service in use"),
        to_say("assumption: rise of the share of wrong outputs that must be noticed"),
        to_say("assumption: share of outputs that somebody checks, at most 200 a day"),
        to_say(
            "assumption: contract of one to three years; AWS names up to 66 to 72 % off on demand over all instances, "
            "accelerators get less"
        ),
        to_say("assumption: find new nodes, start, read the checkpoint"),
        to_say("assumption: pause for one checkpoint"),
        to_say("assumption: share of specialists who leave in a year"),
        to_say("assumption: 60, 120 and 180 days from the first day until full work"),
        to_say("assumption: 14, 30 and 60 days to a contract"),
        to_say("assumed"),
        to_say("erasure code 8+2 to three copies"),
    )
)
_DATED = re.compile(r"(?P<text>.+) \((?P<as_of>\d{4}(?:-\d\d)?)\)", re.DOTALL)


def origin_text(source: str) -> str:
    """Return what a planning value rests on, with its date if it has one.

    >>> origin_text("assumption: structured text (2026)"), origin_text("hw-06-pue")
    ('assumption: structured text (2026)', 'hw-06-pue')
    """
    dated = _DATED.fullmatch(source)
    text, end = (dated["text"], f" ({dated['as_of']})") if dated else (source, "")
    if text in ASSUMED:
        return say(text) + end
    return say(source) if source else ""
