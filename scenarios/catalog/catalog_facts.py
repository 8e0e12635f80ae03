"""Facts that came later: facts-*.json of the reference folder, laid over the tables of
make_catalog.py in order of date. A record wins over an earlier one of the same key; what it
contradicts without replacing it (a quota row that a newer page has no more) stays, marked
`conflict`. Records have the names of the tables' columns; what else they hold is mapped here.
"""
import datetime
import re

LIVES = ("5m", "30m", "1h")
NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10}
ENDPOINTS = {"bedrock-runtime": "runtime", "bedrock-mantle": "mantle"}
ALSO = re.compile(r".*the same for mantle in-Region in ([a-z]+-[a-z-]+-\d+)")
CHANGE = re.compile(r"(input|output|cache read) ([\d.]+) until (\d{4}-\d{2}-\d{2}), ([\d.]+) since")


def text(x):
    """A cell as make_catalog.py writes it."""
    if x is None:
        return "-"
    if isinstance(x, bool):
        return "yes" if x else "no"
    if isinstance(x, (int, float)):
        return str(int(x)) if float(x) == int(x) else repr(float(x))
    if isinstance(x, list):
        return ",".join(x) if x else "-"
    return re.sub(r"\s+", " ", str(x)).strip() or "-"


class Table:
    """Rows of one table as dicts, found by key."""

    def __init__(self, made, keys):
        self.header, rows, self.comments = made
        self.keys = keys
        self.rows = [dict(zip(self.header, [text(c) for c in row])) for row in rows]

    def find(self, **wanted):
        return [r for r in self.rows if all(r[k] == v for k, v in wanted.items())]

    def put(self, row):
        """Adds the row, or replaces the one of its key."""
        row = {k: text(row.get(k)) for k in self.header}
        same = [i for i, r in enumerate(self.rows) if all(r[k] == row[k] for k in self.keys)]
        if same:
            self.rows[same[0]] = row
        else:
            self.rows.append(row)
        return row

    def widen(self, column, after, value="-"):
        if column in self.header:
            return
        self.header = list(self.header)
        self.header.insert(self.header.index(after) + 1, column)
        for row in self.rows:
            row[column] = value

    def made(self, sort=True):
        rows = [[r[c] for c in self.header] for r in self.rows]
        return self.header, sorted(rows) if sort else rows, self.comments


class Facts:
    def __init__(self, tables, keys, date, providers):
        self.t = {name: Table(made, keys.get(name, ())) for name, made in tables.items()}
        self.date, self.providers = date, providers
        self.known = {r["name"] for r in self.t["sources"].rows}

    # ---- origins ----

    def source(self, name, facts):
        """The short name; a source that the file does not explain stops the script."""
        if name in facts["sources"]:
            s = facts["sources"][name]
            citation = "; ".join(x for x in (s.get("address"), s.get("copy") and
                                             "copy: " + s["copy"], s.get("why_dated")) if x)
            short = name
        elif name.startswith("https://"):
            found = re.match(r"https://docs\.aws\.amazon\.com/bedrock/latest/userguide/([a-z-]+)\.html",
                             name)
            short, citation = "ug-" + found.group(1), name
        elif name in self.known:
            return name
        else:
            raise SystemExit("no source '%s'" % name)
        if short not in self.known:
            self.known.add(short)
            self.t["sources"].put({"name": short, "citation": citation})
        return short

    def as_of(self, record, facts):
        stated = record.get("as_of") or facts["sources"].get(record["source"], {}).get("as_of")
        return self.date(stated)

    def origin(self, record, facts, mark=None, note=None):
        if note is None:
            note = record.get("note", "-")
        # Remarks on what the tables said before are for who makes them, not for who reads them.
        note = re.sub(r"^catalog (says|row|has|uses)\b.*?(\. |$)", "", note)
        return {"source": self.source(record["source"], facts),
                "as_of": self.as_of(record, facts), "mark": mark or record["mark"], "note": note}

    # ---- models ----

    def model(self, name, record, facts):
        """The row of a model that is named somewhere; made where there is none yet."""
        found = self.t["models"].find(id=name)
        if found:
            return found[0]
        page = self.source("burndown-1ae5aa2", facts)
        return self.t["models"].put(dict(self.origin(record, facts, note="-"), **{
            "id": name, "label": name.split(".", 1)[1],
            "provider": self.providers[name.split(".")[0]], "burndown_output": 1,
            "burndown_mark": "inferred", "burndown_source": page, "max_output_mark": "unverified",
            "max_output_source": "crisim", "cache_min_mark": "unverified",
            "cache_min_source": "crisim"}))

    def take_models(self, facts):
        for r in facts.get("models", []):
            at = {"source": r["max_output_source"] or r["burndown_source"], "mark": "documented"}
            at = {"source": self.card(r["id"], facts) or at["source"], "mark": "documented"}
            row = self.model(r["id"], at, facts)
            guessed = "cache minimum inferred" in r.get("note", "")
            row.update({k: text(r.get(k)) for k in (
                "label", "provider", "burndown_output", "burndown_mark", "max_output_tokens",
                "context_tokens", "launch")})
            row.update({"cache_lives": text(r["cache_ttl"]), "tiers": text(r["service_tiers"]),
                        "burndown_source": self.source(r["burndown_source"], facts)})
            if r["max_output_source"]:
                row["max_output_source"] = self.source(r["max_output_source"], facts)
                row["max_output_mark"] = ("documented" if r["max_output_source"].startswith("card-")
                                          else "seen")
            if r["cache_min_source"]:
                row["cache_min_tokens"] = text(r["cache_min_tokens"])
                row["cache_min_source"] = self.source(r["cache_min_source"], facts)
                row["cache_min_mark"] = "inferred" if guessed else "documented"
            else:
                row.update({"cache_min_tokens": "-", "cache_min_mark": "unverified"})
            row.update(self.origin(at, facts, note=re.sub("^as above", "burndown as the family's",
                                                          r.get("note", "-"))))
            if row["lifecycle"] == "-":
                row["lifecycle"] = "active"
        for r in facts.get("cache_minimum", []):
            self.model(r["id"], r, facts).update({
                "cache_min_tokens": text(r["cache_min_tokens"]), "cache_lives": text(r["ttl"]),
                "cache_min_mark": r["mark"], "cache_min_source": self.source(r["source"], facts)})

    def card(self, model, facts):
        """The model's own card among the sources."""
        name = "card-" + model.split(".", 1)[1].replace("claude-", "").replace(".", "-")
        return name if name in facts["sources"] else None

    # ---- ways to call ----

    def take_profiles(self, facts):
        for r in facts.get("profiles", []):
            others = self.t["profiles"].find(id=r["id"])
            self.model(r["model"], r, facts)
            where = r["destinations"]
            self.t["profiles"].put(dict(self.origin(r, facts), **{
                "id": r["id"], "prefix": r["prefix"], "kind": r["kind"], "model": r["model"],
                "lifecycle": others[0]["lifecycle"] if others else "active",
                "source_region": r["source_region"],
                "destinations": sorted(where) if isinstance(where, list) else where}))

    def take_in_region(self, facts):
        for r in facts.get("in_region_by_endpoint", []):
            self.model(r["model"], r, facts)
            for region in r["regions"] or ["none"]:
                self.t["in_region"].put(dict(self.origin(r, facts), **{
                    "model": r["model"], "region": region, "endpoint": ENDPOINTS[r["endpoint"]]}))

    def take_quotas(self, facts):
        for r in facts.get("quotas", []):
            if r["model"] != "*":
                self.model(r["model"], r, facts)
            self.t["quotas"].put(dict(r, **self.origin(r, facts)))
        for r in facts.get("mantle_quotas", []):
            self.t["endpoint_quotas"].put(dict(self.origin(r, facts), **{
                "model": r["model"], "region": "*", "endpoint": ENDPOINTS[r["endpoint"]],
                "input_tpm": r["input_tpm"], "output_tpm": r["output_tpm"]}))

    def take_lifecycle(self, facts):
        for r in facts.get("lifecycle", []):
            now = r["now"]
            ends = re.match(r"end of life (\d{4}-\d{2}-\d{2})$", now)
            gone = re.match(r"retired(?: in ([a-z]+-[a-z]+-\d))?\b", now)
            self.model(r["id"], r, facts)
            self.t["lifecycle"].put(dict(self.origin(r, facts, note=now), **{
                "model": r["id"], "region": (gone and gone.group(1)) or "*",
                "state": "end-of-life" if ends else "retired" if gone else "note",
                "on": ends.group(1) if ends else self.as_of(r, facts) if gone else "-"}))
            if now.startswith("no quota row"):
                for q in self.t["quotas"].find(model=r["id"]):
                    gone = "%s (%s) has no such row any more" % (r["source"],
                                                                self.as_of(r, facts))
                    q.update({"mark": "conflict", "note": gone if q["note"] == "-" else
                              "%s; %s" % (q["note"], gone)})

    # ---- money ----

    def take_prices(self, facts):
        for r in facts.get("prices", []):
            self.model(r["model"], r, facts)
            row = dict(r, **self.origin(r, facts))
            for life in LIVES:
                row["long_cache_write_" + life] = None
            if r.get("long_cache_write") is not None:
                life = "30m" if r.get("cache_write_30m") is not None else "5m"
                row["long_cache_write_" + life] = r["long_cache_write"]
            change = CHANGE.match(r.get("note", ""))
            if change:
                what, before, last, _ = change.groups()
                day = datetime.date.fromisoformat(last) + datetime.timedelta(days=1)
                row["from"] = day.isoformat()
                self.t["prices"].put(dict(row, **{"from": None, what.replace(" ", "_"): float(before),
                                                  "note": "until %s; from the note of the row "
                                                  "after it" % last}))
            self.t["prices"].put(row)
            also = ALSO.match(r.get("note", ""))
            if also:
                self.t["prices"].put(dict(row, where=also.group(1), modes="in-region",
                                          note="from the note of the row after it"))
        self.take_tiers(facts.get("tier_factors", {}), facts)
        # A write price of a model whose cache has one other life is that life's.
        only = {m["id"] for m in self.t["models"].rows if m["cache_lives"] == "30m"}
        for p in self.t["prices"].rows:
            for prefix in ("", "long_"):
                old, new = prefix + "cache_write_5m", prefix + "cache_write_30m"
                if p["model"] in only and p[new] == "-":
                    p[new], p[old] = p[old], "-"

    def take_tiers(self, factors, facts):
        for name, r in factors.items():
            for model in r["models"] if isinstance(r, dict) else []:
                at = {"source": self.card(model, facts), "mark": "documented",
                      "note": r.get("speed", "-")}
                times = re.match(r"up to (\w+) times", r.get("speed", ""))
                self.t["tiers"].put(dict(self.origin(at, facts), model=model, tier=name,
                                         factor=r["factor"],
                                         speed=NUMBERS.get(times.group(1)) if times else "-"))
        if factors.get("note", "").startswith("no Claude model has priority, flex or reserved"):
            for m in self.t["models"].rows:
                if m["id"].startswith("anthropic.claude") and m["tiers"] == "-":
                    m["tiers"] = "standard"

    def take_rules(self, facts):
        for r in facts.get("rules", []):
            self.t["rules"].put(dict(self.origin(r, facts), rule=r["rule"]))

    def take_edition(self, facts):
        days = [s["as_of"] for s in facts["sources"].values()
                if re.fullmatch(r"\d{4}-\d{2}-\d{2}", s["as_of"])]
        days += [r["known_until"] for r in self.t["edition"].rows] or ["1970-01-01"]
        self.t["edition"].rows = []
        self.t["edition"].put({"made": facts["made"], "known_until": max(days), "source": "crisim",
                               "as_of": facts["made"], "mark": "seen",
                               "note": "nothing newer than about %s could be had" % max(days)})

    def take(self, facts):
        for step in (self.take_models, self.take_profiles, self.take_in_region, self.take_quotas,
                     self.take_lifecycle, self.take_prices, self.take_rules, self.take_edition):
            step(facts)


def widen(facts):
    """Columns that the older files know nothing of."""
    t = facts.t
    for column, after in (("context_tokens", "max_output_source"),
                          ("cache_lives", "cache_min_source"), ("tiers", "cache_lives"),
                          ("launch", "tiers")):
        t["models"].widen(column, after)
    t["in_region"].widen("endpoint", "region", "runtime")
