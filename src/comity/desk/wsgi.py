"""The desk as a WSGI server runs it: `gunicorn comity.desk.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.desk.settings")
application = get_wsgi_application()
