"""Every address of the web process."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("apps.operations.urls")),
    path("", include("apps.catalog.urls")),
    path("", include("apps.messaging.urls")),
]
handler400 = "apps.operations.views.bad_request"
handler403 = "apps.operations.views.permission_denied"
handler404 = "apps.operations.views.page_not_found"
handler500 = "apps.operations.views.server_error"
