"""The notice before signing in, kept until it is acknowledged (CJIS AC-8).

MUST: no way of signing in opens before. It is remembered for the browser's session, which ends with
signing out.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from comity.desk.access import PUBLIC, page
from comity.desk.access.notice import acknowledge


def restricted(request: HttpRequest) -> HttpResponse:
    """Shows the notice; acknowledged, it goes on to the sign-in that was wanted."""
    if request.method != "POST":
        return render(request, "desk/restricted.html")
    acknowledge(request)
    wanted = request.GET.get("next", "")
    return redirect(wanted if url_has_allowed_host_and_scheme(wanted, None) else "home")


urls = [page("restricted/", restricted, "restricted", read=PUBLIC, write=PUBLIC)]
