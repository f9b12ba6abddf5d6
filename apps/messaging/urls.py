from django.urls import path

from apps.messaging.views import media_file

app_name = "messaging"
urlpatterns = [path("media/<uuid:message_id>", media_file, name="media-file")]
