#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The table of docs/instruments.md, out of the questionnaires themselves.

  instruments.py          writes it anew
  instruments.py --check  says whether it is fresh; exit status 1 when not
"""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "instruments.md"
OURS = "https://rapport.example/fhir/StructureDefinition/"
START, END = "<!-- table -->\n", "<!-- end of table -->\n"
HEAD = ("| id | version | items | scores | may be blank | lines and bands "
        "| safety, rules | words | licence and source |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")


def value(part):
    return next((v for k, v in part.items() if k.startswith("value")), None)


def all_of(owner, name):
    return [e for e in owner.get("extension", []) if e["url"] == OURS + name]


def one_of(owner, name, otherwise=None):
    found = all_of(owner, name)
    return value(found[0]) if found else otherwise


def parts(extension):
    out = {}
    for part in extension["extension"]:
        out.setdefault(part["url"], []).append(
            parts(part) if "extension" in part else value(part))
    return out


def items_of(q):
    rated = [i for i in q["item"] if i["type"] in ("integer", "decimal",
                                                   "choice")]
    first = rated[0]
    if first["type"] == "choice":
        points = [e["valueDecimal"] for o in first["answerOption"]
                  for e in o["extension"] if e["url"].endswith("ordinalValue")]
        ends = points[0], points[-1]
    else:
        ends = [value(e) for e in first["extension"]
                if e["url"].endswith(("minValue", "maxValue"))]
    turned = [i["linkId"] for i in rated if one_of(i, "reversed")]
    aside = [i["linkId"] for i in rated if one_of(i, "unscored")]
    text = f"{len(rated)} × {ends[0]}–{ends[1]}"
    if turned:
        text += "; reversed: " + " ".join(turned)
    if aside:
        text += "; not scored: " + " ".join(aside)
    return text


def score(s):
    factor = f" × {s['factor'][0]}" if "factor" in s else ""
    return f"{s['id'][0]} ({s['how'][0]}{factor})"


def lines_of(q, scores):
    out = [f"{s['id'][0]}: " + ", ".join(f"{b['id'][0]} from {b['from'][0]}"
                                         for b in s["band"])
           for s in scores if "band" in s]
    for cut in map(parts, all_of(q, "cut-off")):
        out.append(f"{cut['id'][0]}: {cut['score'][0]} {cut['op'][0]} "
                   f"{cut['at'][0]}")
    return "; ".join(out) or "none"


def decisions_of(q):
    out = [f"{s['id'][0]}: {s['item'][0]} ≥ {s['at'][0]}"
           for s in map(parts, all_of(q, "safety"))]
    out += [r["id"][0] for r in map(parts, all_of(q, "rule"))]
    return "; ".join(out) or "none"


def row(q, pack):
    scores = [parts(s) for s in all_of(q, "score")]
    limits = {s["id"][0]: s["missing-max"][0] for s in scores}
    same = len(set(limits.values())) == 1
    blank = (str(next(iter(limits.values()))) if same else
             ", ".join(f"{one} {most}" for one, most in limits.items()))
    source = one_of(q, "key-source")
    cells = [
        f"`{q['id']}`" + (f" (pack `{pack}`)" if pack else ""), q["version"],
        items_of(q), ", ".join(map(score, scores)), blank,
        lines_of(q, scores), decisions_of(q), one_of(q, "text", "included"),
        q["copyright"] + (f" Key: {source}." if source else "")
        + (" **Unvalidated.**"
           if one_of(q, "validation") == "unvalidated" else "")]
    return "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |\n"


def table():
    files = [(p, None) for p in ROOT.glob("content/instruments/*.json")]
    files += [(p, p.parent.name) for p in ROOT.glob("content/packs/*/*.json")]
    rows = [row(json.loads(p.read_text(encoding="utf-8")), pack)
            for p, pack in sorted(files, key=lambda one: one[0].name)]
    return HEAD + "".join(rows)


def main():
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(START)
    after = rest.split(END)[1]
    fresh = before + START + table() + END + after
    if sys.argv[1:] != ["--check"]:
        PAGE.write_text(fresh, encoding="utf-8")
    elif fresh != page:
        sys.exit("docs/instruments.md is not fresh: scripts/instruments.py")


if __name__ == "__main__":
    main()
