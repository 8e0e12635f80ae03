"""page.py NAME: page 1 of a review in NAME.txt against its fields in NAME.json."""
import json, re, sys
text = open(sys.argv[1] + ".txt", encoding="utf-8").read()
d = json.load(open(sys.argv[1] + ".json", encoding="utf-8"))
lines = text.splitlines()
flat = re.sub(r"\s+", " ", text)
# A command that can be pasted stays on one line.
assert len(lines) <= 55 and max(len(line) for line in lines if not line.startswith("next: ")) <= 80, (len(lines), max(map(len, lines)))
parts = ["1 Decision", "SIMULATED, NOT MEASURED", "owner:", "The board is asked", "option holds in", "isk", "Not tested", "How far to believe it"]
at = [flat.find(part) for part in parts]
assert -1 not in at and at == sorted(at), at
for risk in d["risks"][:3]:
    assert risk["name"] in flat and risk["happens"] in flat and risk["remedy"] in flat, risk
for ask in d["asks"]:
    assert ask["text"] in flat and ask["reason"] in flat, ask
for glance in d["shown"]:
    if glance["mark"]:
        assert (glance["over"] or glance["text"]) in flat, glance
assert "::" not in text and ".." not in text.replace("...", ""), text
# Commands fill what is left of the page.
commands = [line.removeprefix("next: ") for line in lines if line.startswith("next: ")]
wanted = [c for c in (d["next_command"], d["further_command"]) if c is not None]
assert commands == wanted[:len(commands)] and (len(commands) == len(wanted) or len(lines) == 55), commands

# Each number against its table: of the cases that move a figure, the least and the most of each option.
def figures(key, option):
    counted = {case["name"] for case in d["judged_cases"] if case["counted"]}
    values = next(m for m in d["metrics"] if m["key"] == key)["values"]
    values = [v for v in values if v["option"] == option and v["case"].replace("as-stated", "as stated") in counted]
    return [float("inf") if v["value"] is None else v["value"] for v in values]

def close(text, value):
    return value == float("inf") if text == "never" else abs(float(text.replace(",", "")) - value) <= 0.006 * max(1, abs(value))

allowed = [o["name"] for o in d["options"] if o["allowed"]]
rows = [line for line in lines if line.split("  ")[0] in allowed]
assert [row.split("  ")[0] for row in rows][0] == (d["recommended"] or d["decided_option"]), rows
assert sorted(row.split("  ")[0] for row in rows) == sorted(allowed), rows
for row in rows:
    option, *cells = re.split(r"\s{2,}", row)
    holds = [h["holds"] for h in d["holdings"] if h["option"] == option and d["judged_cases"][h["case"]]["counted"]]
    assert cells[0] == (f"{sum(holds)} of {len(holds)}" if d["slo_stated"] else "no SLO"), row
    for cell, key in zip(cells[1:], ("success-rate", "e2e-p95-all")):
        ends = cell.replace(" FAIL", "").split(" to ")
        found = figures(key, option)
        assert close(ends[0], min(found)) and close(ends[-1], max(found)), (row, key, found)
    month = next(m for m in d["metrics"] if m["key"] == "cost-30-days")["values"]
    usd = next(v for v in month if v["option"] == option and v["case"] == "as-stated")
    price = cells[3] if "USD, 30 days" in flat else None
    assert price in (None, usd["shown"]) or price == "not ranked", (row, usd)
other = re.search(r"If not: (\S+), at (\S+) USD in 30 days (more|less)", flat)
if other:
    shown = {v["option"]: int(v["shown"].replace(",", "")) for v in month if v["case"] == "as-stated"}
    more = shown[other[1]] - shown[d["recommended"]]
    assert f"{abs(more):,}" == other[2] and (more > 0) == (other[3] == "more"), (other, shown)
lowest = re.search(r"lowest success of (\S+), (\S+) %", flat)
if lowest:
    assert close(lowest[2], min(figures("success-rate", lowest[1]))), lowest
for part in d["plan"]:
    assert part["stopped"] or part["requests_taken"] <= part["requests"], part
print(d["form"], d["recommended"], "about", d["decided_option"], [r["kind"] for r in d["risks"]])
