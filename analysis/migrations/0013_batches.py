"""Batches: many jobs retried or deleted at one request, in the background."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("analysis", "0012_jobs_at_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("deed", models.CharField(choices=[("retry", "Retry"), ("delete", "Delete")], max_length=12)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("page", "Page"),
                            ("api", "Api"),
                            ("admin", "Admin"),
                            ("command", "Command"),
                            ("automatic", "Automatic"),
                            ("rescue", "Rescue"),
                        ],
                        max_length=12,
                    ),
                ),
                ("asked", models.JSONField(default=dict, help_text="How: the fields of the request.")),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), help_text="Of the jobs, in order.", size=None
                    ),
                ),
                (
                    "cursor",
                    models.PositiveIntegerField(default=0, help_text="How many of the keys are worked off."),
                ),
                (
                    "total",
                    models.PositiveIntegerField(
                        help_text="Jobs that were chosen, with those that were not even tried."
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, help_text="Queued again, or deleted.")),
                ("refused", models.JSONField(default=dict, help_text="Why not → how many.")),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="batches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "batches",
                "db_table": "analysis_batches",
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("finished_at__isnull", True)),
                        fields=["created_at"],
                        name="batch_unfinished",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("deed__in", ("retry", "delete"))), name="batch_deed_known"
                    )
                ],
            },
        ),
    ]
