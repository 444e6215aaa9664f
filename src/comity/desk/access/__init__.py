"""Who may open which page: the one place where roles, agencies and locks are held.

MUST: a page is made with `page`, which says who may read it and who may write; an address that was
not declared opens for nobody.
"""

from comity.desk.access.rules import EVERYONE, PUBLIC, STAFF, Access, page

__all__ = ["EVERYONE", "PUBLIC", "STAFF", "Access", "page"]
