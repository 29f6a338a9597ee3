"""Addresses for operators. /healthz and /readyz are answered before any of these: see `analysis.monitoring.health`."""

from django.urls import path

from analysis.monitoring.metrics import metrics

urlpatterns = [path("metrics", metrics, name="metrics")]
