"""All mirrors as plots, side by side: who was behind when, and what failed."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from workflows.mirrors.models import Mirror, State
from workflows.mirrors.operating import history
from workflows.mirrors.operating.banner import Banner
from workflows.mirrors.operating.drawing import drawings
from workflows.mirrors.operating.mirror import WINDOWS
from workflows.mirrors.operating.screen import Screen


class DashboardView(Screen):
    """Small plots of every mirror that is not retired, for a day or a month."""

    template_name = "mirrors/dashboard.html"
    any_permission_required = ["add", "change", "delete", "view"]
    page_title = _("Lag and failures")
    header_icon = "history"

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("window", "day")
        window = asked if asked in WINDOWS else "day"
        mirrors = list(Mirror.objects.exclude(state__in=[State.NEW, State.RETIRED]))
        past = history.read([one.pk for one in mirrors], history.WINDOWS[window])
        context = {
            "banner": Banner(),
            "window": window,
            "windows": WINDOWS,
            "plots": [(one, drawings(past[one.pk])) for one in mirrors],
        }
        return self.render_to_response(self.get_context_data(**context))
