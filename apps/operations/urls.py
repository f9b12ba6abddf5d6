"""Health, metrics, and the page for a stranger."""

from django.urls import path

from apps.operations import views
from apps.operations.metrics.views import metrics

urlpatterns = [
    path("", views.landing, name="landing"),
    path("v1/health", views.health, name="health"),
    path("v1/live", views.live, name="live"),
    path("metrics", metrics, name="metrics"),
]
