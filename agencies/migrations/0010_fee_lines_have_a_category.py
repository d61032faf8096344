"""Each fee line has one of the eight categories; phones are found by their last nine digits; concerns forget their vouch."""

import hashlib
import hmac

from django.conf import settings
from django.db import migrations, models

import agencies.models.registry
from agencies.rules.likeness import phone_digits

CATEGORIES = [
    "recruitment_fee",
    "medical",
    "insurance",
    "skills_test",
    "training_orientation",
    "equipment",
    "travel_lodging",
    "administrative",
]
CHUNK = 1000


def write_digits(apps, _schema_editor):
    """What a phone's row says from now on by itself."""
    contact = apps.get_model("agencies", "AgencyContact")
    rows = []
    for row in contact.objects.filter(kind="phone").iterator(chunk_size=CHUNK):
        row.digits = phone_digits(row.value)
        rows.append(row)
    contact.objects.bulk_update(rows, ["digits"], batch_size=CHUNK)


def name_a_category(apps, _schema_editor):
    """A line that says no kind of cost is what the agency itself takes: the strictest reading."""
    item = apps.get_model("agencies", "DisclosedItem")
    item.objects.exclude(category__in=CATEGORIES).update(category="recruitment_fee")


def forget_the_vouch(apps, _schema_editor):
    """A concern named the vouch that was taken back, and so who gave it; now it holds a keyed hash of its number."""
    concern = apps.get_model("agencies", "Concern")
    for row in concern.objects.filter(submission__startswith="vouch-"):
        told = f"agencies.vouches/submission/concern/{row.submission.removeprefix('vouch-')}"
        row.submission = hmac.new(settings.SECRET_KEY.encode(), told.encode(), hashlib.sha256).hexdigest()[:40]
        row.save(update_fields=["submission"])


class Migration(migrations.Migration):

    dependencies = [
        ("agencies", "0009_payment_figures_taken_off"),
    ]

    operations = [
        migrations.AddField(
            model_name="agencycontact",
            name="digits",
            field=agencies.models.registry.LastDigits(
                blank=True, db_default="", db_index=True, editable=False, max_length=9
            ),
        ),
        migrations.RunPython(write_digits, migrations.RunPython.noop),
        migrations.RunPython(name_a_category, migrations.RunPython.noop),
        migrations.RunPython(forget_the_vouch, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="discloseditem",
            constraint=models.CheckConstraint(
                condition=models.Q(("category__in", CATEGORIES)), name="disclosed_item_has_a_category"
            ),
        ),
    ]
