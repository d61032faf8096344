"""A merged record stays, closed. Those that were deleted by earlier mergers come back from what the Merger told of them."""

from datetime import date, datetime

import django.db.models.deletion
from django.db import migrations, models


def bring_back(apps, schema_editor):
    Agency, Merger, Corridor, StandingChange = (
        apps.get_model(*name)
        for name in (("agencies", "Agency"), ("agencies", "Merger"), ("corridors", "Corridor"), ("agencies", "StandingChange"))
    )  # fmt: skip
    corridors = dict(Corridor.objects.values_list("code", "pk"))
    for merger in Merger.objects.all():
        told = dict(merger.told)
        standings = told.pop("standings", [])
        merger.name = told["name"]
        merger.save(update_fields=["name"])
        known = [datetime.fromisoformat(one["known_at"]) for one in standings]
        record = Agency.objects.create(
            public_id=merger.public_id,
            changed_at=merger.known_at,
            known_at=min([*known, merger.known_at]),
            merged_into_id=merger.agency_id,
            merged_at=merger.known_at,
            **told,
        )
        StandingChange.objects.bulk_create(
            StandingChange(
                agency=record,
                corridor_id=corridors.get(one["corridor"]),
                standing=one["standing"],
                reasons=one["reasons"],
                until=date.fromisoformat(one["until"]) if one["until"] else None,
                rules_version=0,
                on=date.fromisoformat(one["on"]),
                known_at=datetime.fromisoformat(one["known_at"]),
                replaced_at=datetime.fromisoformat(one["replaced_at"]) if one["replaced_at"] else merger.known_at,
            )
            for one in standings
            if not one["corridor"] or one["corridor"] in corridors
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_invitations_and_sessions"),
        ("agencies", "0010_fee_lines_have_a_category"),
        ("reference", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="merged_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="agency",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_at", None), ("merged_into", None)),
                    models.Q(
                        ("merged_at__isnull", False),
                        ("merged_into__isnull", False),
                        models.Q(("merged_into", models.F("id")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="merged_agency_says_since_when",
            ),
        ),
        migrations.AddField(
            model_name="merger",
            name="name",
            field=models.CharField(default="", max_length=250),
            preserve_default=False,
        ),
        migrations.RunPython(bring_back, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="merger", name="told"),
    ]
