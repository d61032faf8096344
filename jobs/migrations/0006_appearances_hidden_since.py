from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0005_saved_searches'),
    ]

    operations = [
        migrations.AddField(
            model_name='appearance',
            name='hidden_since',
            field=models.DateField(editable=False, null=True),
        ),
    ]
