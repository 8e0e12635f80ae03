"""output.py CRISIM [SEED CASES]: answers that an output quota ends, beside a second simulator.

Calls of one class arrive at a Region that counts output apart (fixed minutes) and serves all at full speed, or shares room for
some of them. The second simulator goes from event to event with all calls in a list: it knows nothing of the engine's calendar,
stations or quotas. Completed calls, calls cut off and money must agree.
"""
import csv
import io
import json
import os
import random
import subprocess
import sys
import tempfile

TTFT, RATE = 1.0, 64.0  # s to the first token at full speed, output tokens/s
INPUT_USD, OUTPUT_USD = 10, 100  # per million
NEVER = float("inf")


class Call:
    def __init__(self, at, tokens_in, tokens_out):
        self.at, self.tokens_in, self.tokens_out = at, tokens_in, tokens_out
        self.left = TTFT  # work until the next token that matters, at full speed
        self.made = -1  # number of the last token that there is, from 0
        self.goal = 0  # of the one that is worked on
        self.taken = 0
        self.cut = False


class Quota:
    """Output by full minutes; changes are (time, amount), a change is in force before what is due at its instant."""

    def __init__(self, amount, changes):
        self.amounts = [(0.0, amount)] + sorted(changes)
        self.used = {}

    def take(self, now, tokens):
        amount = [a for t, a in self.amounts if t <= now + 1e-7][-1]
        minute = int((now + 1e-7) // 60)
        if self.used.get(minute, 0) + tokens > amount:
            return False
        self.used[minute] = self.used.get(minute, 0) + tokens
        return True


def simulate(calls, room, step, quota):
    served, now, coming = [], 0.0, list(calls)
    while coming or served:
        speed = min(1.0, room / len(served)) if served else 0.0
        reached = min((now + c.left / speed for c in served), default=NEVER)
        then = min(coming[0].at if coming else NEVER, reached)
        for c in served:
            c.left -= speed * (then - now)
        now = then
        there = [c for c in served if c.left <= 1e-9]
        for c in there:
            c.made = c.goal
        for c in sorted(there, key=lambda c: (c.at, calls.index(c))):
            if c.made >= c.taken and c.taken < c.tokens_out:
                tokens = min(step, c.tokens_out - c.taken)
                c.cut = not quota.take(now, tokens)
                c.taken += 0 if c.cut else tokens
        for c in there:
            if c.cut or c.made == c.tokens_out - 1:
                served.remove(c)
            else:
                c.goal = min(c.taken, c.tokens_out - 1)
                c.left = (c.goal - c.made) / RATE
        while coming and coming[0].at <= now + 1e-12:
            served.append(coming.pop(0))


def draw(r):
    step = r.choice([1, 7, 16, 64, 100, 256])
    times = [0.0] + sorted(round(r.uniform(0, 100), 3) for _ in range(r.randint(1, 11)))
    # No two events of different calls at one instant: rounding would order them.
    times = [t + 0.0001371 * i for i, t in enumerate(times)]
    outputs = [1, 2, step, step + 1, 2 * step, 2 * step + 1]
    calls = [Call(float("%.7f" % t), r.randint(1, 500), min(900, r.choice(outputs + [r.randint(1, 900)])))
             for t in times]
    changes = [(r.randint(1, 120) + 0.0417, r.randint(1, 1500)) for _ in range(r.choice([0, 0, 1, 2]))]
    return {"calls": calls, "step": step, "room": r.choice([1, 1.5, 2, 3, None]), "amount": r.randint(50, 1500),
            "changes": changes}


def scenario(case):
    capacity = {"kind": "unlimited"} if case["room"] is None else {"kind": "shared", "calls": case["room"]}
    return {
        "format": "crisim-scenario", "version": 2, "resample_block_s": 0,
        "traffic": {"calls": {"trace": "calls.csv"}},
        "classes": {"chat": {"traffic": "calls", "model": "anthropic.claude-opus-4-7", "source_region": "us-east-1",
                             "endpoint": "mantle", "max_tokens": 1000}},
        "clients": {"default": {"retry": "none", "read_timeout_s": 0}},
        "account_tokens_per_day": "unlimited",
        "capacity": {"all": capacity},
        "models": {"steady": {"base_ttft_ms": TTFT * 1000, "prefill_tokens_per_s": 1e12, "output_tokens_per_s": RATE,
                              "ttft_sigma": 0, "rate_sigma": 0}},
        "prices": {"all": {"input_usd_per_mtok": INPUT_USD, "output_usd_per_mtok": OUTPUT_USD}},
        "quotas": {"all": {"input_tokens_per_min": "unlimited", "output_tokens_per_min": case["amount"]}},
        "quota_changes": {"c%d" % i: {"at_s": t, "output_tokens_per_min": a}
                          for i, (t, a) in enumerate(case["changes"])},
        "quota_rules": {"refill_minute": "fixed-window", "output_step_tokens": case["step"]},
        "options": {"one": {"mode": "single-region"}},
    }


def crisim_says(crisim, case, folder):
    with open(os.path.join(folder, "calls.csv"), "w") as f:
        f.write("time_s,input_tokens,output_tokens\n")
        for c in case["calls"]:
            f.write("%.7f,%d,%d\n" % (c.at, c.tokens_in, c.tokens_out))
    path = os.path.join(folder, "scenario.json")
    with open(path, "w") as f:
        json.dump(scenario(case), f)
    done = subprocess.run([crisim, "run", path, "--csv", "-q"], capture_output=True, text=True)
    rows = {row["metric"]: row["value"] or row["text"] for row in csv.DictReader(io.StringIO(done.stdout))}
    # A count that is 0 everywhere has no row.
    return [int(rows.get("completed") or 0), int(rows.get("cut-off") or 0), float(rows.get("cost-total") or 0)]


def main():
    crisim = os.path.abspath(sys.argv[1])
    seed, cases = (int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 3 else (1, 60)
    r, wrong, cut = random.Random(seed), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(cases):
            case = draw(r)
            says = crisim_says(crisim, case, folder)
            calls = case["calls"]
            simulate(calls, case["room"] or NEVER, case["step"], Quota(case["amount"], case["changes"]))
            money = sum(c.tokens_in * INPUT_USD + c.taken * OUTPUT_USD for c in calls) / 1e6
            mine = [sum(not c.cut for c in calls), sum(c.cut for c in calls), money]
            cut += mine[1]
            if says[:2] != mine[:2] or abs(says[2] - mine[2]) > 1e-9:
                wrong += 1
                print("seed %d, case %d: crisim %s, second simulator %s" % (seed, number, says, mine))
                print("  step %d, room %s, amount %d, changes %s; at, input, output, taken, cut:" % (
                    case["step"], case["room"], case["amount"], case["changes"]))
                for c in calls:
                    print("  %.7f %d %d %d %s" % (c.at, c.tokens_in, c.tokens_out, c.taken, c.cut))
    print("%d cases, %d answers cut off, %d differ" % (cases, cut, wrong))
    return 1 if wrong or not cut else 0


sys.exit(main())
