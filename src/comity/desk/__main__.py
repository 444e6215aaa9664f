"""`python -m comity.desk COMMAND`: Django's own commands (migrate, makemigrations, shell ...)."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.desk.settings")
    execute_from_command_line(sys.argv)
