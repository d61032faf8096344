"""What openings told at each moment of who recruits for whom. Openings that are here count as known since the day they were
published, as they did until now: nobody wrote down the moment, and the digests of dossiers that were made stay what they are.
"""

from datetime import date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.db import migrations, models

AT_ONCE = 1000
EARLIEST = date(1970, 1, 1)


def remember_what_is_here(apps, schema_editor):
    Opening, Recruitment = apps.get_model("jobs", "Opening"), apps.get_model("jobs", "Recruitment")
    held = Opening.objects.exclude(state="draft").exclude(published_on=None).order_by("pk")
    columns = ("employer_id", "agency_id", "corridor_id", "published_on")
    rows = (
        Recruitment(
            opening_id=told.pop("pk"),
            known_at=datetime.combine(max(told["published_on"], EARLIEST), time(), ZoneInfo("Asia/Bangkok")),
            **told,
        )
        for told in held.values("pk", *columns).iterator(AT_ONCE)
    )
    while some := list(islice(rows, AT_ONCE)):
        Recruitment.objects.bulk_create(some)


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0013_corrections_asked_for'),
        ('corridors', '0003_proposals_and_checks'),
        ('jobs', '0008_card_recalls'),
    ]

    operations = [
        migrations.CreateModel(
            name='Recruitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('published_on', models.DateField()),
                ('known_at', models.DateTimeField()),
                ('gone_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('corridor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='corridors.corridor')),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.employer')),
                ('opening', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='jobs.opening')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(condition=models.Q(('gone_at', None)), fields=('opening',), name='one_current_recruitment_an_opening'), models.CheckConstraint(condition=models.Q(('gone_at', None), ('gone_at__gte', models.F('known_at')), _connector='OR'), name='recruitment_goes_after_it_came')],
            },
        ),
        migrations.RunPython(remember_what_is_here, migrations.RunPython.noop),
    ]
