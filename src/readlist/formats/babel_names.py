"""Languages by the names that biblatex and babel have, and by tags of BCP 47, which CSL has.

    ngerman, german ── de ── german        american ── en-US ── american

The names are those of biblatex's manual (https://ctan.org/pkg/biblatex, section 2.1.3, ``langid``) and babel's; the tags
are those of Pandoc (Text.Pandoc.BCP47), without a country where the name does not state one.
"""

from __future__ import annotations

_TAGS = {
    "english": "en", "american": "en-US", "usenglish": "en-US", "british": "en-GB", "ukenglish": "en-GB",
    "australian": "en-AU", "canadian": "en-CA", "newzealand": "en-NZ",
    "german": "de", "ngerman": "de", "germanb": "de", "austrian": "de-AT", "naustrian": "de-AT",
    "swissgerman": "de-CH", "nswissgerman": "de-CH",
    "french": "fr", "francais": "fr", "frenchb": "fr", "acadian": "fr-CA", "canadien": "fr-CA",
    "spanish": "es", "mexican": "es-MX", "catalan": "ca", "galician": "gl", "basque": "eu",
    "portuguese": "pt", "portuges": "pt", "brazilian": "pt-BR", "brazil": "pt-BR",
    "italian": "it", "latin": "la", "romanian": "ro", "greek": "el", "polutonikogreek": "el-polyton", "turkish": "tr",
    "dutch": "nl", "afrikaans": "af", "danish": "da", "swedish": "sv", "norwegian": "no", "norsk": "nb", "nynorsk": "nn",
    "finnish": "fi", "icelandic": "is", "estonian": "et", "latvian": "lv", "lithuanian": "lt",
    "polish": "pl", "czech": "cs", "slovak": "sk", "slovenian": "sl", "slovene": "sl", "croatian": "hr", "serbian": "sr",
    "bulgarian": "bg", "macedonian": "mk", "russian": "ru", "ukrainian": "uk", "hungarian": "hu", "magyar": "hu",
    "hebrew": "he", "arabic": "ar", "persian": "fa", "hindi": "hi", "vietnamese": "vi", "thai": "th", "indonesian": "id",
    "chinese": "zh", "japanese": "ja", "korean": "ko", "irish": "ga", "welsh": "cy",
}  # fmt: skip
_NAMES = {tag.lower(): name for name, tag in reversed(_TAGS.items())}
_REGIONS = {"de-de": "german", "fr-fr": "french", "es-es": "spanish", "it-it": "italian", "pt-pt": "portuguese",
            "nl-nl": "dutch", "zh-cn": "chinese", "zh-tw": "chinese", "ja-jp": "japanese", "ko-kr": "korean",
            "ru-ru": "russian", "sv-se": "swedish", "da-dk": "danish", "pl-pl": "polish", "tr-tr": "turkish"}  # fmt: skip
"""Tags with the country that the name of the language means."""

_CODES = {
    "eng": "en", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr", "spa": "es", "por": "pt", "ita": "it", "dut": "nl",
    "nld": "nl", "dan": "da", "swe": "sv", "nor": "no", "nob": "nb", "nno": "nn", "fin": "fi", "ice": "is", "isl": "is", "pol": "pl",
    "cze": "cs", "ces": "cs", "slo": "sk", "slk": "sk", "slv": "sl", "hrv": "hr", "srp": "sr", "bul": "bg", "mac": "mk",
    "mkd": "mk", "rus": "ru", "ukr": "uk", "hun": "hu", "heb": "he", "ara": "ar", "per": "fa", "fas": "fa", "hin": "hi",
    "vie": "vi", "tha": "th", "ind": "id", "chi": "zh", "zho": "zh", "jpn": "ja", "kor": "ko", "gre": "el", "ell": "el",
    "lat": "la", "tur": "tr", "rum": "ro", "ron": "ro", "cat": "ca", "glg": "gl", "baq": "eu", "eus": "eu", "est": "et",
    "中文": "zh", "汉语": "zh", "漢語": "zh", "简体中文": "zh-Hans", "繁體中文": "zh-Hant", "英文": "en", "日文": "ja", "日本語": "ja",
    "한국어": "ko", "deutsch": "de", "français": "fr", "español": "es", "italiano": "it", "português": "pt", "русский": "ru",
    "nederlands": "nl", "svenska": "sv", "dansk": "da", "suomi": "fi", "polski": "pl", "čeština": "cs", "türkçe": "tr",
    "lav": "lv", "lit": "lt", "gle": "ga", "wel": "cy", "cym": "cy", "afr": "af",
}  # fmt: skip
"""Tags by the codes of three letters that library catalogues and PubMed write (ISO 639-2), and by what languages call themselves."""


def tag_of(language: str) -> str:
    """Return the tag of BCP 47 of a language that is stated by a name of babel, a key of biblatex or a code of three letters.

    Of several languages it is the tag of the first one. Any other text is returned as it is.
    """
    stated = [one.strip().lower() for one in language.split(" and ")]
    tags = [_TAGS.get(one) or _TAGS.get(one.removeprefix("lang")) or _CODES.get(one, "") for one in stated]
    return tags[0] if all(tags) else language


def name_of(language: str) -> str | None:
    """Return babel's name of a language that is stated by such a name, by a tag of BCP 47 or by a code, or None."""
    stated = language.lower().replace("_", "-")
    stated = _CODES.get(stated, stated)
    return stated if stated in _TAGS else _NAMES.get(stated) or _REGIONS.get(stated)
