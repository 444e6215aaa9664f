"""Made-up requests for tests: an XML message, a calendar, a mail. Nobody in them exists."""

from email.message import EmailMessage

NIEM = "https://docs.oasis-open.org/niemopen/ns/model"
NAMESPACES = (
    f'xmlns:nc="{NIEM}/niem-core/6.0/" xmlns:j="{NIEM}/domains/justice/6.0/" '
    f'xmlns:im="{NIEM}/domains/immigration/6.0/"'
)
SERVER = "mx.example.gov"
TRUSTED = {"ice.example.gov": "us/ice", "desk@county.example.gov": "us-zz/sheriff"}
PASSED = f"{SERVER}; dkim=pass header.d=ice.example.gov"

MESSAGE = f"""<?xml version="1.0" encoding="UTF-8"?>
<d:DetainerRequestMessage xmlns:d="urn:comity:detainer:1" {NAMESPACES}>
  <d:RequestFormText>I-247A</d:RequestFormText>
  <d:RequestingAgency>
    <nc:OrganizationIdentification>
      <nc:IdentificationID>us/ice</nc:IdentificationID>
    </nc:OrganizationIdentification>
  </d:RequestingAgency>
  <j:DetainerNotificationRequest>
    <nc:ActivityIdentification>
      <nc:IdentificationID>EXA1</nc:IdentificationID>
    </nc:ActivityIdentification>
    <d:DetainerRequestAugmentation>
      <d:RequestPurposeCode>civil-immigration</d:RequestPurposeCode>
      <d:ProbableCauseBasisCode>final-order</d:ProbableCauseBasisCode>
      <d:HoldRequestedIndicator>true</d:HoldRequestedIndicator>
      <d:HoldMaximumHoursQuantity>48</d:HoldMaximumHoursQuantity>
      <d:ReleaseNoticeRequestedIndicator>true</d:ReleaseNoticeRequestedIndicator>
      <d:AdministrativeWarrant>
        <d:WarrantFormCode>I-205</d:WarrantFormCode>
        <d:WarrantIssuerCode>ice-officer</d:WarrantIssuerCode>
      </d:AdministrativeWarrant>
    </d:DetainerRequestAugmentation>
  </j:DetainerNotificationRequest>
  <j:Subject>
    <nc:EntityPerson>
      <nc:PersonName><nc:PersonFullName>Example Person C</nc:PersonFullName></nc:PersonName>
    </nc:EntityPerson>
    <j:SubjectIdentification><nc:IdentificationID>S1</nc:IdentificationID></j:SubjectIdentification>
  </j:Subject>
  <im:AlienNumberIdentification>
    <nc:IdentificationID>A000-000-001</nc:IdentificationID>
  </im:AlienNumberIdentification>
</d:DetainerRequestMessage>
""".encode()

SAID = {
    "request": {
        "kind": "detainer",
        "form": "I-247A",
        "from": "us/ice",
        "asks": ["hold", "notify_release"],
        "basis": ["final-order"],
        "purpose": "civil-immigration",
        "instruments": [
            {"kind": "administrative-warrant", "form": "I-205", "issuer": "ice-officer"}
        ],
    },
    "person": {"name": "Example Person C"},
}
NUMBERS = (("event", "EXA1"), ("subject", "S1"), ("file", "A000-000-001"))


def mail_with(
    *attachments: tuple[str, bytes],
    sender: str = "Example Office <desk@ice.example.gov>",
    results: str | None = PASSED,
    text: str = "See the attached request.",
) -> bytes:
    """A mail as it lies in our own mailbox, with what our server wrote on top of it."""
    message = EmailMessage()
    if results is not None:
        message["Authentication-Results"] = results
    message["From"] = sender
    message["To"] = "warrants@example.gov"
    message["Subject"] = "A request"
    message.set_content(text)
    for name, content in attachments:
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    return message.as_bytes()
