"""The branding of reports: what is taken as a logo, which colours can be read, who may change it, what is kept."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import Branding, Organisation, Role
from accounts.services import UnwelcomeLogoError, contrast_with_white, dark_enough, read_logo
from tests.accounts.logos import picture
from tests.factories import make_member, make_organisation

BOMB = (60_000, 60_000)


def page(organisation: Organisation) -> str:
    return reverse("accounts:branding-edit", args=[organisation.pk])


def sent(content: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def bomb() -> bytes:
    """A small file that says it is an enormous picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", *BOMB, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"0"))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def organisation(db: None) -> Organisation:
    return make_organisation()


@pytest.fixture
def lead(organisation: Organisation) -> Client:
    client = Client()
    client.force_login(make_member(organisation, Role.LEAD))
    return client


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_logo_is_written_anew_as_png_no_larger_than_needed(form: str) -> None:
    kept = Image.open(io.BytesIO(read_logo(picture(form, (3000, 1000)))))
    assert (kept.format, kept.mode, kept.size) == ("PNG", "RGB", (900, 300))


def test_what_else_a_file_holds_is_not_kept() -> None:
    content = picture("PNG").getvalue() + b"<script>alert(1)</script>"
    assert b"script" not in read_logo(io.BytesIO(content))


def test_what_shines_through_stands_on_white() -> None:
    kept = Image.open(io.BytesIO(read_logo(picture("PNG", mode="RGBA"))))
    assert kept.getpixel((0, 0)) == (134, 173, 183)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "SVG is not taken"),
        (b'<?xml version="1.0"?><svg/>', "SVG is not taken"),
        (b"GIF89a", "This is no PNG or JPEG"),
        (b"", "This is no PNG or JPEG"),
        (b"%PDF-1.7", "This is no PNG or JPEG"),
        (picture().getvalue()[:60], "The picture is damaged"),
        (bomb(), "(more than 16 million pixels|damaged)"),
        (picture(size=(5, 5)).getvalue(), "smaller than 16 pixels"),
        (b"\x89PNG\r\n\x1a\n" + bytes(1_000_001), "larger than 1 MB"),
    ],
)
def test_what_is_no_logo_is_refused_with_the_remedy(content: bytes, reason: str) -> None:
    with pytest.raises(UnwelcomeLogoError, match=reason) as refusal:
        read_logo(io.BytesIO(content))
    assert "Save" in str(refusal.value)


def test_contrast_is_that_of_the_accessibility_guidelines() -> None:
    assert [round(contrast_with_white(colour), 2) for colour in ("#000000", "#767676", "#ffffff")] == [
        21,
        4.54,
        1,
    ]


@pytest.mark.parametrize("colour", ["#ffffff", "#ffcc00", "#00ff00", "#0d5c70", "#777777"])
def test_the_remedy_can_be_read_and_is_no_darker_than_needed(colour: str) -> None:
    found = dark_enough(colour)
    assert contrast_with_white(found) >= 4.5
    assert found == colour or contrast_with_white(found) < 4.8


def test_what_was_chosen_is_kept(lead: Client, organisation: Organisation) -> None:
    answer = lead.post(
        page(organisation),
        {
            "logo": sent(picture().getvalue()),
            "main_colour": "#0D5C70",
            "second_colour": "#8a3b12",
            "cover_text": "  For the   board only ",
        },
    )
    assert answer.status_code == 302
    kept = Branding.objects.get(organisation=organisation)
    assert (kept.main_colour, kept.second_colour, kept.cover_text) == (
        "#0d5c70",
        "#8a3b12",
        "For the board only",
    )
    shown = lead.get(reverse("accounts:branding-logo", args=[organisation.pk]))
    assert shown.content == bytes(kept.logo)
    assert shown["Content-Disposition"].startswith("attachment")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown["Content-Security-Policy"]


def test_saving_the_rest_leaves_the_logo_and_a_tick_removes_it(
    lead: Client, organisation: Organisation
) -> None:
    lead.post(page(organisation), {"logo": sent(picture().getvalue())})
    lead.post(page(organisation), {"main_colour": "#0d5c70"})
    assert Branding.objects.get().logo
    lead.post(page(organisation), {"remove_logo": "on"})
    assert not Branding.objects.get().logo
    assert lead.get(reverse("accounts:branding-logo", args=[organisation.pk])).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"main_colour": "#ffcc00"}, "#907300 is the same colour, dark enough"),
        ({"second_colour": "#fff"}, "Write a colour as # and six digits"),
        ({"second_colour": "red"}, "Write a colour as # and six digits"),
        ({"cover_text": "a\u202eb"}, "The line has visible characters only."),
        ({"cover_text": "x" * 121}, "120"),
        ({"logo": sent(b"<svg/>", "logo.png")}, "SVG is not taken"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_kept(
    lead: Client, organisation: Organisation, fields: dict[str, object], words: str
) -> None:
    answer = lead.post(page(organisation), fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Branding.objects.exists()


@pytest.mark.parametrize(("role", "status"), [(None, 404), (Role.READER, 403), (Role.RESPONDENT, 403)])
def test_others_neither_see_nor_change_it(
    client: Client, lead: Client, organisation: Organisation, role: Role | None, status: int
) -> None:
    lead.post(page(organisation), {"logo": sent(picture().getvalue()), "cover_text": "Ours"})
    client.force_login(make_member(organisation if role else make_organisation(), role or Role.CONSULTANT))
    logo = reverse("accounts:branding-logo", args=[organisation.pk])
    remove = reverse("accounts:branding-remove", args=[organisation.pk])
    asked = (
        client.get(page(organisation)),
        client.post(page(organisation)),
        client.get(logo),
        client.post(remove),
    )
    assert [answer.status_code for answer in asked] == [status] * 4
    assert Branding.objects.get().cover_text == "Ours"


def test_it_can_be_removed_and_goes_with_its_organisation(lead: Client, organisation: Organisation) -> None:
    lead.post(page(organisation), {"cover_text": "Ours"})
    lead.post(reverse("accounts:branding-remove", args=[organisation.pk]))
    assert not Branding.objects.exists()
    lead.post(page(organisation), {"cover_text": "Ours"})
    organisation.delete()
    assert not Branding.objects.exists()


def test_what_people_write_stays_text(lead: Client, organisation: Organisation) -> None:
    lead.post(page(organisation), {"cover_text": "<script>alert(1)</script>"})
    shown = lead.get(page(organisation)).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown
