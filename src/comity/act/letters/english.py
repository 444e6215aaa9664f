"""The letters in English.

MUST: a sentence of law here is one that the cited section says, in plain words, and no more.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from comity.act.letters.words import (
    CONSENT_WITH_COUNSEL,
    CONSENT_WITHOUT_RETALIATION,
    HELD_ON_DETAINER,
    HOLD_ASKED,
    INTERVIEW_ASKED,
    INTERVIEW_CONSENT,
    NOTICE_ASKED,
    RELEASE_NOTICE,
    REQUEST_AND_INTENTION,
    STATUS_NEED_NOT_BE_TOLD,
    Words,
)

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_CONSENT_TITLE: Final = "Do you want to speak with immigration officers? You decide"

_TITLES: Final = {
    REQUEST_AND_INTENTION: "A federal immigration request about you",
    RELEASE_NOTICE: "We told a federal immigration agency when you will be released",
    INTERVIEW_CONSENT: _CONSENT_TITLE,
    CONSENT_WITH_COUNSEL: _CONSENT_TITLE,
    CONSENT_WITHOUT_RETALIATION: _CONSENT_TITLE,
    HELD_ON_DETAINER: "Why you are being held",
    HOLD_ASKED: "A federal immigration agency asks us to keep you in custody",
    NOTICE_ASKED: "A federal immigration agency asks when you will be released",
    INTERVIEW_ASKED: "A federal immigration agency asks to interview you",
    STATUS_NEED_NOT_BE_TOLD: "You may refuse to tell us your immigration status",
}

_TO: Final = """
<p>$written</p>
<p>To: $person</p>
"""

_CITE: Final = """
<p class="cite">We give you this letter under $cite.</p>
"""

_QUESTIONS: Final = """
<p>If you have questions about this letter, contact us: $contact.</p>
"""
_MARK: Final = "Mark one:"
_CONSENT_OR_NONE: Final = f"Without your written consent there is no interview. {_MARK}"


def _consent(about: str, rights: Sequence[str], mark: str, *, only: str, without: str) -> str:
    """A consent form: what the interview is about, the rights, and the box to mark."""
    items = "\n".join(f"<li>{one}</li>" for one in rights)
    return (
        _TO
        + f"""
<p>$requester asks to interview you while you are in our custody.
The purpose of the interview is to ask you about {about}.</p>
<ul>
{items}
</ul>
<p>{mark}</p>
<ul class="choices">
<li><span class="box" aria-hidden="true"></span>I do not want to be interviewed.</li>
<li><span class="box" aria-hidden="true"></span>I agree to be interviewed, but only {only}.</li>
<li><span class="box" aria-hidden="true"></span>I agree to be interviewed {without}.</li>
</ul>
<p class="sign">Signature</p>
<p class="sign">Date</p>
<p>A copy of this form is for you to keep.</p>
"""
        + _CITE
    )


def _asked(act: str) -> str:
    """What was asked; the notice itself is on the attorney general's form, which goes with it."""
    return (
        _TO
        + f"""
<p>On $received, $requester asked us {act} ($form).</p>
<p>We notify you of this on the form of the Attorney General of New Jersey, which is attached to
this letter.</p>
"""
        + _QUESTIONS
        + _CITE
    )


_BODIES: Final = {
    REQUEST_AND_INTENTION: _TO
    + """
<p>On $received we received a request about you from $requester ($form).
A copy of the request is attached to this letter.</p>
<p>This is what the request asks of us, and what we intend to do:</p>
$intentions
"""
    + _QUESTIONS
    + _CITE,
    RELEASE_NOTICE: _TO
    + """
<p>We told $requester that you are being released, or will be released, on this date:</p>
<p><strong>$release</strong></p>
<p>This letter gives you the same notice. A copy of the notice that we gave is attached.</p>
<p>We also give this notice to your attorney, or to one other person whom you choose.
Tell us whom: $contact.</p>
"""
    + _CITE,
    INTERVIEW_CONSENT: _consent(
        "civil immigration violations",
        (
            "The interview is voluntary.",
            "You may decline to be interviewed.",
            "You may choose to be interviewed only with your attorney present.",
        ),
        _CONSENT_OR_NONE,
        only="with my attorney present",
        without="without an attorney",
    ),
    CONSENT_WITH_COUNSEL: _consent(
        "civil immigration violations",
        (
            "You may decline to be interviewed.",
            "You may have legal counsel present.",
        ),
        _CONSENT_OR_NONE,
        only="with legal counsel present",
        without="without legal counsel",
    ),
    CONSENT_WITHOUT_RETALIATION: _consent(
        "violations of federal immigration law",
        (
            "The interview is voluntary.",
            "You may decline to be interviewed.",
            "You may choose to be interviewed only with your attorney present.",
            "You will not be punished for declining, and you will not suffer retaliation for it.",
        ),
        _MARK,
        only="with my attorney present",
        without="without an attorney",
    ),
    HELD_ON_DETAINER: _TO
    + """
<p>You are being held because of an immigration detainer request ($form)
that U.S. Immigration and Customs Enforcement (ICE) issued.
We received it on $received.</p>
"""
    + _QUESTIONS
    + _CITE,
    HOLD_ASKED: _asked("to keep you in custody after you would otherwise be released"),
    NOTICE_ASKED: _asked("to tell it when you will be released"),
    INTERVIEW_ASKED: _asked("to let it interview you"),
    STATUS_NEED_NOT_BE_TOLD: _TO
    + """
<p>You have the right to refuse to disclose your nationality, citizenship or immigration
status.</p>
<p>If you disclose your nationality, citizenship or immigration status, this may result in civil or
criminal immigration enforcement, including removal from the United States.</p>
"""
    + _QUESTIONS
    + _CITE,
}

_ASKS: Final = {
    "hold": "To hold you after the time when you would otherwise be released.",
    "notify_release": "To tell the agency when you will be released.",
    "transfer": "To hand you over to the agency.",
}

_ANSWERS: Final = {
    True: "We intend to do this.",
    False: "We do not intend to do this.",
    None: "We have not decided yet. We will tell you in writing.",
}


def day(value: date) -> str:
    """A day as it is written in the United States: June 1, 2017."""
    return f"{_MONTHS[value.month - 1]} {value.day}, {value.year}"


def instant(value: datetime) -> str:
    """A day and the time on the clock that the instant has: June 1, 2017, 4:05 p.m."""
    half = "a.m." if value.hour < 12 else "p.m."
    return f"{day(value)}, {(value.hour + 11) % 12 + 1}:{value.minute:02d} {half}"


WORDS: Final = Words(_TITLES, _BODIES, _ASKS, _ANSWERS, day, instant)
"""English."""
