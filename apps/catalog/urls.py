from django.urls import path

from apps.catalog import views

urlpatterns = [path("pictures/<slug:name>.png", views.picture, name="picture")]
