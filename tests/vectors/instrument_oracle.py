#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second way to score questionnaires, for tests/vectors/instrument.json.

The keys below are typed from the sources named beside them, not read out of
content/instruments, and the scoring is written down once more, in whole
fractions. From both come sheets of answers that tell a right key from every
slightly wrong one: each item alone, blanks at and beyond the limit, both sides
of each band, line, safety item and threshold of a rule.

  instrument_oracle.py           writes instrument.json beside this file
  instrument_oracle.py --check   says whether it is what would be written
"""

import fractions
import json
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).parent
FILE = HERE / "instrument.json"


def span(first, last):
    return list(range(first, last + 1))


def key(count, low, high, scores, source, **more):
    """Items are numbered from 1, as the papers do."""
    return {"count": count, "low": low, "high": high, "reversed": (),
            "scores": scores, "bands": {}, "cuts": {}, "safety": {},
            "rules": {}, "floors": True, "unscored": 0, "decimal": False,
            "names": None,
            "source": source, **more}


def total(count, missing=0, how="sum", factor=1):
    return {"total": (how, span(1, count), missing, factor)}


PHQ_SYMPTOMS = {**{i: 2 for i in span(1, 8)}, 9: 1}
PHQ_CORE = ({1: 2, 2: 2}, 1, 2)
CLOSING = ["goal", "task", "bond", "medium", "overall"]
PULSE = ["goal-alignment", "task-agreement", "bond", "engagement",
         "influencing-factors"]

KEYS = {
    "phq-9": key(
        9, 0, 3, total(9, 2),
        "Kroenke 2001; blanks: Arrieta 2017; algorithm: Spitzer 1999",
        unscored=1, floors=False,
        bands={"total": [("minimal", 0), ("mild", 5), ("moderate", 10),
                         ("moderately-severe", 15), ("severe", 20)]},
        cuts={"caseness": ("total", ">=", 10)},
        safety={"self-harm": (9, 1)},
        rules={"major-syndrome": {"core": PHQ_CORE,
                                  "symptoms": (PHQ_SYMPTOMS, 5, 9)},
               "other-syndrome": {"core": PHQ_CORE,
                                  "symptoms": (PHQ_SYMPTOMS, 2, 4)}}),
    "gad-7": key(
        7, 0, 3, total(7, 2), "Spitzer 2006; caseness: NHS", floors=False,
        bands={"total": [("minimal", 0), ("mild", 5), ("moderate", 10),
                         ("severe", 15)]},
        cuts={"caseness": ("total", ">=", 8),
              "screening": ("total", ">=", 10)}),
    "core-10": key(
        10, 0, 4, total(10, 1),
        "Barkham 2013; blanks: CORE System Trust, 10 * sum / answered",
        reversed=(2, 3), floors=False,
        cuts={"clinical": ("total", ">=", 11),
              "depression": ("total", ">=", 13)},
        safety={"plans-to-end-life": (6, 1)}),
    "pcl-5": key(
        20, 0, 4,
        {**total(20), "cluster-b": ("sum", span(1, 5), 0, 1),
         "cluster-c": ("sum", span(6, 7), 0, 1),
         "cluster-d": ("sum", span(8, 14), 0, 1),
         "cluster-e": ("sum", span(15, 20), 0, 1)},
        "National Center for PTSD", floors=False,
        cuts={"probable-lower": ("total", ">=", 31),
              "probable-upper": ("total", ">=", 33)},
        rules={"provisional": {
            "b": ({i: 2 for i in span(1, 5)}, 1, 5),
            "c": ({i: 2 for i in span(6, 7)}, 1, 2),
            "d": ({i: 2 for i in span(8, 14)}, 2, 7),
            "e": ({i: 2 for i in span(15, 20)}, 2, 6)}}),
    "wai-sr": key(
        12, 1, 5,
        {**total(12), "mean": ("mean", span(1, 12), 0, 1),
         "task": ("sum", [1, 2, 10, 12], 0, 1),
         "bond": ("sum", [3, 5, 7, 9], 0, 1),
         "goal": ("sum", [4, 6, 8, 11], 0, 1)}, "Hatcher & Gillaspy 2006"),
    "wai-s": key(
        12, 1, 7,
        {**total(12), "task": ("sum", [1, 2, 8, 12], 0, 1),
         "bond": ("sum", [3, 5, 7, 9], 0, 1),
         "goal": ("sum", [4, 6, 10, 11], 0, 1)},
        "Tracey & Kokotovic 1989, from memory", reversed=(4, 10)),
    "wai-36": key(
        36, 1, 7,
        {**total(36),
         "task": ("sum", [2, 4, 7, 11, 13, 15, 16, 18, 24, 31, 33, 35], 0, 1),
         "bond": ("sum", [1, 5, 8, 17, 19, 20, 21, 23, 26, 28, 29, 36], 0, 1),
         "goal": ("sum", [3, 6, 9, 10, 12, 14, 22, 25, 27, 30, 32, 34], 0, 1)},
        "Horvath & Greenberg 1989",
        reversed=(1, 3, 7, 9, 10, 11, 12, 15, 20, 27, 29, 31, 33, 34)),
    "haq-ii": key(19, 1, 6, total(19), "Luborsky 1996",
                  reversed=(4, 8, 11, 16, 19)),
    "arm-5": key(5, 1, 7, total(5, how="mean"), "Cahill 2012",
                 reversed=(3,)),
    "d-wai": key(6, 1, 7, {**total(6), "mean": ("mean", span(1, 6), 0, 1)},
                 "Goldberg 2021"),
    "srs": key(4, 0, 10, total(4), "Miller, Duncan & Johnson 2002",
               decimal=True,
               cuts={"attention": ("total", "<", 36)}),
    "ors": key(4, 0, 10, total(4), "Miller & Duncan 2000; cut-offs: OpenFIT",
               decimal=True,
               cuts={"clinical-adult": ("total", "<", 25),
                     "clinical-child": ("total", "<", 32)}),
    "ders": key(
        36, 1, 5,
        {**total(36),
         "nonacceptance": ("sum", [11, 12, 21, 23, 25, 29], 0, 1),
         "goals": ("sum", [13, 18, 20, 26, 33], 0, 1),
         "impulse": ("sum", [3, 14, 19, 24, 27, 32], 0, 1),
         "awareness": ("sum", [2, 6, 8, 10, 17, 34], 0, 1),
         "strategies": ("sum", [15, 16, 22, 28, 30, 31, 35, 36], 0, 1),
         "clarity": ("sum", [1, 4, 5, 7, 9], 0, 1)},
        "Gratz & Roemer 2004", floors=False,
        reversed=(1, 2, 6, 7, 8, 10, 17, 20, 22, 24, 34)),
    "gbo": key(3, 0, 10, total(3, 2, "mean"), "Law & Jacob 2015"),
    "who-5": key(5, 0, 5,
                 {**total(5, factor=4), "raw": ("sum", span(1, 5), 0, 1)},
                 "Topp 2015", cuts={"low": ("total", "<=", 50)}),
    "closing-client": key(
        5, 0, 10, {"total": ("mean", [1, 2, 3, 5], 1, 1),
                   "medium": ("mean", [4], 0, 1)},
        "our own: goal, task, bond, overall; the medium apart",
        names=CLOSING),
    "closing-therapist": key(
        5, 0, 10, {"total": ("mean", [1, 2, 3, 5], 1, 1),
                   "medium": ("mean", [4], 0, 1)},
        "our own: goal, task, bond, overall; the medium apart",
        names=CLOSING),
    "arrival": key(
        3, 0, 10, {"arriving": ("mean", [1], 0, 1),
                   "privacy": ("mean", [2], 0, 1),
                   "readiness": ("mean", [3], 0, 1)}, "our own",
        names=["arriving", "privacy", "readiness"]),
    "digital-alliance-pulse": key(
        10, 0, 10,
        {one: ("mean", [2 * i + 1, 2 * i + 2], 0, 1)
         for i, one in enumerate(PULSE)}, "our own: two items an element",
        names=[f"{one}-{i}" for one in PULSE for i in (1, 2)]),
}

# --- scoring, once more ------------------------------------------------------


def points(k, item, answer):
    return k["low"] + k["high"] - answer if item in k["reversed"] else answer


def given(sheet, items):
    return [i for i in items
            if i <= len(sheet) and not isinstance(sheet[i - 1], str)]


def plain(number):
    return int(number) if number == int(number) else float(number)


def score(k, rule, sheet):
    how, items, missing, factor = rule
    there = given(sheet, items)
    if all(i <= len(sheet) and sheet[i - 1] == "declined" for i in items):
        return "declined"
    if not there or len(items) - len(there) > missing:
        return "missing"
    mean = sum(fractions.Fraction(str(points(k, i, sheet[i - 1])))
               for i in there) / len(there)
    return mean * factor * (1 if how == "mean" else len(items))


def crosses(op, value, at):
    return {">=": value >= at, ">": value > at,
            "<=": value <= at, "<": value < at}[op]


def group(k, spec, sheet):
    at, least, most = spec
    there = given(sheet, at)
    met = sum(points(k, i, sheet[i - 1]) >= at[i] for i in there)
    blank = len(at) - len(there)
    worlds = {least <= met + more <= most for more in range(blank + 1)}
    return met, None if len(worlds) == 2 else worlds.pop()


def both(verdicts):
    if False in verdicts:
        return False
    return None if None in verdicts else True


def name(k, item):
    return k["names"][item - 1] if k["names"] else f"i{item}"


def expect(k, sheet):
    values = {one: score(k, rule, sheet) for one, rule in k["scores"].items()}
    number = {one: v for one, v in values.items() if not isinstance(v, str)}
    out = {"ok": True, "scores": {}, "floors": []}
    for one, (_, items, _, _) in k["scores"].items():
        out["scores"][one] = {
            "value": plain(number[one]) if one in number else values[one],
            "answered": len(given(sheet, items))}
    if k["bands"]:
        out["bands"] = {
            one: next((band for band, start in reversed(bands)
                       if values[one] >= start), None)
            if one in number else None for one, bands in k["bands"].items()}
    if k["cuts"]:
        out["cutOffs"] = {
            one: crosses(op, number[on], at) if on in number else None
            for one, (on, op, at) in k["cuts"].items()}
    if k["safety"]:
        out["safety"] = {
            one: points(k, i, sheet[i - 1]) >= at if given(sheet, [i]) else None
            for one, (i, at) in k["safety"].items()}
    if k["rules"]:
        out["rules"] = {}
        for one, groups in k["rules"].items():
            found = {g: group(k, spec, sheet) for g, spec in groups.items()}
            out["rules"][one] = {
                "holds": both([holds for _, holds in found.values()]),
                "met": {g: met for g, (met, _) in found.items()}}
    if k["floors"]:
        of = k["scores"].get("total", (0, span(1, k["count"])))[1]
        out["floors"] = [name(k, i) for i in given(sheet, sorted(of))
                         if points(k, i, sheet[i - 1]) == k["low"]]
    return out


# --- sheets ------------------------------------------------------------------


def answer(k, item, wanted):
    """The answer that gives so many points: reversing twice is no change."""
    return points(k, item, wanted)


def sheet_of(k, wanted):
    return [answer(k, i, wanted[i - 1]) for i in span(1, k["count"])]


def reaching(k, rule, value):
    """Points that come to a value of a score exactly; the others in between."""
    how, items, _, factor = rule
    goal = fractions.Fraction(value) / factor
    goal *= len(items) if how == "mean" else 1
    out = [(k["low"] + k["high"]) // 2] * k["count"]
    left = goal - k["low"] * len(items)
    for i in items:
        more = min(left, k["high"] - k["low"])
        out[i - 1] = k["low"] + (plain(more) if more > 0 else 0)
        left -= max(more, 0)
    return out if left == 0 else None


def pivots(k, groups, which, rng):
    """Sheets on which one item, a point up or down, decides the rule."""
    at = groups[which][0]
    every = sorted({i for spec in groups.values() for i in spec[0]})

    def holds(wanted):
        sheet = sheet_of(k, wanted)
        return all(group(k, spec, sheet)[1] for spec in groups.values())

    lines = {i: sorted({spec[0][i] for spec in groups.values()
                        if i in spec[0]}) for i in every}
    turns = [0, -1] if groups[which][2] < len(at) else [0]
    for item in at:
        for turn in turns:  # holds on the line and not below it, or the other way
            for _ in range(3_000):
                wanted = [k["low"]] * k["count"]
                for i in every:
                    line = rng.choice(lines[i])
                    wanted[i - 1] = rng.choice([k["low"], line - 1, line,
                                                k["high"]])
                other = list(wanted)
                wanted[item - 1] = at[item] + turn
                other[item - 1] = at[item] - 1 - turn
                if holds(wanted) and not holds(other):
                    yield item, wanted
                    yield item, other
                    break


def blanks(k, one, rule, rng):
    """A score with its last answer at, and one beyond, what may be missing."""
    _, items, missing, _ = rule
    for count in {max(missing - 1, 0), missing, missing + 1}:
        if 0 < count <= len(items):
            sheet = sheet_of(k, [rng.randint(k["low"], k["high"])
                                 for _ in range(k["count"])])
            for i in rng.sample(items, count):
                sheet[i - 1] = "missing"
            yield f"{one}: {count} blank, {missing} may be", sheet


def edges(k):
    for one, bands in k["bands"].items():
        for band, start in bands[1:]:
            for value in (start - 1, start):
                yield f"{one} {value}: {band} begins at {start}", one, value
    for cut, (one, op, at) in k["cuts"].items():
        unit = k["scores"][one][3]
        near = at - at % unit
        for value in sorted({near - unit, near, near + unit}):
            yield f"{one} {value}: {cut} is {op} {at}", one, value


def sheets(k, rng):
    count, low, high = k["count"], k["low"], k["high"]
    stairs = [low + i % (high - low + 1) for i in range(count)]
    yield "every answer the lowest", [low] * count
    yield "every answer the highest", [high] * count
    yield "a staircase", stairs
    yield "a staircase down", stairs[::-1]
    for i in span(1, count):
        sheet = [low] * count
        sheet[i - 1] = high
        yield f"only {name(k, i)} at the highest", sheet
    for one, rule in k["scores"].items():
        yield from blanks(k, one, rule, rng)
    for what, one, value in edges(k):
        wanted = reaching(k, k["scores"][one], value)
        if wanted is not None:
            yield what, sheet_of(k, wanted)
    for one, (i, at) in k["safety"].items():
        for value in (at - 1, at):
            wanted = [low] * count
            wanted[i - 1] = value
            yield f"{one}: {name(k, i)} at {value}", sheet_of(k, wanted)
        sheet = [low] * count
        sheet[i - 1] = "missing"
        yield f"{one}: {name(k, i)} blank", sheet
    for rule, groups in k["rules"].items():
        for which in groups:
            for item, wanted in pivots(k, groups, which, rng):
                yield (f"{rule}, {which}: {name(k, item)} at "
                       f"{wanted[item - 1]} decides"), sheet_of(k, wanted)
    if k["decimal"]:
        yield "tenths", [0.7, 9.9, 8.5, 3.2]
    for n in (1, 2):
        yield f"at random, {n}", [rng.randint(low, high) for _ in range(count)]
    yield "declined", ["declined"] * count


def refusals(k):
    """Sheets that come to nothing: what is said of them, and which item."""
    count, low, high = k["count"], k["low"], k["high"]
    fine = [low] * count
    for item in sorted({items[0] for _, items, _, _ in k["scores"].values()}):
        for answer in (low - 1, high + 1):
            sheet = list(fine)
            sheet[item - 1] = answer
            yield f"{answer} for {name(k, item)}", sheet, "out_of_range", item
    yield "one answer too few", fine[:-1], "wrong_count", None
    yield ("one answer too many", fine + [low] * (k["unscored"] + 1),
           "wrong_count", None)
    if not k["decimal"]:
        yield "a fraction", [low + 0.5] + fine[1:], "off_step", 1


def made():
    """No sheet twice, however many reasons there are for it."""
    for instrument, k in KEYS.items():
        rng = random.Random(f"rapport {instrument}")
        seen = set()
        for what, sheet in sheets(k, rng):
            if (line := json.dumps(sheet)) in seen:
                continue
            seen.add(line)
            yield {"name": f"{instrument}: {what}", "source": k["source"],
                   "instrument": instrument, "answers": sheet,
                   "expect": expect(k, sheet)}
        for what, sheet, why, item in refusals(k):
            yield {"name": f"{instrument}: {what}", "source": "refused",
                   "instrument": instrument, "answers": sheet,
                   "expect": {"ok": False, "why": why,
                              "item": item and name(k, item)}}


# --- by hand -----------------------------------------------------------------

OK = {"ok": True}
BY_HAND = [
    ("WAI-SR, from the paper's key",
     "Hatcher & Gillaspy 2006: task 1 2 10 12, bond 3 5 7 9, goal 4 6 8 11; "
     "added by hand", "wai-sr", [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2],
     {**OK, "scores": {"total": {"value": 33, "answered": 12},
                       "mean": {"value": 2.75, "answered": 12},
                       "task": {"value": 10, "answered": 4},
                       "bond": {"value": 14, "answered": 4},
                       "goal": {"value": 9, "answered": 4}},
      "floors": ["i1", "i6", "i11"]}),
    ("PHQ-9: a major syndrome although the sum is below ten",
     "CamCOPS phq9.py: core 1, total 5", "phq-9", [2, 0, 2, 2, 2, 0, 0, 0, 1],
     {**OK, "scores": {"total": {"value": 9, "answered": 9}},
      "bands": {"total": "mild"}, "cutOffs": {"caseness": False},
      "safety": {"self-harm": True},
      "rules": {"major-syndrome": {"holds": True,
                                   "met": {"core": 1, "symptoms": 5}},
                "other-syndrome": {"holds": False,
                                   "met": {"core": 1, "symptoms": 5}}},
      "floors": []}),
    ("PHQ-9: the tenth question counts nowhere", "Kroenke 2001", "phq-9",
     [1, 1, 1, 1, 1, 1, 1, 1, 0, 3],
     {**OK, "scores": {"total": {"value": 8, "answered": 9}},
      "safety": {"self-harm": False}, "floors": []}),
    ("PHQ-9: no difficulty at all is an answer to it", "Kroenke 2001", "phq-9",
     [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
     {**OK, "scores": {"total": {"value": 0, "answered": 9}}, "floors": []}),
    ("PHQ-9: the tenth question is asked in whole steps", "refused", "phq-9",
     [1, 1, 1, 1, 1, 1, 1, 1, 0, 2.5],
     {"ok": False, "why": "off_step", "item": "i10"}),
    ("PHQ-9: the tenth question has no answer below", "refused", "phq-9",
     [1, 1, 1, 1, 1, 1, 1, 1, 0, -1],
     {"ok": False, "why": "out_of_range", "item": "i10"}),
    ("PHQ-9: the tenth question has a range of its own", "refused", "phq-9",
     [1, 1, 1, 1, 1, 1, 1, 1, 0, 4],
     {"ok": False, "why": "out_of_range", "item": "i10"}),
    ("WAI-36: fourteen reversed items, all answered 7",
     "22 * 7 + 14 * 1, by hand", "wai-36", [7] * 36,
     {**OK, "scores": {"total": {"value": 168, "answered": 36},
                       "task": {"value": 54, "answered": 12},
                       "bond": {"value": 66, "answered": 12},
                       "goal": {"value": 48, "answered": 12}},
      "floors": ["i1", "i3", "i7", "i9", "i10", "i11", "i12", "i15", "i20",
                 "i27", "i29", "i31", "i33", "i34"]}),
    ("CORE-10: the worst answers, items 2 and 3 turned round",
     "Barkham 2013; 10 * 4", "core-10", [4, 0, 0, 4, 4, 4, 4, 4, 4, 4],
     {**OK, "scores": {"total": {"value": 40, "answered": 10}}, "floors": []}),
    ("CORE-10: one blank is pro-rated, 10 * sum / answered",
     "CamCOPS: 10 * 24 / 9", "core-10",
     [3, 1, 1, 3, 3, 2, "missing", 3, 2, 2],
     {**OK, "scores": {"total": {"value": 240 / 9, "answered": 9}},
      "floors": []}),
    ("WHO-5: a raw 13 is not low, a raw 12 is", "Topp 2015: 50 or below",
     "who-5", [3, 3, 3, 2, 2],
     {**OK, "scores": {"total": {"value": 52, "answered": 5},
                       "raw": {"value": 13, "answered": 5}},
      "cutOffs": {"low": False}, "floors": []}),
    ("ORS: tenths of a line", "Miller & Duncan 2000; added by hand", "ors",
     [6.2, 6.3, 6.3, 6.2],
     {**OK, "scores": {"total": {"value": 25, "answered": 4}},
      "cutOffs": {"clinical-adult": False, "clinical-child": True},
      "floors": []}),
    ("GBO: one goal is enough", "Law & Jacob 2015", "gbo",
     [7, "missing", "missing"],
     {**OK, "scores": {"total": {"value": 7, "answered": 1}}, "floors": []}),
    ("the medium at zero is no low answer of the alliance",
     "floor guard: items of the total", "closing-client", [7, 0, 9, 0, 6],
     {**OK, "scores": {"total": {"value": 5.5, "answered": 4},
                       "medium": {"value": 0, "answered": 1}},
      "floors": ["task"]}),
]


def text():
    cases = [{"name": what, "source": source, "instrument": instrument,
              "answers": answers, "expect": wanted}
             for what, source, instrument, answers, wanted in BY_HAND]
    cases += made()
    lines = ",\n".join("    " + json.dumps(one, ensure_ascii=False)
                       for one in cases)
    about = ("Answer sheets and what they come to, by the keys of "
             "content/instruments and content/packs. Made by "
             "instrument_oracle.py, which types each key and the scoring once "
             "more; change that, not this.")
    return f'{{\n  "about": {json.dumps(about)},\n  "cases": [\n{lines}\n  ]\n}}\n'


def main():
    if sys.argv[1:] == ["--check"]:
        if FILE.read_text(encoding="utf-8") != text():
            sys.exit("instrument.json is not what instrument_oracle.py makes")
    else:
        FILE.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
