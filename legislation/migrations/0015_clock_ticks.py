"""The clock leaves a sign of life."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("legislation", "0014_release_news")]

    operations = [
        migrations.AddField(
            model_name="relay",
            name="ticked_at",
            field=models.DateTimeField(blank=True, help_text="The clock's last tick.", null=True),
        ),
    ]
