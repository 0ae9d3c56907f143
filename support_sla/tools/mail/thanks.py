# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Is a reply nothing but thanks? Such a one reopens nothing.

The new text must consist, from the first word to the last, of phrases known here:
greetings, thanks, praise, good-byes, names. One unknown word, a question, a picture or
an attachment, and it is not bare: a ticket reopened in vain costs a click, a
complaint overlooked costs a customer.
"""

import re
import unicodedata

from .text import new_text

#: longer texts are not thanks only, whatever they say
_LONGEST = 600

_THANKS = r"""
(?:(?:ok|okay|vale|listo|perfecto|perfect|great|excelente|excellent|super)\s)?
(?:
 (?:many\s|big\s)?thank(?:s|\syou)(?:\s(?:so|very)\smuch|\sa\s(?:lot|million)|\sagain)?
 |thanks\sa\slot|thx|ty|cheers|much\sappreciated|i\sappreciate\sit
 |(?:muchas\s|mil\s|muchisimas\s|infinitas\s)?gracias
  (?:\s(?:de\snuevo|nuevamente|totales))?
 |(?:le|les|te|se\s(?:le|les|te)|se|lo)?\s?agradez(?:co|como)s?(?:\smucho)?
 |se\s(?:lo\s)?agradece|(?:muy\s)?agradecid[oa]s?
)
(?:\s(?:for|por)(?:\s(?:all|toda|todo))?(?:\s(?:your|the|su|tu|el|la|sus|tus))?
 (?:\s(?:quick|fast|prompt|great|kind|pronta|rapida|excelente|gran|valiosa))?
 (?:\s(?:help|support|time|answer|reply|response|attention|assistance|work|everything
  |patience|ayuda|apoyo|soporte|tiempo|respuesta|atencion|asistencia|trabajo|paciencia
  |todo|gestion|colaboracion)
 (?:\s(?:and|y)(?=\s))?)+
)?
(?:\s(?:to\s)?(?:all|everybody|everyone|team|guys|a\stodos|equipo))?
"""
_PRAISE = r"""
(?:ok|okay|vale|listo|perfecto|perfect|great|excelente|excellent|super|genial|awesome
|(?:great|good|excellent)\s(?:work|job|support|service)
|(?:buen|excelente)\s(?:trabajo|servicio)
|(?:everything|all|it)\s(?:works|is\s(?:fine|ok|solved))
 (?:\s(?:now|fine|well|perfectly))*
|works(?:\s(?:now|fine|well|perfectly))*|problem\ssolved|solved|all\sgood
|(?:todo\s)?(?:ya\s)?(?:funciona|funciono|quedo|esta)
 (?:\s(?:muy\s)?(?:bien|listo|resuelto
|solucionado|perfecto|perfectamente|correctamente))+|(?:ya\s)funciona|todo\sbien
|resuelto|solucionado|problema\s(?:resuelto|solucionado)|muy\samables?
|you\sare\sthe\sbest
|recibido|received|enterad[oa]|noted)
"""
_GREETING = r"""
(?:(?:hello|hi|hey|dear|hola|estimad[oa]s?|buen\sdia|buenos\sdias
|buenas(?:\s(?:tardes|noches))?
|good\s(?:morning|afternoon|evening)|buena\starde)
(?:\s(?:all|team|everybody|everyone|support(?:\steam)?|equipo(?:\sde\ssoporte)?|a\stodos
|todos|senores|soporte|there|sir|madam))?)
"""
_GOODBYE = r"""
(?:(?:(?:kind|best|warm|many)\s)?regards|best\swishes|best|yours\s(?:sincerely|truly)
|sincerely|(?:muchos\s)?saludos(?:\scordiales)?
|(?:un\s)?(?:cordial\s)?saludo(?:\scordial)?
|saludos\sa\stodos|atentamente|atte|cordialmente|un\sabrazo|abrazos|bendiciones
|(?:have\sa\s)?(?:nice|good|great)\s(?:day|weekend|week|evening|afternoon|one)
|(?:que\s(?:tenga|tengan|tengas|pase|pasen)\s)?(?:un\s|una\s)?
 (?:buen|feliz|excelente|buena|lindo|bonito)\s
 (?:dia|tarde|fin\sde\ssemana|semana|noche))
"""


def _compiled(phrase):
    return re.compile(rf"(?:{phrase})(?:\s|$)", re.X)


_PHRASES = [_compiled(p) for p in (_THANKS, _PRAISE, _GREETING, _GOODBYE)]
_THANKS_RE, _GOODBYE_RE = _PHRASES[0], _PHRASES[-1]
_THANKS_SIGNS = "🙏👍"
_KIND_SIGNS = "🙂😀😃😄😁😊🤗😍🥰😘👏🙌💪🎉✅✔❤🧡💛💚💙💜🌹🌟⭐✨👌🤝☺💯"
#: selectors, joiners and skin tones that follow an emoji
_MODIFIERS = {0xFE0F, 0xFE0E, 0x200D, *range(0x1F3FB, 0x1F400)}
_CONTACT = re.compile(
    r"@|www\.|https?:|^\W*(tel|cel|phone|mobile|movil|ext|pbx|fax)\b|^[\d\s()+./-]{6,}$"
)
_NAME = re.compile(r"^[A-ZÁÉÍÓÚÑÜ][a-záéíóúñü]+\.?$|^[A-ZÁÉÍÓÚÑ]\.$")
_LINKS = {"de", "del", "la", "las", "los", "y", "e", "of", "and", "the", "van", "von"}
#: capitalised at a line's start they look like names, and are none
_NOT_NAMES = set(
    """sigue siguen falla fallo fallan fallando error errores urgente pendiente problema
    problemas igual nada no nope not still again fails failed failing broken help ayuda
    please favor urgent pero but aun aún todavia todavía tampoco nunca never ni lento
    lenta caido caído down slow wrong mal peor worse revisar revisen llamar llamen call
    reopen reabrir same mismo misma otra otro another also ademas además cuando when
    como how porque why donde where cual which quien who""".split()
)


def is_bare_thanks(body, names=(), has_attachments=False):
    """Return whether the HTML ``body`` thanks and says nothing else.

    :param names: names of the sender and of those who help; their words may stand
        anywhere, other names only below a good-bye
    :param has_attachments: files came along (they are looked at by people)
    """
    if has_attachments:
        return False
    text = new_text(body)
    if not text or len(text) > _LONGEST or re.search(r"[?¿？]", text):
        return False
    known = set(_words(" ".join(names)))
    thanked = signing = False
    for line in text.splitlines():
        if signing:  # a logo
            line = line.replace("[image]", "")
        if "[image]" in line:
            return False
        phrases, rest, signs = _read_line(line, signing)
        if rest and not _is_name(rest, known, signing):
            return False
        thanked = thanked or signs or _THANKS_RE in phrases
        # below the sender's own name stand their job, company and logo
        named = rest and known.issuperset(_words(rest)) and thanked
        signing = signing or _GOODBYE_RE in phrases or bool(named)
    return thanked


def _read_line(line, signing):
    """Return (phrases found, words left over as written, whether a sign thanks)."""
    signs = any(sign in line for sign in _THANKS_SIGNS)
    kind = set(_THANKS_SIGNS + _KIND_SIGNS)
    line = "".join(c for c in line if c not in kind and ord(c) not in _MODIFIERS)
    line = re.sub(r"(?<=\s)(:-?\)|;-?\)|:D|<3)(?=\s|$)", "", f" {line} ").strip()
    if signing and _CONTACT.search(line.lower()):
        return [], "", signs
    words = re.sub(r"[.,;:!¡\"'“”()*/|~-]+", " ", line).split()
    found, index = [], 0
    while index < len(words):
        used = _match_phrase(words[index:], found)
        if not used:
            break
        index += used
    return found, " ".join(words[index:]), signs


def _match_phrase(words, found):
    text = " ".join(_plain_word(word) for word in words)
    for phrase in _PHRASES:
        match = phrase.match(text)
        if match and match[0].strip():
            found.append(phrase)
            return len(match[0].split())
    return 0


def _is_name(rest, known, signing):
    words = _words(rest)
    if words and known.issuperset(words):
        return True
    if not signing or not words or len(words) > 6:
        return False
    return all(
        (_NAME.match(word) and word.lower().strip(".") not in _NOT_NAMES)
        or (index and word.lower() in _LINKS)
        for index, word in enumerate(rest.split())
    )


def _plain_word(word):
    letters = unicodedata.normalize("NFKD", word.lower())
    return "".join(c for c in letters if not unicodedata.combining(c))


def _words(text):
    return [_plain_word(word) for word in re.findall(r"[^\W\d_]+", text or "")]
