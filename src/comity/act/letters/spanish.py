"""The letters in Spanish, in the form of address that officials use.

MUST: the same letters as in English, sentence by sentence; a change of one is a change of both.
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
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)

_CONSENT_TITLE: Final = "¿Quiere hablar con agentes de inmigración? La decisión es suya"

_TITLES: Final = {
    REQUEST_AND_INTENTION: "Una solicitud federal de inmigración sobre usted",
    RELEASE_NOTICE: "Dimos a una agencia federal de inmigración la fecha de su salida en libertad",
    INTERVIEW_CONSENT: _CONSENT_TITLE,
    CONSENT_WITH_COUNSEL: _CONSENT_TITLE,
    CONSENT_WITHOUT_RETALIATION: _CONSENT_TITLE,
    HELD_ON_DETAINER: "Por qué sigue usted bajo custodia",
    HOLD_ASKED: "Una agencia federal de inmigración pide que siga usted bajo custodia",
    NOTICE_ASKED: "Una agencia federal de inmigración pregunta cuándo saldrá usted en libertad",
    INTERVIEW_ASKED: "Una agencia federal de inmigración pide entrevistarle",
    STATUS_NEED_NOT_BE_TOLD: "Usted puede negarse a decirnos su estatus migratorio",
}

_TO: Final = """
<p>$written</p>
<p>Para: $person</p>
"""

_CITE: Final = """
<p class="cite">Le entregamos esta carta conforme a $cite.</p>
"""

_QUESTIONS: Final = """
<p>Si tiene preguntas sobre esta carta, comuníquese con nosotros: $contact.</p>
"""
_MARK: Final = "Marque una opción:"
_CONSENT_OR_NONE: Final = f"Sin su consentimiento por escrito no hay entrevista. {_MARK}"


def _consent(about: str, rights: Sequence[str], mark: str, *, only: str, without: str) -> str:
    """A consent form: what the interview is about, the rights, and the box to mark."""
    items = "\n".join(f"<li>{one}</li>" for one in rights)
    return (
        _TO
        + f"""
<p>$requester pide entrevistarle mientras usted está bajo nuestra custodia.
El propósito de la entrevista es hacerle preguntas sobre {about}.</p>
<ul>
{items}
</ul>
<p>{mark}</p>
<ul class="choices">
<li><span class="box" aria-hidden="true"></span>No quiero ser entrevistado.</li>
<li><span class="box" aria-hidden="true"></span>Acepto ser entrevistado, pero solamente {only}.</li>
<li><span class="box" aria-hidden="true"></span>Acepto ser entrevistado {without}.</li>
</ul>
<p class="sign">Firma</p>
<p class="sign">Fecha</p>
<p>Una copia de este formulario es para usted.</p>
"""
        + _CITE
    )


def _asked(act: str) -> str:
    """What was asked; the notice itself is on the attorney general's form, which goes with it."""
    return (
        _TO
        + f"""
<p>El $received, $requester nos pidió {act} ($form).</p>
<p>Se lo notificamos en el formulario del Fiscal General de Nueva Jersey, que se adjunta a esta
carta.</p>
"""
        + _QUESTIONS
        + _CITE
    )


_BODIES: Final = {
    REQUEST_AND_INTENTION: _TO
    + """
<p>El $received recibimos una solicitud sobre usted de $requester ($form).
Se adjunta a esta carta una copia de la solicitud.</p>
<p>Esto es lo que se nos solicita y lo que tenemos la intención de hacer:</p>
$intentions
"""
    + _QUESTIONS
    + _CITE,
    RELEASE_NOTICE: _TO
    + """
<p>Informamos a $requester de que usted sale o saldrá en libertad en esta fecha:</p>
<p><strong>$release</strong></p>
<p>Esta carta le da a usted el mismo aviso. Se adjunta una copia del aviso que dimos.</p>
<p>También damos este aviso a su abogado o a otra persona que usted elija.
Díganos a quién: $contact.</p>
"""
    + _CITE,
    INTERVIEW_CONSENT: _consent(
        "infracciones civiles de inmigración",
        (
            "La entrevista es voluntaria.",
            "Usted puede negarse a ser entrevistado.",
            "Usted puede elegir que se le entreviste solamente en presencia de su abogado.",
        ),
        _CONSENT_OR_NONE,
        only="en presencia de mi abogado",
        without="sin la presencia de un abogado",
    ),
    CONSENT_WITH_COUNSEL: _consent(
        "infracciones civiles de inmigración",
        (
            "Usted puede negarse a ser entrevistado.",
            "Usted puede contar con la presencia de un asesor legal.",
        ),
        _CONSENT_OR_NONE,
        only="en presencia de un asesor legal",
        without="sin la presencia de un asesor legal",
    ),
    CONSENT_WITHOUT_RETALIATION: _consent(
        "infracciones de la ley federal de inmigración",
        (
            "La entrevista es voluntaria.",
            "Usted puede negarse a ser entrevistado.",
            "Usted puede elegir que se le entreviste solamente en presencia de su abogado.",
            "Usted no será castigado por negarse ni sufrirá represalias por ello.",
        ),
        _MARK,
        only="en presencia de mi abogado",
        without="sin la presencia de un abogado",
    ),
    HELD_ON_DETAINER: _TO
    + """
<p>Usted sigue bajo custodia debido a una solicitud de detención migratoria ($form)
emitida por el Servicio de Inmigración y Control de Aduanas de los Estados Unidos (ICE).
La recibimos el $received.</p>
"""
    + _QUESTIONS
    + _CITE,
    HOLD_ASKED: _asked("mantenerle bajo custodia después del momento en que saldría en libertad"),
    NOTICE_ASKED: _asked("que le informemos cuándo saldrá usted en libertad"),
    INTERVIEW_ASKED: _asked("que le permitamos entrevistarle a usted"),
    STATUS_NEED_NOT_BE_TOLD: _TO
    + """
<p>Usted tiene derecho a negarse a revelar su nacionalidad, ciudadanía o estatus migratorio.</p>
<p>Si revela su nacionalidad, ciudadanía o estatus migratorio, esto puede dar lugar a medidas de
control migratorio civiles o penales, incluida su expulsión de los Estados Unidos.</p>
"""
    + _QUESTIONS
    + _CITE,
}

_ASKS: Final = {
    "hold": "Mantenerle bajo custodia después del momento en que saldría en libertad.",
    "notify_release": "Informar a la agencia cuándo saldrá usted en libertad.",
    "transfer": "Entregarle a la agencia.",
}

_ANSWERS: Final = {
    True: "Tenemos la intención de hacerlo.",
    False: "No tenemos la intención de hacerlo.",
    None: "Todavía no lo hemos decidido. Se lo comunicaremos por escrito.",
}


def day(value: date) -> str:
    """A day as it is written in Spanish: 1 de junio de 2017."""
    return f"{value.day} de {_MONTHS[value.month - 1]} de {value.year}"


def instant(value: datetime) -> str:
    """A day and the time on the clock that the instant has: 1 de junio de 2017, 4:05 p. m."""
    half = "a. m." if value.hour < 12 else "p. m."
    return f"{day(value)}, {(value.hour + 11) % 12 + 1}:{value.minute:02d} {half}"


WORDS: Final = Words(_TITLES, _BODIES, _ASKS, _ANSWERS, day, instant)
"""Spanish."""
