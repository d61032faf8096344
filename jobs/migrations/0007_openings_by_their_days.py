from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0006_appearances_hidden_since'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='opening',
            index=models.Index(fields=['published_on', 'apply_by', 'order_until'], name='openings_by_their_days'),
        ),
    ]
