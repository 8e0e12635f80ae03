#!/usr/bin/env python3
"""drills.py CRISIM EXAMPLES SCENARIO[@PATH=VALUE]...: lines of `crisim drill` against `crisim run` with that outage stated.

What the table of drills says of an option - run, proved to be as stated, or the same as another drill - must be what a run of the option
with the outage in its scenario counts, minute by minute. One replication; outages of one Region, and of two.
"""
import csv
import os
import subprocess
import sys
import tempfile

KINDS = {"serving": "serving-loss", "region": "region-loss", "serving-several": "serving-loss", "region-several": "region-loss"}


def call(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit("%s: exit code %d: %s" % (" ".join(command), done.returncode, done.stderr))


def rows(path):
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def minutes(crisim, scenario, option, flags):
    with tempfile.TemporaryDirectory() as folder:
        call(crisim, "run", scenario, "--option", option, "--replications", "1", "-q", "--out", folder + "/out", *flags)
        series = rows("%s/out/series-0-%s.csv" % (folder, option))
    return {float(row["start_s"]) / 60: (int(row["offered"]), int(row["failed_of_offered"])) for row in series}


def check(crisim, scenario, most):
    failed = n = 0
    scenario, *edits = scenario.split("@")
    edits = [word for edit in edits for word in ("--set", edit)]
    with tempfile.TemporaryDirectory() as folder:
        call(crisim, "drill", scenario, "--replications", "1", "-q", "--out", folder + "/out", *edits)
        table = [row for row in rows(folder + "/out/table-drills.csv") if row["kind"] in KINDS and row["second_source"] == "-"]
    # Of each way to know a drill as many.
    chosen = []
    for known in ("by proof", "as serving", "run"):
        of_it = [row for row in table if row["known"] == known]
        chosen += of_it[:: max(1, len(of_it) // most)][:most]
    stated = {}
    for row in chosen:
        start, length = float(row["start"]), float(row["length"])
        outage = '{"kind":"%s","regions":[%s],"start_s":%g,"duration_s":%g}' % (
            KINDS[row["kind"]], ",".join('"%s"' % region for region in row["where"].split("+")), 60 * start, 60 * length)
        option = row["option"]
        if option not in stated:
            stated[option] = minutes(crisim, scenario, option, edits)
        seen = minutes(crisim, scenario, option, ["--set", "outages.of-this-test=" + outage, *edits])
        window = [counts for at, counts in seen.items() if start <= at < start + length]
        offered, lost = sum(o for o, f in window), sum(f for o, f in window)
        more = sum(f for o, f in seen.values()) - sum(f for o, f in stated[option].values())
        n += 1
        if (offered, more) != (float(row["offered"]), float(row["more_failed"])) or abs(
                float(row["success"]) - 100 * (1 - lost / offered)) > 1e-6:
            failed += 1
            print("%s: %s of %s, %s, %s (%s): %s of %s complete, %s fail more; run: %d of %d failed, %d fail more" % (
                scenario, row["kind"], row["where"], row["window"], option, row["known"], row["success"], row["offered"],
                row["more_failed"], lost, offered, more))
    counts = {known: sum(row["known"] == known for row in chosen) for known in ("by proof", "as serving", "run")}
    print("%s %s: %d lines of %d checked: %s" % (scenario.split("/")[-1], " ".join(edits), n, len(table), counts))
    return failed


# Figures take longer than the runs.
with tempfile.TemporaryDirectory() as none:
    with open(none + "/gnuplot", "w", encoding="utf-8") as stub:
        stub.write("#!/bin/sh\nexit 1\n")
    os.chmod(none + "/gnuplot", 0o755)
    os.environ["PATH"] = none + ":" + os.environ["PATH"]
    bad = sum(check(sys.argv[1], sys.argv[2] + "/" + name, 8) for name in sys.argv[3:])
sys.exit(1 if bad > 0 else 0)
