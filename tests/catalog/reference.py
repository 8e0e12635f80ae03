"""reference.py CRISIM ROOT REFERENCE: see reference.sh."""
import collections
import filecmp
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

crisim, root, reference = sys.argv[1:]
data = os.path.join(root, "scenarios", "catalog", "data")
make = os.path.join(root, "scenarios", "catalog", "make_catalog.py")
failures = []


def check(good, text):
    if not good:
        failures.append(text)


def table(name):
    out = subprocess.run([crisim, "catalog", "list", name, "--json"], check=True,
                         capture_output=True, text=True).stdout
    return json.loads(out)


def made(folder, out):
    env = dict(os.environ, PYTHONDONTWRITEBYTECODE="1")
    return subprocess.run([sys.executable, make, folder, out], check=True, capture_output=True,
                          text=True, env=env).stdout


def same(a, b):
    if isinstance(a, float) or isinstance(b, float):
        return a is not None and b is not None and abs(a - b) < 1e-12
    return a == b


# ---- the tables are what the script makes, and it says so ----

def check_made(scratch):
    out = os.path.join(scratch, "out")
    shutil.copytree(data, out)
    said = made(reference, out)
    for line in said.splitlines():
        check(not line.startswith("  "), "made anew, the tables differ: " + line)
    for path in glob.glob(os.path.join(out, "*.tsv")):
        name = os.path.basename(path)
        check(filecmp.cmp(path, os.path.join(data, name), shallow=False), name + " differs")


def check_order(scratch):
    """A later file wins, whatever the order in which the folder lists them."""
    folder, out = os.path.join(scratch, "later"), os.path.join(scratch, "changed")
    shutil.copytree(data, out)
    os.mkdir(folder)
    for name in os.listdir(reference):
        os.symlink(os.path.join(reference, name), os.path.join(folder, name))
    for month, value in (("02", 2), ("01", 1)):
        facts = {"made": "2099-%s-01" % month,
                 "sources": {"page": {"address": "https://example.org", "as_of": "2099-" + month}},
                 "quotas": [{"model": "anthropic.claude-sonnet-4-6", "scope": "global",
                             "metric": "tpm", "region": "*", "value": value, "adjustable": True,
                             "quota_code": "L-7BEE40FB", "source": "page", "mark": "seen"}]}
        with open(os.path.join(folder, "facts-2099-%s.json" % month), "w") as f:
            json.dump(facts, f)
    said = made(folder, out)
    check("  ~ anthropic.claude-sonnet-4-6 global tpm *: value 6000000 -> 2; " in said,
          "a later file does not win, or the change is not told")
    check("quotas             349 rows: 0 added, 1 changed, 0 removed" in said or
          ": 0 added, 1 changed, 0 removed" in said, "more than one quota has changed")


# ---- every record is there, and nothing else of its sources ----

ENDPOINTS = {"bedrock-runtime": "runtime", "bedrock-mantle": "mantle"}


def expected(facts):
    """table -> list of (key columns, other columns) of the records of one file."""
    e = collections.defaultdict(list)
    for r in facts.get("profiles", []):
        where = r["destinations"]
        e["profiles"].append(({"id": r["id"], "source_region": r["source_region"]},
                              {"destinations": sorted(where) if isinstance(where, list) else where,
                               "kind": r["kind"], "source": r["source"], "mark": r["mark"]}))
    for r in facts.get("quotas", []):
        value = r["value"]
        e["quotas"].append(({k: r[k] for k in ("model", "scope", "metric", "region")},
                            {"value": value if value != "none" else None, "source": r["source"],
                             "adjustable": r["adjustable"], "mark": r["mark"]}))
    for r in facts.get("mantle_quotas", []):
        e["endpoint_quotas"].append(({"model": r["model"], "endpoint": ENDPOINTS[r["endpoint"]]},
                                     {k: r[k] for k in ("input_tpm", "output_tpm", "source")}))
    for r in facts.get("models", []):
        e["models"].append(({"id": r["id"]}, {
            k: r[k] for k in ("label", "provider", "burndown_output", "burndown_mark",
                              "max_output_tokens", "context_tokens", "cache_min_tokens",
                              "launch")} | {"tiers": r["service_tiers"],
                                            "cache_lives": r["cache_ttl"]}))
    for r in facts.get("cache_minimum", []):
        e["models"].append(({"id": r["id"]}, {
            "cache_min_tokens": r["cache_min_tokens"], "cache_min_source": r["source"],
            "cache_lives": r["ttl"], "cache_min_mark": r["mark"]}))
    for r in facts.get("prices", []):
        e["prices"].append(({"model": r["model"], "where": r["where"], "tier": r["tier"],
                             "modes": r["modes"].split(","), "source": r["source"]}, {
            k: r[k] for k in ("input", "output", "cache_read", "cache_write_5m",
                              "cache_write_30m", "cache_write_1h", "long_above_tokens",
                              "long_input", "long_output", "long_cache_read", "mark")}))
    for name, r in facts.get("tier_factors", {}).items():
        for model in r["models"] if isinstance(r, dict) else []:
            e["tiers"].append(({"model": model, "tier": name}, {
                "factor": r["factor"], "speed": 6 if "six times" in r.get("speed", "") else None}))
    for r in facts.get("in_region_by_endpoint", []):
        for region in r["regions"] or ["none"]:
            e["in_region"].append(({"model": r["model"], "region": region,
                                    "endpoint": ENDPOINTS[r["endpoint"]]},
                                   {"source": r["source"], "mark": r["mark"]}))
    for r in facts.get("lifecycle", []):
        e["lifecycle"].append(({"model": r["id"]}, {"note": r["now"], "source": r["source"]}))
    for r in facts.get("rules", []):
        e["rules"].append(({"rule": r["rule"]}, {"mark": r["mark"]}))
    return e


def check_facts(path):
    with open(path, encoding="utf-8") as f:
        facts = json.load(f)
    for name, records in expected(facts).items():
        rows, used = table(name), set()
        for key, values in records:
            found = [i for i, row in enumerate(rows)
                     if all(row[k] == v for k, v in key.items()) and
                     all(same(row[k], v) for k, v in values.items())]
            check(len(found) == 1, "%s: %d rows for %s %s" % (name, len(found), key, values))
            used.update(found)
        # A row of a source of the file is one of its records, or says that it is made of one.
        own = [i for i, row in enumerate(rows) if row["source"] in facts["sources"] and
               not (row["note"] or "").endswith("from the note of the row after it")]
        if name != "models":
            check(set(own) <= used, "%s: invented: %s" % (
                name, [rows[i] for i in own if i not in used][:3]))
        print("%-16s %4d records in %4d rows" % (name, len(records), len(used)))
    check({r["name"] for r in table("sources")} >= {s for t in expected(facts).values()
                                                    for _, v in t for s in [v.get("source")] if s},
          "a source has no citation")


with tempfile.TemporaryDirectory() as scratch:
    check_made(scratch)
    check_order(scratch)
for path in sorted(glob.glob(os.path.join(reference, "facts-*.json"))):
    check_facts(path)
for text in failures[:20]:
    print(text)
sys.exit(1 if failures else 0)
