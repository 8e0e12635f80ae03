"""page.py NAME: page 1 of a review in NAME.txt against its fields in NAME.json."""
import json, re, sys
text = open(sys.argv[1] + ".txt", encoding="utf-8").read()
d = json.load(open(sys.argv[1] + ".json", encoding="utf-8"))
lines = text.splitlines()
flat = re.sub(r"\s+", " ", text)
# A command that can be pasted stays on one line.
assert len(lines) <= 55 and max(len(line) for line in lines if not line.startswith("next: ")) <= 80, (len(lines), max(map(len, lines)))
parts = ["1 Decision", "SIMULATED, NOT MEASURED", "owner:", "The board is asked", "option holds in", "isk", "Not tested", "Believe it how far", "next: "]
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
commands = [line.removeprefix("next: ") for line in lines if line.startswith("next: ")]
assert commands == [c for c in (d["next_command"], d["further_command"]) if c is not None], commands
for part in d["plan"]:
    assert part["stopped"] or part["requests_taken"] <= part["requests"], part
print(d["form"], d["recommended"], "about", d["decided_option"], [r["kind"] for r in d["risks"]])
