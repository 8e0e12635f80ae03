#!/usr/bin/env python3
"""sentences.py CRISIM [COUNT [SEED]]: what the first screen says against the figures beside it, over drawn scenarios.

Of every line of `compare --json`: what changes the choice does not lead to the same choice; an option whose cost is not ranked is neither cheaper nor costlier than another, in no case that
counts; the per cent are those of the two costs; shares answered, cases held and shares answered outside are those of the figures. The screen has at most 30 lines of 80 columns.
"""
import json
import random
import re
import subprocess
import sys
import tempfile

WITHIN = 1.0  # points of the most complete, where no SLO is stated


def draw(seed):
    r = random.Random(seed)
    rate = r.choice([1, 2, 4])
    tokens = 60 * rate * 1500
    classes = {"chat": {"traffic": "t", "model": "anthropic.claude-sonnet-4-6", "source_region": r.choice(["eu-west-2", "eu-central-1", "us-east-1"]),
                        "max_tokens": r.choice([500, 4000])}}
    if r.random() < 0.3:
        classes["work"] = dict(classes["chat"], source_region="eu-central-1")
    scenario = {
        "format": "crisim-scenario", "version": 2, "seed": seed, "replications": r.choice([1, 3]), "horizon_s": 400,
        "traffic": {"t": {"generator": "poisson", "rate_per_s": rate, "duration_s": 300, "input_p50": 600, "output_p50": 200}},
        "classes": classes, "account_tokens_per_day": "unlimited",
        "capacity": {"each": r.choice([{"kind": "unlimited"}, {"kind": "slots", "slots": rate * r.choice([2, 6, 20])}])},
        "clients": {"default": {"retry": r.choice(["none", "standard"])}},
        "quotas": {"all": {"requests_per_min": "unlimited", "tokens_per_min": int(tokens * r.choice([0.8, 1, 1.2, 4])), "tokens_per_day": "unlimited"},
                   "direct": {"kind": "single-region", "tokens_per_min": int(tokens * r.choice([0.3, 0.8, 1, 1.2, 4]))}},
        "options": {"single-region": {"mode": "single-region"}, "geographic": {"mode": "geographic"}, "global": {"mode": "global"}}}
    if r.random() < 0.5:
        scenario["slo"] = {"success_rate": {"min": r.choice([0.9, 0.99])}}
        if r.random() < 0.5:
            scenario["slo"]["e2e_p95_s"] = {"max": r.choice([5, 10])}
    if r.random() < 0.5:
        scenario["cases"] = {"busy": {"overrides": {"load": r.choice([1.2, 2])}, "must_hold": r.random() < 0.7}}
        if seed % 2 == 0:  # with names as long as people give, and one in which every option fails
            scenario["cases"]["the-campaign-of-the-spring"] = {"overrides": {"load": 3}}
            scenario["cases"]["the-source-region-is-lost"] = {"overrides": {"outages": {"gone": {
                "kind": "region-loss", "regions": [classes["chat"]["source_region"]], "start_s": 60, "duration_s": 120}}}}
    return scenario


class Said:
    def __init__(self, results):
        self.results = results
        self.metric = {m["key"]: m for m in results["metrics"] if m["item"] is None}
        self.names = [o["name"] for o in results["options"]]
        self.candidates = [o["name"] for o in results["options"] if o["candidate"]]
        self.run = [c for c in results["judged_cases"] if c["run"]]
        self.wrong = []

    def value(self, key, option, case):
        of = [v for v in self.metric[key]["values"] if v["option"] == option]
        return of[case if case < len(of) else 0]["value"]  # one value: the same in every case

    def counts(self, case):
        of = self.run[case]
        return case == 0 or (of["decides"] if self.results["slo_stated"] else of["must_hold"])

    def holds(self, option, case):
        return any(h["option"] == option and h["case"] == case and h["holds"] for h in self.results["holdings"])

    def ranked(self, option, case):
        if self.results["slo_stated"]:
            return self.holds(option, case)
        most = max(self.value("success-rate", o, case) for o in self.candidates)
        return self.value("success-rate", option, case) >= most - WITHIN - 1e-9

    def cost(self, a, b, text):
        found = re.search(r"costs ([\d.,]+) % (more|less)( as stated)?", text)
        if found is None:
            return
        cases = [0] if found.group(3) else [c for c in range(len(self.run)) if self.counts(c)]
        for option in (a, b):
            for case in cases:
                if not self.ranked(option, case):
                    self.wrong.append("%s: %s is not ranked in '%s'" % (text, option, self.run[case]["name"]))
        x, y = (max(self.value("cost", o, c) for c in cases) for o in (a, b))
        if abs(100 * abs(x - y) / y - float(found.group(1))) > 0.01 * float(found.group(1)) or (x > y) != (found.group(2) == "more"):
            self.wrong.append("%s: %g against %g USD" % (text, x, y))

    def answered(self, option, text):
        for share, case in re.findall(r"([\d.]+) % (answered|at worst)", text):
            values = [self.value("success-rate", option, c) for c in range(len(self.run)) if self.counts(c)]
            value = values[0] if case == "answered" else min(values)
            if abs(value - float(share)) > 0.051:
                self.wrong.append("%s: %g" % (text, value))

    def held(self, option, text):
        counted = [c for c, of in enumerate(self.run) if of["counted"]]
        n = sum(self.holds(option, c) for c in counted)
        found = re.search(r"(?:holds|SLOs?) in (?:(?:all )?(\d+)|(\d+) of (\d+)|both|the only)(?: of (\d+))? cases?", text)
        if found is None:
            return
        many = {"both": 2, "the only": 1}
        word = next((many[w] for w in many if " in %s case" % w in text), None)
        said = (word, word) if word else (int(found.group(1)), int(found.group(4) or found.group(1))) if found.group(1) else None
        if said is not None and said != (n, len(counted)):
            self.wrong.append("%s: %d of %d" % (text, n, len(counted)))

    def misses(self, option, label, text):
        """Whoever can be chosen and is spoken of: what it misses is said, save where no option holds, which another line says."""
        if label not in ("runner-up", "out") or option not in self.candidates or not self.results["slo_stated"]:
            return
        missed = [of["name"] for c, of in enumerate(self.run) if of["counted"] and not self.holds(option, c) and (c == 0 or of["decides"] or not of["must_hold"])]
        if (len(missed) > 0) != (re.search(r"misses|fails| asked", text) is not None):
            self.wrong.append("%s: %s misses in %s" % (text, option, missed))

    def outside(self, option, text):
        for share in re.findall(r"up to ([\d.]+) % may be answered outside", text):
            most = max(self.value("outside-geography", option, c) or 0 for c, of in enumerate(self.run) if of["must_hold"])
            if abs(most - float(share)) > 0.051:
                self.wrong.append("%s: %g" % (text, most))

    def changes(self):
        for change in self.results["changes"]:
            if change["list"] == "CHANGES THE CHOICE" and change["text"].split(": ")[-1] == (self.results["recommended"] or "no option"):
                self.wrong.append("%s: that is the choice" % change["text"])

    def all(self):
        best = self.results["recommended"]
        n = 0
        self.changes()
        if best is not None:
            self.held(best, self.results["headline"])
            missed = [of["name"] for c, of in enumerate(self.run) if of["counted"] and not self.holds(best, c)]
            said = any(line["label"] == "none holds" or line["label"] == "risk" and line["text"].startswith("misses") for line in self.results["lines"])
            if self.results["slo_stated"] and (len(missed) > 0) != said:
                self.wrong.append("%s misses in %s, and a line says %s" % (best, missed, "so" if said else "nothing of it"))
        for line in self.results["lines"]:
            text = line["text"]
            option = line["label"] if line["label"] in self.names else text.split(":")[0]
            against = re.search(r"against ([\w-]+)(?:, both at worst)?: ", text)
            other = against.group(1) if against and against.group(1) in self.names else best
            if line["label"] == "risk":
                option = best
            if option not in self.names:
                continue
            if not next(o for o in self.results["options"] if o["name"] == option)["allowed"]:
                if text.count("not allowed") + text.count("not run") > 1:
                    self.wrong.append(text)
                continue
            n += 1
            self.cost(option, other, text)
            self.answered(option, text)
            self.held(option, text)
            self.misses(option, line["label"], text)
            self.outside(option, text)
        return n


def main():
    count, seed = int(sys.argv[2]) if len(sys.argv) > 2 else 24, int(sys.argv[3]) if len(sys.argv) > 3 else 1
    bad = lines = costs = 0
    forms = {}
    with tempfile.TemporaryDirectory() as folder:
        path = folder + "/s.json"
        for i in range(seed, seed + count):
            scenario = draw(i)
            with open(path, "w", encoding="utf-8") as file:
                json.dump(scenario, file)
            done = subprocess.run([sys.argv[1], "compare", path, "--json", "-q"], capture_output=True, text=True)
            if done.returncode not in (0, 1):
                sys.exit("draw %d: exit code %d: %s" % (i, done.returncode, done.stderr))
            said = Said(json.loads(done.stdout))
            screen = subprocess.run([sys.argv[1], "compare", path, "-q"], capture_output=True, text=True).stdout.splitlines()
            if len(screen) > 30 or any(len(line) > 80 for line in screen if not line.startswith("next: ")):
                said.wrong.append("a screen of %d lines, up to %d wide" % (len(screen), max(map(len, screen))))
            lines += said.all()
            costs += sum("costs" in line["text"] for line in said.results["lines"])
            forms[said.results["form"]] = forms.get(said.results["form"], 0) + 1
            for wrong in said.wrong:
                print("draw %d: %s" % (i, wrong))
            bad += len(said.wrong) > 0
    print("%d draws %s, %d lines, %d of costs; %d draws say what is not so" % (count, forms, lines, costs, bad))
    return 1 if bad > 0 or costs == 0 else 0


sys.exit(main())
