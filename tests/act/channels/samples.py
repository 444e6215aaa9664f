"""The message that these tests send: a request's number, a calendar entry, a letter."""

from comity.act.channels.message import Attachment, Message

CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Comity//EN\r\nMETHOD:REQUEST\r\n"
    "BEGIN:VEVENT\r\nUID:3f6c@court.example\r\nSEQUENCE:1\r\nDTSTAMP:20170601T140000Z\r\n"
    "DTSTART:20170620T133000Z\r\nSUMMARY:Docket 2017-00042\r\nLOCATION:Señal 4\r\n"
    "ORGANIZER:mailto:clerk@court.example\r\nATTENDEE:mailto:desk@agency.example\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
INVITATION = Attachment("appearance.ics", "text/calendar; method=REQUEST", CALENDAR.encode())
LETTER = Attachment("letter.pdf", "application/pdf", b"%PDF-1.7 \x00\xff letter")
FACTS = Attachment("answer.json", "application/json", b'{"answer": "declined"}')
KEY = "0b0f5f0e-7f3a-4d6e-9c55-2f0c1d3e4a5b"


def message(to: str, *attachments: Attachment, key: str = KEY) -> Message:
    body = "The request is answered.\nÉ con la carta adjunta.\n"
    return Message(key, to, "Request 2017-00042", body, attachments)
