"""Who ever held a case, and all whom a complaint is about: rows of their own instead of one column."""

import django.db.models.deletion
from django.db import migrations, models


def write_parties(apps, schema_editor):
    """Whom complaints are about, who holds a case now, and who was handed it before: that stands in the trail alone."""
    Case, CaseParty = apps.get_model("support", "Case"), apps.get_model("support", "CaseParty")
    known = set(apps.get_model("accounts", "Organisation").objects.values_list("pk", flat=True))
    rows = {
        str(case.pk): case for case in Case.objects.only("about", "organisation", "received").order_by("received", "pk")
    }
    parties = {
        (key, case.about_id): ("accused", case.received) for key, case in rows.items() if case.about_id is not None
    }
    handed = apps.get_model("foundation", "TrailEntry")._base_manager.filter(action="support.case_assigned")
    for subject, facts, at in handed.order_by("sequence").values_list("subject", "facts", "at").iterator(2000):
        key, organisation = subject.rpartition("/")[2], facts.get("organisation")
        if key in rows and organisation in known:
            parties.setdefault((key, organisation), ("held", at.date()))
    for key, case in rows.items():
        if case.organisation_id is not None:
            parties.setdefault((key, case.organisation_id), ("held", case.received))
    CaseParty.objects.bulk_create(
        (
            CaseParty(case_id=rows[key].pk, organisation_id=organisation, part=part, since=since)
            for (key, organisation), (part, since) in parties.items()
        ),
        batch_size=1000,
    )


def name_one(apps, schema_editor):
    """Back in one column, a complaint names the first of those it is about."""
    Case = apps.get_model("support", "Case")
    accused = apps.get_model("support", "CaseParty").objects.filter(part="accused").order_by("-pk")
    for case, organisation in accused.values_list("case", "organisation"):
        Case.objects.filter(pk=case).update(about=organisation)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_case_workers'),
        ('foundation', '0002_refuse_rewriting'),
        ('support', '0001_cases'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('held', 'held the case'), ('accused', 'the complaint is about it')], max_length=7)),
                ('since', models.DateField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='support.case')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'ordering': ['id'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('case', 'organisation'), name='complaint_goes_to_others')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='case',
            name='complaint_says_about_whom',
        ),
        migrations.RemoveConstraint(
            model_name='case',
            name='complaint_goes_to_another_desk',
        ),
        migrations.RunPython(write_parties, name_one),
        migrations.RemoveField(
            model_name='case',
            name='about',
        ),
    ]
