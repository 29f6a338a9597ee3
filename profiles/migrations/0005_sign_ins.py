"""Where a person is signed in, to be shown and ended on their account page."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

import profiles.models


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0004_tokens"),
        ("sessions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SignIn",
            fields=[
                (
                    "session",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="sessions.session",
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=profiles.models.new_public_id,
                        help_text="Its name in addresses.",
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=Now())),
                ("last_used_at", models.DateTimeField(help_text="To some minutes.")),
                ("address", models.GenericIPAddressField(null=True)),
                (
                    "browser",
                    models.CharField(blank=True, help_text="What the browser calls itself.", max_length=300),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"db_table": "user_sign_ins"},
        ),
    ]
