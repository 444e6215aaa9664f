"""The contact rule as conditions of SQL, in the words that both databases share.

The lists come from `model.contact` and `act.permit`, which state the same rule for Python.
"""

from typing import Final

from comity.act.permit import ALLOWING
from comity.model.contact import ITEMS, KINDS

IN_FORCE: Final = """\
EXISTS (SELECT 1 FROM desk_decision d WHERE d.entry_id = {decision}
        AND NOT EXISTS (SELECT 1 FROM desk_withdrawal w WHERE w.decision_id = d.entry_id))"""

CONTACT: Final = f"""\
CASE WHEN NEW.kind = 'cancellation' THEN
  NEW.override_id IS NULL
  AND EXISTS (SELECT 1 FROM desk_contact c WHERE c.entry_id = NEW.cancels_id
              AND c.recipient = NEW.recipient AND c.request_id = NEW.request_id)
ELSE
  NEW.cancels_id IS NULL
  AND NEW.kind IN ({", ".join(f"'{kind}'" for kind in KINDS)})
  AND EXISTS (SELECT 1 FROM desk_decision d WHERE d.entry_id = NEW.decision_id
              AND d.recipient = NEW.recipient AND d.request_id = NEW.request_id)
  AND {IN_FORCE.format(decision="NEW.decision_id")}
  AND (NEW.override_id IS NULL OR EXISTS (
       SELECT 1 FROM desk_override o WHERE o.entry_id = NEW.override_id
       AND o.recipient = NEW.recipient AND o.request_id = NEW.request_id))
END"""
"""A contact is one of the known kinds, to the recipient that its decision in force is about; or it
takes back an earlier one to the same recipient."""

_ACTION: Final = (
    "CASE NEW.name "
    + " ".join(f"WHEN '{item.name}' THEN '{item.action}'" for item in ITEMS.values() if item.action)
    + " END"
)
_FREE: Final = ", ".join(f"'{item.name}'" for item in ITEMS.values() if item.action is None)
_ALLOWING: Final = ", ".join(f"'{outcome}'" for outcome in ALLOWING)

ITEM: Final = f"""\
EXISTS (
  SELECT 1 FROM desk_contact c JOIN desk_decision d ON d.entry_id = c.decision_id
  LEFT JOIN desk_override o ON o.entry_id = c.override_id
  WHERE c.entry_id = NEW.contact_id AND c.kind <> 'cancellation'
  AND NOT EXISTS (SELECT 1 FROM desk_withdrawal w WHERE w.decision_id = d.entry_id)
  AND (NEW.name IN ({_FREE})
       OR {{overridden}}
       OR ({{outcome}} IN ({_ALLOWING})
           AND NOT EXISTS (SELECT 1 FROM desk_signature b WHERE b.decision_id = d.entry_id
                           AND b.verdict = 'sent-back')
           AND EXISTS (SELECT 1 FROM desk_signature s WHERE s.decision_id = d.entry_id
                       AND s.verdict = 'approved' AND s.by_id <> d.prepared_by_id
                       AND {{signed}}))))"""
"""An item may stand in a contact if the act that it falls under is allowed by the decision in force
and signed by somebody else than the preparer, or if the override names it."""

ACTION_OF_ITEM: Final = _ACTION

_NEEDED: Final = ", ".join(
    f"('{kind}', '{name}')"
    for kind, (meant, beside) in KINDS.items()
    for name in (*meant, *beside)
)

_SENDABLE: Final = f"""\
EXISTS (SELECT 1 FROM desk_contact c WHERE c.entry_id = NEW.contact_id
        AND (c.kind = 'cancellation' OR {IN_FORCE.format(decision="c.decision_id")}))"""

QUEUED: Final = f"""\
NEW.state = 'queued' AND {_SENDABLE}
AND (EXISTS (SELECT 1 FROM desk_contact c WHERE c.entry_id = NEW.contact_id
             AND c.kind = 'cancellation')
     OR EXISTS (SELECT 1 FROM desk_disclosureitem i WHERE i.contact_id = NEW.contact_id))
AND NOT EXISTS (
  WITH needed(kind, name) AS (VALUES {_NEEDED})
  SELECT 1 FROM needed n JOIN desk_contact c ON c.kind = n.kind
  WHERE c.entry_id = NEW.contact_id AND NOT EXISTS (
    SELECT 1 FROM desk_disclosureitem i WHERE i.contact_id = NEW.contact_id AND i.name = n.name))"""
"""A delivery begins in the queue, its decision is in force, and its contact has every item on record
that a contact of its kind tells."""

MOVED: Final = f"""\
NEW.contact_id = OLD.contact_id AND NEW.channel_id = OLD.channel_id AND NEW.key = OLD.key
AND CASE NEW.state
  WHEN 'sending' THEN OLD.state IN ('queued', 'sending') AND {_SENDABLE}
  WHEN 'queued' THEN OLD.state IN ('queued', 'sending', 'dead')
  WHEN 'sent' THEN OLD.state IN ('sending', 'sent')
  WHEN 'dead' THEN OLD.state IN ('sending', 'dead')
  WHEN 'cancelled' THEN OLD.state IN ('queued', 'sending', 'cancelled')
  ELSE FALSE END"""
"""A delivery moves as its states say, and is never sent once its decision was withdrawn."""

SIGNED: Final = f"""\
EXISTS (SELECT 1 FROM desk_decision d JOIN desk_account a ON a.id = NEW.by_id
        WHERE d.entry_id = NEW.decision_id AND d.prepared_by_id <> NEW.by_id
        AND a.is_active AND a.role IN ('supervisor', 'lawyer'))
AND {IN_FORCE.format(decision="NEW.decision_id")}"""
"""A decision in force is signed by a supervisor or a lawyer who did not prepare it."""
