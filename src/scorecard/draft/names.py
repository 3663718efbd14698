"""The indicator that a number belongs to, in the sentence's own words, and the clause to quote.

What is known of an indicator by its usual name comes from `indicators.toml`: kind of quantity,
frequency, English name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from scorecard.draft.fields import RATES
from scorecard.draft.numbers import RANK, Number
from scorecard.draft.sentence import Sentence, Statement, clause_start
from scorecard.draft.words import in_english, words

SHORTEST: Final = 2
"""Characters of a name at least."""
_LABEL: Final = 24
_TAIL: Final = 24
"""Characters at the end of a name among which words that fall away are looked for."""


def quote_of(sentence: Sentence, number: Number) -> tuple[int, int]:
    """Offsets of the shortest clause that holds the number and what it counts."""
    m = words().grammar["clause_end"].search(sentence.text, number.stop, sentence.end)
    end = m.start() if m else sentence.end
    comma = sentence.text.find("、", number.stop, end)
    close = comma >= 0 and comma - number.stop <= len("以上、")
    return _start(sentence, number), comma if close else end


def _start(sentence: Sentence, number: Number) -> int:
    left = sentence.left(number)
    start = sentence.clause(number.start) - sentence.start
    before = sentence.beside(number, -1)
    if before is not None and before.stop - sentence.start > start:
        start = before.stop - sentence.start
        between = words().names["between"].match(left, start)
        start = between.end() if between else start
    return sentence.start + start


def name_of(sentence: Sentence, number: Number) -> tuple[str, bool]:
    """The indicator's name, and whether the clause itself says it (else: one before it does)."""
    raw = sentence.text[_start(sentence, number) : number.start]
    if in_english(sentence.body):
        name = _english_name(sentence, number)
        return (name, True) if name else (sentence.context.last_name, False)
    if number.role == RANK:
        return _rank_name(sentence, number, raw)
    name, suffix, verb = _bare(raw)
    if suffix == "增速" and number.unit not in {*RATES, "倍", "成", "个百分点", "百分点"}:
        suffix = "增加"  # `比上年增加1800亿元`
    if not name:
        name = _label(sentence, _start(sentence, number))
    if own := _own_name(sentence, number, name, suffix, verb):
        return _folded(own), True
    first = re.split("[,，;；:：]", sentence.left(number).strip())[0]
    last = sentence.context.last_name or _bare(first)[0]  # `游客占比偏低,仅为28%`
    if "完成" in raw:  # `年度计划投资64亿元,上半年完成35.6亿元`
        last = re.sub("(?:年度)?计划投资$", "投资", last)
    if not suffix and (number.unit in RATES or "百分点" in number.unit):
        return last, False
    return words().names["rate_of"].sub("", last) + suffix, False


def _own_name(sentence: Sentence, number: Number, name: str, suffix: str, verb: str) -> str:
    """The name that the clause itself says, with what it leaves to its context; else empty.

    `name`, `suffix` and `verb` are the parts of what stands before the number (`_bare`).
    """
    known, label = words().names, _line_label(sentence)
    project = label if label and not label.endswith("。") else sentence.context.project
    project = project.rstrip(":")
    if project and known["of_projects"].fullmatch(name):
        return (project.removesuffix("项目") if name == "项目数" else project) + name
    stage = number.unit in {"个", "项"} and known["stage"].fullmatch(verb or name)
    names = name or sentence.context.last_name
    listed = re.match(r"\s*([^:：,，;；。]{2,14}项目)[:：]", sentence.body)
    staged = (verb or name) + (listed[1] if listed else "项目")
    if whole := staged if stage else _respectively(sentence, number, names):
        return whole
    noun = _noun_behind(sentence, number)
    given = noun and known["given_to"].search(sentence.left(number, 1))
    if given and (what := known["done_to"].match(sentence.right(number, _LABEL))):
        return noun + what["what"]  # `为200户困难家庭实施无障碍改造`
    counted = number.unit not in RATES and "元" not in number.unit
    done = len(name) >= SHORTEST and known["done_behind"].match(noun)
    counted = counted or bool(known["given"].search(sentence.left(number)) and "元" in number.unit)
    if not suffix and len(noun) >= SHORTEST and counted and not done:
        kept = known["kept_verbs"].match(verb + name)
        return (kept.group() if kept else "") + noun
    whole = _dependent(sentence, number, name, suffix)
    if number.unit in RATES and len(noun) >= SHORTEST and not (name or suffix):
        whole = noun + "比例"  # `实现80%以上事项可网上办理`
    if not whole and counted:
        whole = _done(sentence.left(number), sentence.context.last_name, verb, name)
    if whole:
        return whole
    return _completed(sentence, number, name) + suffix if len(name) >= SHORTEST else ""


def _done(left: str, last: str, verb: str, name: str) -> str:
    """What is done to the works or the noun named before; else empty."""
    known, stage = words().names, words().names["stage_end"]
    if stage.fullmatch(verb or name):
        # `加快棚户区改造,新开工3500套`; `保障房开工600套、基本建成270套`
        work = known["work"].search(left)
        of = _bare(work["work"])[0] if work else stage.sub("", last) if stage.search(last) else ""
        if of:
            return of + (verb or name)
    kept = known["kept_verbs"].match(last)
    # `新建高标准农田2万亩,改造提升1万亩`
    return verb + last[kept.end() :] if verb and kept and not name else ""


def _dependent(sentence: Sentence, number: Number, name: str, suffix: str) -> str:
    """The name of what is said of a place or of the indicator before; else empty."""
    known, subject = words().names, sentence.context.subject
    if known["place"].fullmatch(name):
        label = known["place_label"].search(sentence.left(number))
        whole = (
            label["of"] or label["label"]
            if label
            else re.sub(f"^{known['place'].pattern}", "", subject)
        )
        return name + whole + suffix if whole else ""
    topic = _line_label(sentence)
    if topic and known["generic"].fullmatch(name):
        return topic[:-1] + name + suffix
    stem = known["measure"].sub("", subject)
    if known["measure"].fullmatch(name) and stem not in {"", subject}:
        return stem + name + suffix  # `粮食播种面积24万亩、产量5.6万吨`
    if subject and known["dependent"].match(name + suffix) and not subject.endswith("率"):
        whole = subject.removeprefix("新增") if name.startswith("总") else subject
        return whole + known["dependent_dropped"].sub("", name) + suffix
    return ""


def _line_label(sentence: Sentence) -> str:
    """What a sentence or its paragraph is about by its beginning (`新材料产业:`, `装备制造。`)."""
    line = sentence.text.rfind("\n", 0, sentence.start) + 1
    starts = words().names["line_label"].match
    m = starts(sentence.text, sentence.start, sentence.end) or starts(sentence.text, line)
    return m["label"] if m else ""


def _label(sentence: Sentence, start: int) -> str:
    """The name before the colon that a number stands behind (`总投资:25亿元`)."""
    if sentence.text[start - 1 : start] not in {":", "："}:
        return ""
    line = sentence.text.rfind("\n", 0, start) + 1
    label = sentence.text[max(line, start - _LABEL) : start - 1]
    return _bare(label[clause_start(label) :])[0]


def _completed(sentence: Sentence, number: Number, name: str) -> str:
    """The name with what the number before it lends: the projects, or `新增` of an enumeration."""
    last, previous = sentence.context.last_name, sentence.context.previous
    if re.search(r"(?:级|以上|亿元)$", name) and (
        m := re.search(r"(?:级|元|以上|国家)(?![级以])", last)
    ):
        return name + last[m.end() :]  # `省级以上平台45家,其中国家级5家`
    bare, known = (re.sub(r"[\d.]+(?=[百千]?[万亿])", "", text) for text in (name, last))
    if previous is not None and "亿" in bare and bare != known and known.endswith(bare):
        # `产值超10亿元企业2户、超亿元企业12户`
        return known.removesuffix(bare) + name
    part = "其中" in re.split("[;；]", sentence.left(number))[-1]
    of = words().names["money"].search(previous.name) if previous is not None else None
    if of and "元" in number.unit and part and not words().names["money"].search(name):
        return name + of.group()  # `总投资60亿元,其中铁路20亿元`
    topic = words().names["topic"].search(sentence.left(number))
    before = last if previous else sentence.context.total
    said = (topic[1] if topic else "", before, last, sentence.context.subject)
    last = next((x for x in said if "项目" in x or x.endswith("类")), "")
    if last and words().names["of_projects"].fullmatch(name):
        base = re.sub(rf"(?:增速|{words().names['of_projects'].pattern})+$", "", last)
        base = re.sub("^(?:实施|推进|安排)", "", base)
        return (base.removesuffix("项目") if name == "项目数" else base) + name
    lent = words().names["lent"].match(previous.name) if previous is not None else None
    if previous is None or lent is None or words().names["kept_verbs"].match(name):
        return name
    behind = sentence.text[previous.number.stop : number.start]
    return lent.group() + name if re.match("(?:以上|左右)?、", behind) else name


def _rank_name(sentence: Sentence, number: Number, raw: str) -> tuple[str, bool]:
    """What is ranked, and among whom: the words before the verb, or the label before a colon."""
    m = words().names["rank_verb"].search(raw)
    field = m["field"] if m else ""
    name, rate, _ = _bare(raw[: m.start()] if m else raw)
    start = _start(sentence, number)
    name = name if len(name) >= SHORTEST else _label(sentence, start) or name
    held = words().names["ranked_in"].search(sentence.left(number, 40))
    if held and (len(name) < SHORTEST or name.startswith("在")):
        name = held[1]
    name = words().names["ranked_among"].sub("", re.sub("(?:每年|再)?前移$", "", name))
    subject = sentence.context.subject
    if subject and (words().names["dependent"].match(name + rate) or (rate and not name)):
        name = subject + name
    sure = len(name) >= SHORTEST
    name = name if sure else re.sub(r"(?:增速|完成率)$", "", sentence.context.last_name)
    known = re.search("(?:排名|位次|名次)", name)
    return _folded(f"{field}{name}{rate}" if known else f"{name}{rate}{field}位次"), sure


def _respectively(sentence: Sentence, number: Number, names: str) -> str:
    """Of several names with 分别 the one that this number belongs to; empty where it is not so."""
    left = sentence.left(number)
    at = left.rfind("分别")
    if at < 0:
        return ""
    chain = _chain(sentence, sentence.start + at)
    if number not in chain or len(chain) < SHORTEST:
        return ""
    said = sentence.text[sentence.clause(sentence.start + at) : sentence.start + at]
    yearly = "年均" if said.endswith("年均") else ""  # `年均分别增长20%、25%`
    before = _bare(said.removesuffix("年均"))[0] or names
    suffix = yearly + _bare(sentence.text[sentence.start + at + 2 : chain[0].start])[1]
    parts, place = [p for p in re.split(r"[、和与]|以及", before) if p], chain.index(number)
    if len(parts) == len(chain):
        # `城镇、农村居民收入`: what only the last part says belongs to all.
        shared = words().names["shared_tail"].search(parts[-1])
        if shared and all(words().names["place_only"].fullmatch(p) for p in parts[:-1]):
            return parts[place].removesuffix(shared[0]) + shared[0] + suffix
        return parts[place] + suffix
    places = ("城镇", "农村")
    if len(chain) == len(places) and "城乡" in before:
        return before.replace("城乡", places[place]) + suffix
    if before == names and re.search("增长|增速|下降|降幅", left[at:]):
        # `收入36亿元,游客43万人,分别增长19%和23%`
        at = sentence.numbers.index(chain[0]) - len(chain) + place
        told = sentence.context.names.get(sentence.numbers[at].start) if at >= 0 else None
        return words().names["rate_of"].sub("", told or sentence.context.last_name) + suffix
    return before + suffix


def _chain(sentence: Sentence, first: int) -> list[Number]:
    """The numbers that follow a place one upon the other (`分别达到3家、5家和8家`)."""
    chain: list[Number] = []
    for n in (n for n in sentence.numbers if n.start > first):
        start = chain[-1].stop if chain else first
        between = sentence.text[start : n.start]
        pattern = r"[、和与以及上左右内%,\s]*" if chain else r"[^;；。]*"
        if not re.fullmatch(pattern, between):
            break
        chain.append(n)
    return chain


@lru_cache(maxsize=1024)
def _bare(raw: str) -> tuple[str, str, str]:
    """A name without the words around it, what a growth adds to it, and the verb it began with."""
    names, suffix, text = words().names, "", _cut(raw.strip(), "first")
    if m := names["share_of_target"].search(text):
        text, suffix = text[: m.start()], "完成率"
    grown = (
        (r, m)
        for t in (text, _stripped(text))
        if words().grows.search(t, begin := max(0, len(t) - _TAIL))
        for r, p in words().growth
        if (m := p.search(t, begin))
    )
    if not suffix and (first := next(grown, None)):
        text, suffix = text[: first[1].start()], first[0]
    text = _cut(_stripped(text), "left")
    while text and (m := names["lead"].match(text)) and m.group():
        text = text[m.end() :]
    text = _cut(_stripped(names["change"].sub("", text)), "rest")
    kept = names["kept_verbs"].match(text)
    only_verb = bool(kept and text[kept.end() :] in {"", "了", "约"})
    only_verb = only_verb or bool(names["only_verbs"].fullmatch(text))
    return ("", suffix, text) if only_verb else (text, suffix, "")


def _cut(text: str, at: str) -> str:
    """A name without what the cuts of this stage take out of it, one after the other."""
    for pattern in words().cuts[at]:
        text = pattern.sub("", text)
    return text


def _stripped(text: str) -> str:
    tail = words().names["tail"]
    while text and (m := tail.search(text, max(0, len(text) - _TAIL))) and m.group():
        text = text[: m.start()]
    return text


def _noun_behind(sentence: Sentence, number: Number) -> str:
    m = words().grammar["clause_end"].search(sentence.text, number.stop, sentence.end)
    noun = sentence.text[number.stop : m.start() if m else sentence.end]
    if not noun or re.match(r"\s*(?:以上|左右|以内)?\s*[、和与及]", noun):
        return ""
    noun = re.sub(r"^\s*(?:以上|以下|左右|上下|以内|之内|口(?=的)|的|余|多)+", "", noun)
    kind = re.match(r"(?:\d?[A-Z]+(?=[\u4e00-\u9fff]))?", noun)  # `建成6.6万个5G基站`
    at = kind.end() if kind else 0
    noun = noun[:at] + words().names["noun_end"].split(noun[at:])[0].strip(" 、。")
    shared = noun.endswith("级") and words().names["class_of"].match(
        sentence.right(number)[len(noun) :]
    )
    return noun + shared["what"] if shared else noun


def with_noun_as_unit(text: str, number: Number) -> Number:
    """An English number with the noun behind it as its unit: `500,000 lead service lines`."""
    m = words().grammar["english_noun"].match(text, number.end)
    plural = words().grammar["english_plural"].match(m["unit"]) if m else None
    if text[number.start - 1 : number.start] in {"£", "$", "€"}:
        scale = re.match(r"\s+(million|billion|thousand)\b", text[number.end :])
        return number._replace(unit=scale[1], stop=number.end + scale.end()) if scale else number
    if m is None or plural is None:
        return number
    return number._replace(unit=plural.group(), stop=m.start("unit") + plural.end())


def _english_name(sentence: Sentence, number: Number) -> str:
    """The words around an English number: what is done, and the counted things."""
    grammar, known = words().grammar, words().names
    left, right = sentence.left(number), sentence.right(number)
    last = sentence.context.last_name
    if number.unit == "%" and (
        known["english_growth"].search(left) or known["english_beside"].match(right)
    ):
        return f"{known['rate_of'].sub('', last)} growth" if last else ""
    if not number.unit and known["english_bare"].match(right):
        return ""
    if m := known["english_level"].search(left) or known["english_share"].search(left):
        return re.sub("^(?:The|the|our) ", "", m["name"])
    unit = re.sub(r"^(?:million|billion|thousand)\b\s*", "", number.unit)
    money = sentence.text[number.start - 1 : number.start] in set("£$€")
    if number.role == RANK or known["measured"].fullmatch(unit) or money or not unit:
        m = grammar["english_before"].search(left.rstrip("£$€"))
        said = grammar["english_change"].sub("", m[1].strip() if m else "")
        said = known["english_will"].sub("", said)
        verb = known["english_verb"].match(said)
        name = said[verb.end() :] if verb else said
        kept = verb and verb["verb"] and name
        if not kept and (m := grammar["english_of"].match(right)):
            return re.sub(r"^the\s", "", m["noun"])
        what = grammar["english_what"].match(right)
        name = re.sub(r"^(?:It|They|This|That|which|who|and|or|to)$", "", name)
        if number.unit in RATES and (change := known["english_by"].match(left)):
            of = re.sub(r" (?:by (?:a further|an additional)|reduction|growth)$", "", name or last)
            return f"{of} {'reduction' if change['down'] else 'growth'}" if of else ""
        return (name if len(name) > 1 else "") or (what["noun"] if what else "")
    m = grammar["english_done"].match(right)
    return unit + (m.group() if m else "")


def _folded(name: str) -> str:
    known = words().names
    name = known["listed"].sub(r"\g<verb>\g<kind>", known["long_share"].sub("占比", name))
    return _cut(name, "name").strip(" 、,的")


DATA: Final = Path(__file__).with_name("indicators.toml")
_FLOW: Final = ("新", "建", "改造", "引进", "完成", "签约", "实施", "培训", "投资", "发放", "开工")
_BASIS: Final = {"flow": "to_date", "milestone": "to_date"}
_FREQUENCIES: Final = frozenset({"monthly", "quarterly", "annual"})


@lru_cache(maxsize=1)
def _entries() -> Mapping[str, Mapping[str, str]]:
    """The entries of `indicators.toml` by every name they go by."""
    entries = tomllib.loads(DATA.read_text(encoding="utf-8"))["indicator"]
    return {name: e for e in entries for name in (e["name"], *e.get("aliases", ()))}


def facts_of(one: Statement) -> dict[str, str | None]:
    """Cells of the sheet Indicators for a statement's indicator, all of them to be confirmed.

    `better` is no cell: whether `higher`, `lower` or a `target` is, where that is known.
    """
    entry = _entries().get(one.name, {})
    measure = "flow" if one.name.startswith(_FLOW) or "投资" in one.name else "stock"
    measure = "rate" if one.number.unit in {"%", "‰", "个百分点"} else measure
    measure = entry.get("kind") or ("rank" if one.number.role == RANK else measure)
    frequency = entry.get("frequency", "quarterly")
    return {
        "name_en": entry.get("english"),
        "measure": measure,
        "reported_as": _BASIS.get(measure, "point"),
        "frequency": frequency if frequency in _FREQUENCIES else "annual",
        "better": entry.get("better"),
    }
