/*
 * catalog.h: what is known of Bedrock: Regions, round-trip times, models and their end, profiles,
 * in-Region availability, default quotas, prices, latency parameters, incidents.
 *
 * The tables (data/<table>.tsv, docs/catalog.md) are built into the binary; a folder can replace
 * any of them. Every record says where its number comes from (`origin`): a short source name, a
 * date, and a mark for how far it can be trusted. Rules that fill gaps (a round-trip time that was
 * not measured, a TPM row that the page lacks) live here and always return a mark and a sentence;
 * nothing is filled in silently, and what no rule covers is reported as not known.
 *
 * A catalog is read once and then constant: any number of threads may ask it. All strings and
 * records belong to the catalog and live as long as it does.
 */
#ifndef CRISIM_SCENARIOS_CATALOG_CATALOG_H
#define CRISIM_SCENARIOS_CATALOG_CATALOG_H

#include "models/limit_list.h"
#include "sim/base/diag.h"
#include "sim/base/error.h"
#include "sim/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CATALOG_NONE UINT32_MAX

/* How far a number can be trusted: X(name, word) of CATALOG_<name>. These may stand in a table. */
#define CATALOG_MARK_LIST(X)                                                                       \
    X(DOCUMENTED, "documented") /* the provider's documentation says so */                         \
    X(SEEN, "seen")             /* in data, code or a measurement */                               \
    X(INFERRED, "inferred")     /* derived from documented or seen numbers by a stated rule */     \
    X(ASSUMPTION, "assumption") /* chosen by us; vary it */                                        \
    X(UNVERIFIED, "unverified") /* one community source, not cross-checked */                      \
    X(CONFLICT, "conflict")     /* another source says otherwise; the note says what */

/* And: US list price used for a source Region outside the US. */
#define CATALOG_ANY_MARK_LIST(X)                                                                   \
    CATALOG_MARK_LIST(X)                                                                           \
    X(LIST_PRICE_ELSEWHERE, "list-price-elsewhere")

enum catalog_mark {
#define X(name, word) CATALOG_##name,
    CATALOG_ANY_MARK_LIST(X)
#undef X
        CATALOG_N_MARKS
};

/*
 * Also the mode of a call: in-Region = bare model id, geographic and global = through a profile.
 * account: quotas only: all models of one account in one source Region.
 */
#define CATALOG_SCOPE_LIST(X)                                                                      \
    X(IN_REGION, "in-region")                                                                      \
    X(GEOGRAPHIC, "geographic")                                                                    \
    X(GLOBAL, "global")                                                                            \
    X(ACCOUNT, "account")

enum catalog_scope {
#define X(name, word) CATALOG_##name,
    CATALOG_SCOPE_LIST(X)
#undef X
        CATALOG_N_SCOPES
};

/* The amounts of quotas: CATALOG_RPM ... CATALOG_ACCOUNT_TPD. */
enum catalog_metric {
#define X(name, word) CATALOG_##name,
    CRI_QUOTA_LIMIT_LIST(X)
#undef X
        CATALOG_N_METRICS
};

/*
 * The two ways to reach a model: the runtime endpoint has profiles and one quota of tokens, mantle
 * has no profiles, and quotas of input and output apart.
 */
#define CATALOG_ENDPOINT_LIST(X)                                                                   \
    X(RUNTIME, "runtime")                                                                          \
    X(MANTLE, "mantle")

enum catalog_endpoint {
#define X(name, word) CATALOG_##name,
    CATALOG_ENDPOINT_LIST(X)
#undef X
        CATALOG_N_ENDPOINTS
};

/* How long a cached prefix can live: bits of catalog_model.cache_lives. */
#define CATALOG_LIFE_LIST(X)                                                                       \
    X(5M, "5m", 5)                                                                                 \
    X(30M, "30m", 30)                                                                              \
    X(1H, "1h", 60)

enum catalog_life {
#define X(name, word, minutes) CATALOG_LIFE_##name,
    CATALOG_LIFE_LIST(X)
#undef X
        CATALOG_N_LIVES
};

/* What is known of a model's end. */
#define CATALOG_END_LIST(X)                                                                        \
    X(RETIRED, "retired")         /* was seen to be gone on that day */                            \
    X(END_OF_LIFE, "end-of-life") /* the provider names the day */                                 \
    X(NOTE, "note")               /* anything else; closes nothing */

enum catalog_end_state {
#define X(name, word) CATALOG_END_##name,
    CATALOG_END_LIST(X)
#undef X
        CATALOG_N_END_STATES
};

struct catalog_origin {
    const char *source; /* short name; catalog_source() has the citation */
    const char *as_of;  /* YYYY, YYYY-MM, YYYY-MM-DD or "unknown" */
    const char *note;   /* "" if none */
    enum catalog_mark mark;
    uint32_t line; /* in its table; 0 = made by a rule */
};

struct catalog_source {
    const char *name, *citation;
};

struct catalog_region {
    const char *code, *name, *geography, *partition; /* "eu-west-2", ..., "eu", "aws" */
    const char *country;                             /* ISO 3166 code, "GB"; "" = not known */
    double lat, lon;                                 /* degrees, of the city: approximate */
    bool bedrock; /* false: only a place of users, no call can be made or served there */
    bool opt_in;
    struct catalog_origin origin;
};

struct catalog_rtt {
    uint32_t from, to;
    double ms; /* median TCP round trip, > 0 */
    struct catalog_origin origin;
};

struct catalog_model {
    const char *id, *label, *provider,
        *lifecycle;          /* lifecycle "active", "legacy", "historical" or "" */
    int64_t burndown_output; /* quota tokens per output token at settlement, >= 1 */
    enum catalog_mark burndown_mark;
    const char *burndown_source;
    int64_t max_output_tokens; /* what an unset max_tokens reserves; 0 = not known */
    enum catalog_mark max_output_mark;
    const char *max_output_source;
    int64_t cache_min_tokens; /* shortest prefix that can be cached; 0 = not known or no cache */
    enum catalog_mark cache_min_mark;
    const char *cache_min_source;
    int64_t context_tokens; /* most input and output together; 0 = not known */
    unsigned cache_lives;   /* bit 1 << enum catalog_life; 0 = not known */
    const char *tiers;      /* comma list of service tiers; "" = not known */
    const char *launch;     /* date, or "" */
    struct catalog_origin origin;
};

/* What is known of a model's end, everywhere or in calls from one Region. */
struct catalog_end {
    uint32_t model, region; /* region: CATALOG_NONE = everywhere */
    enum catalog_end_state state;
    const char *on; /* date from which it holds, or "" */
    struct catalog_origin origin;
};

/* One (profile, source Region). */
struct catalog_route {
    const char *id, *prefix, *lifecycle; /* "eu.anthropic...", "eu", "active" */
    enum catalog_scope kind;             /* geographic or global */
    uint32_t model, source;              /* indices */
    uint32_t n_destinations;             /* 0: the set is not published */
    bool unknown;                        /* and nothing is assumed of it */
    const uint32_t *destinations;
    struct catalog_origin origin;
};

struct catalog_profile {
    const char *id, *prefix, *lifecycle;
    enum catalog_scope kind;
    uint32_t model;
    uint32_t n_routes;
    const struct catalog_route *routes; /* sorted by source Region */
};

struct catalog_in_region {
    uint32_t model, region; /* region: CATALOG_NONE = documented to be served so nowhere */
    enum catalog_endpoint endpoint;
    struct catalog_origin origin;
};

/* Values of a quota row that are no number. */
enum {
    CATALOG_NO_LIMIT = -1,
    CATALOG_OF_TPM = -2 /* of tpd: the tokens per minute x 1440, as the row says */
};

struct catalog_quota {
    uint32_t model, region; /* CATALOG_NONE = any */
    enum catalog_scope scope;
    enum catalog_metric metric;
    int64_t value; /* > 0; CATALOG_NO_LIMIT = documented to have none; CATALOG_OF_TPM */
    bool adjustable;
    const char *code; /* quota code of the provider's form, or "" */
    struct catalog_origin origin;
};

/* Of an endpoint that counts input and output apart: tokens per minute. */
struct catalog_endpoint_quota {
    uint32_t model, region; /* region: CATALOG_NONE = any */
    enum catalog_endpoint endpoint;
    int64_t input_tpm, output_tpm;
    struct catalog_origin origin;
};

/* USD per million tokens; NaN where the source has none. */
struct catalog_price {
    uint32_t model;
    const char *where; /* Region code, "us-list" or "prefix:eu" */
    unsigned modes;    /* bit 1 << enum catalog_scope */
    const char *tier;  /* "standard", "batch", "latency-optimized" */
    const char *from;  /* first day (UTC) on which it is in force; "" = ever since */
    double input, output, cache_read;
    double cache_write[CATALOG_N_LIVES];
    int64_t long_above_tokens; /* inputs longer than this pay the long_ prices; 0 = none */
    double long_input, long_output, long_cache_read;
    double long_cache_write[CATALOG_N_LIVES];
    struct catalog_origin origin;
};

/* A service tier of a model beside the standard one: factors on what that one costs, and on its
 * output tokens/s, at most (NaN = not known to be another). */
struct catalog_tier {
    uint32_t model;
    const char *tier;
    double factor, speed;
    struct catalog_origin origin;
};

/* No source of this catalog publishes a price of these calls. */
struct catalog_unpriced {
    uint32_t model;
    enum catalog_scope mode;
    uint32_t region; /* source Region; CATALOG_NONE = every one */
    struct catalog_origin origin;
};

/* What is documented of Bedrock's behaviour, for readers. */
struct catalog_rule {
    const char *text;
    struct catalog_origin origin;
};

/* Countries that a residency rule may name by one word. */
struct catalog_area {
    const char *name;      /* "eu" */
    const char *countries; /* ISO 3166 codes, a comma list */
    struct catalog_origin origin;
};

/* What a country is called in English. */
struct catalog_country {
    const char *code; /* ISO 3166: "DE" */
    const char *name; /* "Germany" */
    const char *also; /* other names, a comma list; "" = none */
    struct catalog_origin origin;
};

/* A group of destinations' share of the calls, in a rule of how profiles may route. */
struct catalog_share {
    const char *rule;        /* "mostly-us" */
    const char *group;       /* "source", "all", a geography, a Region */
    enum catalog_scope kind; /* of the profiles that the rule is for */
    double share;
    struct catalog_origin origin;
};

/* What the tables are. */
struct catalog_edition {
    const char *made;        /* date of the gathering */
    const char *known_until; /* last day of which anything in it is known */
    struct catalog_origin origin;
};

struct catalog_provisioned {
    uint32_t model, region;
    const char *commitment; /* "1-month", "6-months" */
    double usd_per_unit_hour;
    struct catalog_origin origin;
};

/* Medians without network; sigmas are of ln(noise). */
struct catalog_latency {
    const char *pattern;
    double base_ttft_ms, prefill_tokens_per_s, output_tokens_per_s, ttft_sigma, rate_sigma;
    struct catalog_origin origin;
};

struct catalog_incident {
    const char *date, *region, *scope, *what, *start_utc, *end_utc; /* "" = not known */
    double duration_min;                                            /* NaN = not known */
    struct catalog_origin origin;
};

struct catalog;

/**
 * Read and check the catalog.
 *
 * @param dir   NULL = the built-in tables; else a folder whose <table>.tsv replace them (tables
 *              that it lacks stay built-in, with a warning that names them)
 * @param diag  gets every finding with file:line:column; built-in tables are named
 *              "built-in:<table>.tsv"
 * @return SIM_OK and *out, or SIM_EINPUT (diag has the errors)
 */
enum sim_status catalog_open(struct catalog **out, const char *dir, struct sim_diag *diag);
/* A table in memory; a later one of the same name is ignored, so is an unknown name. */
struct catalog_text {
    const char *table, *text;
    size_t length;
};
/** The same from memory; tables that are not there are the built-in ones. */
enum sim_status catalog_open_texts(struct catalog **out, const struct catalog_text *tables,
                                   size_t n, struct sim_diag *diag);
void catalog_destroy(struct catalog *catalog);

/** SHA-256 (hex) over names and bytes of all tables in use, in the order of their names. */
const char *catalog_digest(const struct catalog *catalog);

/* "documented", "list-price-elsewhere", "geographic", "account-tpd" ... */
const char *catalog_mark_name(enum catalog_mark mark);
const char *catalog_scope_name(enum catalog_scope scope);
const char *catalog_metric_name(enum catalog_metric metric);

/* Regions, sorted by code; an index into them names a Region everywhere in this header. */
uint32_t catalog_n_regions(const struct catalog *catalog);
const struct catalog_region *catalog_regions(const struct catalog *catalog);
uint32_t catalog_region_find(const struct catalog *catalog, const char *code); /* or CATALOG_NONE */
/** Codes in the order of the Regions, for sim_nearest_name(). */
const char *const *catalog_region_names(const struct catalog *catalog);

/** Every pair exists: measured, or estimated with mark inferred (docs/catalog.md). */
const struct catalog_rtt *catalog_rtt(const struct catalog *catalog, uint32_t from, uint32_t to);
double catalog_rtt_ms(const struct catalog *catalog, uint32_t from, uint32_t to,
                      enum catalog_mark *mark);

/* Models, sorted by id. Profile ids are not models: catalog_model_find() gives NULL for them. */
uint32_t catalog_n_models(const struct catalog *catalog);
const struct catalog_model *catalog_models(const struct catalog *catalog);
const struct catalog_model *catalog_model_find(const struct catalog *catalog, const char *id);
const char *const *catalog_model_names(const struct catalog *catalog);

/** The provider has withdrawn it: a record of the past. */
bool catalog_is_historical(const char *lifecycle);

/**
 * Can the bare id be called on demand in this Region, through this endpoint? NULL = not that is
 * known. Region CATALOG_NONE asks for the record that it can be called so in no Region; where both
 * are there, sources disagree.
 */
const struct catalog_in_region *catalog_in_region(const struct catalog *catalog,
                                                  const struct catalog_model *model,
                                                  uint32_t region, enum catalog_endpoint endpoint);

/** What ended calls of the model from source by that day (YYYY-MM-DD); NULL = nothing. */
const struct catalog_end *catalog_end(const struct catalog *catalog,
                                      const struct catalog_model *model, uint32_t source,
                                      const char *day);

/** Profile of a model by prefix ("eu", "global"), or NULL. Historical ones (gone) are found too. */
const struct catalog_profile *catalog_profile_find(const struct catalog *catalog,
                                                   const struct catalog_model *model,
                                                   const char *prefix);
/** Profile by its whole id ("eu.anthropic..."), or NULL. */
const struct catalog_profile *catalog_profile_by_id(const struct catalog *catalog, const char *id);
/** Record that lets source call this profile, or NULL. */
const struct catalog_route *catalog_route(const struct catalog_profile *profile, uint32_t source);
/**
 * Prefixes of the geographic profiles of model that are callable from source, sorted.
 * @param retired  false: of those in force; true: of the historical ones alone
 * @param out  room for max prefixes; may be NULL if max is 0
 * @return how many there are (may exceed max)
 */
size_t catalog_geo_prefixes(const struct catalog *catalog, const struct catalog_model *model,
                            uint32_t source, bool retired, const char **out, size_t max);

/**
 * Regions where a call to profile from source may be served: source first if it is one of them,
 * then by code.
 *
 * Geographic: as published. Global: the set is not published; default = the commercial Regions
 * that are destinations of any of the model's geographic profiles or that serve the bare id, marked
 * assumption. A source outside that set is never a destination.
 *
 * @param out     room for catalog_n_regions() indices
 * @param origin  may be NULL; where the set comes from
 * @return number of Regions; 0 = the profile cannot be called from source, or where such a call is
 *         served is not known (catalog_route() has the record then)
 */
uint32_t catalog_destinations(const struct catalog *catalog, const struct catalog_profile *profile,
                              uint32_t source, uint32_t *out, struct catalog_origin *origin);

enum catalog_quota_kind {
    CATALOG_QUOTA_VALUE,    /* value is in force */
    CATALOG_QUOTA_NO_LIMIT, /* there is no such limit */
    CATALOG_QUOTA_UNKNOWN   /* nothing is known: the scenario must state it */
};

struct catalog_quota_value {
    enum catalog_quota_kind kind;
    int64_t value; /* per minute or per day; 0 unless kind is VALUE */
    bool adjustable;
    const char *code;             /* of the provider's form, or "" */
    const char *rule;             /* how an inferred value was made, or "" */
    struct catalog_origin origin; /* of the row used */
};

/**
 * Default quota of (model, source Region, scope, metric).
 *
 * A row of the source Region wins over the general row. Missing rows:
 * - TPM: the scope's TPD / 1440 (geographic and global: its own TPD row, else twice the in-Region
 *   one), else (in-Region, global) half the geographic TPM; all inferred; else UNKNOWN. Never
 *   "unlimited".
 * - TPD: geographic and global: twice the in-Region TPD row, inferred; else NO_LIMIT. It is made of
 *   the TPM only where a TPD row says so (CATALOG_OF_TPM).
 * - RPM: NO_LIMIT; inferred unless the table says `none`.
 * account-tpd takes no model (NULL) and scope CATALOG_ACCOUNT.
 */
void catalog_quota(const struct catalog *catalog, const struct catalog_model *model,
                   uint32_t source, enum catalog_scope scope, enum catalog_metric metric,
                   struct catalog_quota_value *out);

/** Tokens per minute of an endpoint that counts them apart, or NULL: none are published. */
const struct catalog_endpoint_quota *catalog_endpoint_quota(const struct catalog *catalog,
                                                            const struct catalog_model *model,
                                                            uint32_t source,
                                                            enum catalog_endpoint endpoint);

struct catalog_price_found {
    const struct catalog_price *price;
    const struct catalog_price *other; /* says otherwise of the same calls; NULL = none does */
    const char *until;                 /* day on which another price comes into force, or "" */
    enum catalog_mark mark;            /* of the use, not only of the record */
    char rule[160]; /* what a reader must be told, e.g. "us-list price used for eu-west-2"; or "" */
};

/**
 * Price of a call from source: a row of the source Region, else of the profile prefix, else the US
 * list price (commercial Regions only; outside the US with mark list-price-elsewhere). Of rows
 * equally specific and in force the one that is so since last, then the one of the newest source,
 * then the first in the table. A price of a prefix is not that of a Region: it is never better than
 * inferred.
 *
 * @param prefix  of the profile used, or NULL; an in-Region call may use a geographic prefix row
 *                of a profile callable from source, since both have one price by the pricing rules
 * @param tier    NULL = "standard"
 * @param day     YYYY-MM-DD (UTC); NULL = the last day that the catalog knows of
 * @return false: no price is known (a price of another Region is not a guess for this one)
 */
bool catalog_price(const struct catalog *catalog, const struct catalog_model *model,
                   uint32_t source, enum catalog_scope mode, const char *prefix, const char *tier,
                   const char *day, struct catalog_price_found *out);
/** Rows of the price table. */
uint32_t catalog_n_prices(const struct catalog *catalog);
enum catalog_offer { CATALOG_NOT_OFFERED, CATALOG_OFFERED, CATALOG_OFFER_UNKNOWN };

/**
 * Whether a model can be called in a service tier: where its tiers are listed, by that list and by
 * records of a price of the tier; else not known without such a record.
 */
enum catalog_offer catalog_offers_tier(const struct catalog *catalog,
                                       const struct catalog_model *model, const char *tier);
/** The published factors of a service tier, or NULL. */
const struct catalog_tier *catalog_tier(const struct catalog *catalog,
                                        const struct catalog_model *model, const char *tier);
/** Provisioned price per model unit and hour, or NULL. */
const struct catalog_provisioned *catalog_provisioned_find(const struct catalog *catalog,
                                                           const struct catalog_model *model,
                                                           uint32_t region, const char *commitment);

/* ---- where data may be, and how profiles may route ---- */

/** Whether a word names a place: an area of the catalog, an ISO country that some Region lies in or
 * some area holds (in either case), or a Region. */
bool catalog_is_place(const struct catalog *catalog, const char *word);
/** Whether a place holds a Region. A Region whose country is not known lies in no area and no
 * country. */
bool catalog_place_has(const struct catalog *catalog, const char *word, uint32_t region);
/** What an ISO country is called in English; "" where the catalog does not say it. */
const char *catalog_country_name(const struct catalog *catalog, const char *code);

/** Shares of a routing rule, neighbours in the table; NULL and *n 0 without one of that name. */
const struct catalog_share *catalog_routing_rule(const struct catalog *catalog, const char *rule,
                                                 uint32_t *n);
/** The i-th rule's name, NULL behind the last. */
const char *catalog_routing_name(const struct catalog *catalog, uint32_t i);
/** Whether a word names a group of destinations: source, all, a geography, a Region. */
bool catalog_is_group(const struct catalog *catalog, const char *word);
/** Whether a Region, called from source, is of a group. */
bool catalog_group_has(const struct catalog *catalog, const char *group, uint32_t source,
                       uint32_t region);

/** Latency parameters of the most literal pattern that matches; never NULL. */
const struct catalog_latency *catalog_latency(const struct catalog *catalog,
                                              const struct catalog_model *model);

/** What the tables are; never NULL. */
const struct catalog_edition *catalog_edition(const struct catalog *catalog);
/** Whether a date of an origin is later than another; what has no date is older than all. */
bool catalog_is_newer(const char *a, const char *b);
/** Start of a day YYYY-MM-DD (UTC) in ns since 1970; false if there is no such day. */
bool catalog_day_ns(const char *day, int64_t *ns);

const struct catalog_incident *catalog_incidents(const struct catalog *catalog, uint32_t *n);
/** Full citation of a short source name, or NULL. */
const char *catalog_source(const struct catalog *catalog, const char *name);
/** File that a table was read from ("built-in:regions.tsv"), or NULL if there is no such table. */
const char *catalog_table_file(const struct catalog *catalog, const char *table);

enum catalog_format { CATALOG_TEXT, CATALOG_CSV, CATALOG_JSON };

/** Names of the tables, sorted, for help and did-you-mean. */
const char *const *catalog_table_names(size_t *n);
/**
 * Print a table. Records that do not mention the model or the Region asked for are left out; a
 * table without such a column ignores that filter. Estimated round-trip times are included.
 *
 * @param table          a name of catalog_table_names()
 * @param model, region  filters by whatever they are called, may be NULL; a model filter also
 *                       accepts a profile id
 * @return SIM_EUSAGE with a message for an unknown table, model or Region
 */
enum sim_status catalog_list(const struct catalog *catalog, struct sim_text *out, const char *table,
                             const char *model, const char *region, enum catalog_format format,
                             struct sim_error *err);

/**
 * All that is known of a model, on one screen of 100 columns: its end, the ways to call it by
 * Region and endpoint, quotas, prices, tiers, sources.
 * @param region  only what holds of calls from there; CATALOG_NONE = from everywhere
 */
void catalog_card(const struct catalog *catalog, const struct catalog_model *model, uint32_t region,
                  struct sim_text *out);
/** The records behind it, an array a table. */
void catalog_card_json(const struct catalog *catalog, const struct catalog_model *model,
                       uint32_t region, struct sim_text *out);

/**
 * What is called so: models, Regions, areas whose names hold every one of the words, in any case
 * ("sonnet 4.6" and "sonnet-4-6" are alike), and how many records of other tables hold them.
 * @return how many there are, records of other tables counted; 0: nothing was added to out
 */
uint32_t catalog_search(const struct catalog *catalog, const char *const *words, uint32_t n,
                        struct sim_text *out);
/** "; did you mean 'sonnet'?": a word of the catalog's names that is like the first of `words` that
 * is in none. @return false if there is none */
bool catalog_search_hint(const struct catalog *catalog, const char *const *words, uint32_t n,
                         struct sim_text *out);

/** How old the records of each table are on that day (YYYY-MM-DD). */
void catalog_age(const struct catalog *catalog, const char *day, struct sim_text *out);
/**
 * What in the tables cannot all be true, a line each: profiles that lead where no Bedrock is,
 * Global dearer than the Region, quota codes that stand twice, dates after that day (YYYY-MM-DD).
 * And what should be known: ways of calling without a price, records more than a year before that
 * day, sources that disagree.
 * @return number of the former
 */
uint32_t catalog_check(const struct catalog *catalog, const char *day, struct sim_text *out);

#endif
