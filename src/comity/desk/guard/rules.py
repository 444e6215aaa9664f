"""The rules as conditions of SQL, in the words that both databases share.

The lists come from `model.contact` and `act.permit`, which state the contact rule for Python. MUST:
`{json}` marks what each database says in its own words.
"""

from typing import Final

from comity.act.permit import ALLOWING
from comity.model.contact import ITEMS, KINDS, PERSON
from comity.record.entry import EMPTY
from comity.record.entry import KINDS as KINDS_OF_ENTRY


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


_IN_FORCE: Final = """\
EXISTS (SELECT 1 FROM desk_decision d WHERE d.entry_id = {decision}
        AND NOT EXISTS (SELECT 1 FROM desk_withdrawal w WHERE w.decision_id = d.entry_id)
        AND NOT EXISTS (SELECT 1 FROM desk_signature b WHERE b.decision_id = d.entry_id
                        AND b.verdict = 'sent-back'))"""
"""A decision stands while it was neither withdrawn nor sent back."""

ENTRY: Final = f"""\
NEW.number = (SELECT coalesce(max(number) + 1, 0) FROM desk_entry)
AND NEW.kind IN ({_listed(KINDS_OF_ENTRY)})
AND {{json_number}} = NEW.number AND {{json_kind}} = NEW.kind
AND {{json_previous}} = CASE NEW.number WHEN 0 THEN '{EMPTY}'
    ELSE (SELECT hash FROM desk_entry WHERE number = NEW.number - 1) END"""
"""An entry has the next number, says so itself, and names the hash of the one before it."""

DECIDED: Final = """\
NOT EXISTS (SELECT 1 FROM desk_decision d WHERE d.request_id = NEW.request_id
            AND d.question = NEW.question AND d.recipient = NEW.recipient AND d.about = NEW.about
            AND NOT EXISTS (SELECT 1 FROM desk_withdrawal w WHERE w.decision_id = d.entry_id))
AND EXISTS (SELECT 1 FROM desk_facts f
            WHERE f.id = NEW.facts_id AND f.request_id = NEW.request_id)"""
"""One decision at a time stands on a question, and it is made on facts of its own request."""

_CANCELLATION: Final = """\
NEW.override_id IS NULL AND EXISTS (
    SELECT 1 FROM desk_contact c WHERE c.entry_id = NEW.cancels_id AND c.kind <> 'cancellation'
    AND c.recipient = NEW.recipient AND c.request_id = NEW.request_id
    AND c.decision_id = NEW.decision_id)"""

CONTACT: Final = f"""\
CASE WHEN NEW.kind = 'cancellation' THEN {_CANCELLATION}
ELSE
  NEW.cancels_id IS NULL AND NEW.kind IN ({_listed(tuple(KINDS))})
  AND (NEW.kind = 'duty-notice') = (NEW.recipient = '{PERSON}')
  AND EXISTS (SELECT 1 FROM desk_decision d WHERE d.entry_id = NEW.decision_id
              AND d.request_id = NEW.request_id
              AND (d.recipient = NEW.recipient OR NEW.kind = 'duty-notice'))
  AND {_IN_FORCE.format(decision="NEW.decision_id")}
  AND (NEW.override_id IS NULL OR EXISTS (
       SELECT 1 FROM desk_override o WHERE o.entry_id = NEW.override_id
       AND o.recipient = NEW.recipient AND o.request_id = NEW.request_id))
END"""
"""A contact is one of the known kinds, to the recipient that its decision in force is about, or it
is owed to the person; or it takes back an earlier one to the same recipient."""

ACTION_OF_ITEM: Final = (
    "CASE NEW.name "
    + " ".join(f"WHEN '{item.name}' THEN '{item.action}'" for item in ITEMS.values() if item.action)
    + " END"
)
_FREE: Final = tuple(item.name for item in ITEMS.values() if item.action is None)

ITEM: Final = f"""\
EXISTS (
  SELECT 1 FROM desk_contact c JOIN desk_decision d ON d.entry_id = c.decision_id
  LEFT JOIN desk_override o ON o.entry_id = c.override_id
  WHERE c.entry_id = NEW.contact_id AND c.kind NOT IN ('cancellation', 'duty-notice')
  AND NEW.name IN ({_listed(tuple(ITEMS))})
  AND {_IN_FORCE.format(decision="c.decision_id")}
  AND NOT EXISTS (SELECT 1 FROM desk_delivery q WHERE q.contact_id = c.entry_id)
  AND (NEW.name IN ({_listed(_FREE)})
       OR {{json_overridden}}
       OR ({{json_outcome}} IN ({_listed(ALLOWING)})
           AND EXISTS (SELECT 1 FROM desk_signature s WHERE s.decision_id = d.entry_id
                       AND s.verdict = 'approved' AND s.by_id <> d.prepared_by_id
                       AND {{json_signed}}))))"""
"""An item may stand in a contact that is not queued yet, if the act that it falls under is allowed
by the decision in force and signed by another than the preparer, or if the override names it."""

_NEEDED: Final = ", ".join(
    f"('{kind}', '{name}')" for kind, (meant, beside) in KINDS.items() for name in (*meant, *beside)
)

_SENDABLE: Final = f"""\
EXISTS (SELECT 1 FROM desk_contact c JOIN desk_channel l ON l.id = NEW.channel_id
        JOIN desk_agency a ON a.id = l.agency_id AND a.code = c.recipient
        WHERE c.entry_id = NEW.contact_id
        AND (c.kind = 'cancellation' OR {_IN_FORCE.format(decision="c.decision_id")}))"""
"""It goes on its recipient's own channel by a decision in force; a cancellation needs none."""

QUEUED: Final = f"""\
NEW.state = 'queued' AND {_SENDABLE}
AND EXISTS (
  SELECT 1 FROM desk_contact c WHERE c.entry_id = NEW.contact_id
  AND (c.kind IN ('cancellation', 'duty-notice')
       OR EXISTS (SELECT 1 FROM desk_disclosureitem i WHERE i.contact_id = c.entry_id)))
AND NOT EXISTS (
  WITH needed(kind, name) AS (VALUES {_NEEDED})
  SELECT 1 FROM needed n JOIN desk_contact c ON c.kind = n.kind
  WHERE c.entry_id = NEW.contact_id AND NOT EXISTS (
    SELECT 1 FROM desk_disclosureitem i
    WHERE i.contact_id = NEW.contact_id AND i.name = n.name))"""
"""A delivery begins in the queue, its decision is in force, and its contact has every item on
record that a contact of its kind tells."""

MOVED: Final = f"""\
NEW.contact_id = OLD.contact_id AND NEW.channel_id = OLD.channel_id AND NEW.key = OLD.key
AND NEW.id = OLD.id AND CASE NEW.state
  WHEN 'sending' THEN OLD.state IN ('queued', 'sending') AND {_SENDABLE}
  WHEN 'queued' THEN OLD.state IN ('queued', 'sending', 'dead')
  WHEN 'sent' THEN OLD.state IN ('queued', 'sending', 'sent', 'dead')
  WHEN 'dead' THEN OLD.state IN ('sending', 'dead')
  WHEN 'cancelled' THEN OLD.state IN ('queued', 'sending', 'dead', 'cancelled')
  ELSE FALSE END"""
"""A delivery moves as its states say, and is never sent once its decision ended. A late word that
it was taken over makes it sent, whatever was thought of it meanwhile; a cancelled one stays so."""

_SIGNER: Final = """\
EXISTS (SELECT 1 FROM desk_account a JOIN desk_request r ON r.agency = a.agency
        WHERE a.id = NEW.by_id AND r.entry_id = {request} AND a.agency <> ''
        AND a.is_active AND a.role IN ('supervisor', 'lawyer'))"""
"""Whoever signs is a supervisor or a lawyer of the agency to which the request came."""

_ITS_REQUEST: Final = "(SELECT request_id FROM desk_decision WHERE entry_id = NEW.decision_id)"

SIGNED: Final = f"""\
{_SIGNER.format(request=_ITS_REQUEST)} AND {_IN_FORCE.format(decision="NEW.decision_id")}
AND EXISTS (SELECT 1 FROM desk_decision d WHERE d.entry_id = NEW.decision_id
            AND d.prepared_by_id <> NEW.by_id)"""
"""A decision in force is signed by somebody of its agency who signs and did not prepare it."""

OVERRIDDEN: Final = _SIGNER.format(request="NEW.request_id")
"""An override is a supervisor's or a lawyer's of the request's agency."""
