/*
 * results.h: what a study found, ready to be shown. Studies fill it, results_write() saves it to a
 * folder, results_read() brings it back; the table on the screen and every report are drawn from
 * it alone, so they cannot disagree.
 *
 * Ownership: a struct results owns all its strings and arrays through one arena, and the series of
 * its options; results_destroy() frees everything.
 */
#ifndef CRISIM_ANALYSIS_RESULTS_RESULTS_H
#define CRISIM_ANALYSIS_RESULTS_RESULTS_H

#include "analysis/metric/show.h"
#include "analysis/results/table.h"
#include "models/outcome.h"
#include "sim/base/arena.h"
#include "sim/base/diag.h"
#include "sim/base/error.h"
#include "sim/base/text.h"

#include <stdbool.h>
#include <stdint.h>

#define RESULTS_FORMAT  "crisim-results"
#define RESULTS_VERSION 5

/* Without an SLO: how many per cent less than the most complete option one may complete and still
 * be put in order with it. */
#define RESULTS_COMPLETE_WITHIN_POINTS 1.0
/* Where a cost of an option would stand, and as the word for a difference of it. */
#define RESULTS_NOT_RANKED "not ranked"

/* One row of the table. section groups rows ("Requests", "Throughput", "Failover", ...). */
struct results_metric {
    const char *key;  /* "success-rate": stable, for --json, --csv and scripts */
    const char *item; /* the class, Region or reason of an expanded row; NULL = of all */
    const char *section;
    const char *label;    /* "success rate" */
    const char *unit;     /* "%", "s", "USD", "requests", "tokens/min", "" */
    int kind;             /* enum metric_kind */
    const char *n_counts; /* what the n of its values counts */
    int better;           /* enum metric_better */
    int decimals;         /* digits after the point when shown */
    const char *slo;      /* key of the SLO that bounds it; NULL = none can */
    bool outage_window;   /* belongs to the second block */
    bool in_tables;       /* else it is there for SLOs and scripts */
    bool hide_if_zero;    /* in no table where it is 0 in every option */
    bool spread;          /* what another run could bring is shown */
    bool ranked_only;     /* shown of options that can be put in order; not saved, `shown` is */
    uint32_t brief;       /* place in a report's first table; 0 = not there */
    bool in_cases;        /* it has values in each case; else no case is known to change it */
    /* (n_cases or, not in_cases, 1) x n_options, row-major: those as stated come first */
    struct metric_value *options;
    /* n_options x replications, row-major; NULL when read back from a folder */
    double *by_replication;
};

/* A difference of an option against the baseline, paired where the option's `unlike` is "". */
struct results_difference {
    const char *key, *label, *unit;
    int better; /* enum metric_better */
    int decimals;
    uint32_t option;
    double difference, low, high; /* low and high NaN without an interval */
    /* What identical traffic and luck were worth; NaN where nothing varies, or it is not paired. */
    double correlation;    /* of the replications of the two */
    double variance_ratio; /* of the difference, over what it would be of independent runs */
    double unpaired_half;  /* half of the interval that those would have had */
    double smallest;       /* smallest difference that matters, in the unit; NaN = not stated */
    uint32_t n;            /* pairs (replications) */
    const char *verdict;   /* the word of difference_word() */
    int mark;              /* enum metric_mark of it */
};

/* What --precision asked for, and what came of it. */
struct results_precision {
    double asked;   /* relative error of the headline figures, as 0.02; NaN = it was not asked */
    double reached; /* the largest of any; NaN = not known: an interval reaches 0, or a figure is
                       a number in some replications only */
    bool met;
    bool varies;                 /* false: every replication has the same figures */
    uint32_t replications, most; /* that were run; that would have been at most */
    const char *key;  /* of the metric whose error is the largest; NULL = there is no figure */
    uint32_t option;  /* in which it is; UINT32_MAX = none */
    const char *text; /* a sentence */
};

/* One quota in force. */
struct results_quota {
    const char *name, *option_names; /* "eu-west-2/…/global"; options that use it */
    const char *limit;               /* "rpm", "tpm", "tpd", "account-tpd" */
    int64_t amount;                  /* per period; CRI_NO_LIMIT = none */
    const char *mark, *source;       /* "documented", "inferred", "scenario" ... */
};

struct results_bin {
    double start_s;
#define X(type, name, text) type name;
    CRI_MINUTE_LIST(X)
#undef X
};

/* The share of a limit that was in use in one bin; results_used_at() finds it. */
struct results_share {
    uint32_t bin;
    double used;
};

/* What was in use of one limit of one quota; replication 0. */
struct results_limit {
    const char *quota, *limit;   /* "eu-west-2/.../geographic", "tpm" */
    struct results_share *noted; /* n_noted, bins rising; none while there is a series */
    uint32_t n_noted, noted_room;
    uint32_t in_quota, in_limit; /* where the series has it */
    double most;                 /* of all bins */
    uint32_t n_tight;            /* bins with 90 % in use or more */
    uint64_t refused;            /* calls answered 429 by it */
};

struct results_option {
    const char *name; /* "geographic" */
    const char *mode;
    bool allowed;
    bool candidate;           /* runs every class, in conditions that can be compared */
    bool robust;              /* a candidate that holds in every case that decides */
    bool left;                /* without an SLO: one to choose from */
    const char *reason;       /* why not */
    const char *only_if;      /* policies allow it only if this holds, which is not known; "" */
    bool undecided;           /* only_if, and not taken for granted: never recommended */
    const char *forbidden;    /* what IAM ends at single destinations, and why; "" */
    const char *model_ids;    /* "eu.anthropic.claude-sonnet-4-6" (comma list over classes) */
    const char *sources;      /* source Regions */
    const char *destinations; /* comma list */
    const char *logs;         /* where traces of its calls may lie; "" */
    const char *destinations_mark; /* "documented", "assumption" ... */
    const char *routing, *capacity, *retry;
    const char
        *not_run; /* classes of other options that it does not run: "p (not in this option)"; "" */
    const char *compared; /* classes that its differences are over; "" = all that run anywhere */
    /* What it did not meet alike with the baseline: "outage 'o' only in 'b'"; "" = the two met
     * identical traffic and luck, and only then are they called paired. */
    const char *unlike;
    const char *price; /* "3.30 / 16.50 USD per Mtok in / out (seen, list price of us)" */
    double horizon_s;  /* arrivals up to it are offered */
    uint32_t n_bins;   /* mean over replications is not taken: replication 0 */
    double bin_s;
    struct results_bin *bins; /* n_bins; NULL while there is a series: results_bin_at() */
    uint32_t n_regions;       /* Regions that served anything, by name */
    const char **regions;
    uint64_t *served;      /* n_regions: completed, replication 0 */
    uint32_t *served_bins; /* n_bins x n_regions; NULL while there is a series */
    uint32_t *in_series;   /* n_regions: number of the Region in the series */
    uint32_t n_spectrum;   /* percentile spectrum of E2E, all replications merged */
    double *spectrum_p;    /* 0..1, rising */
    double *spectrum_e2e_s, *spectrum_ttft_s; /* NaN where it falls among failures */
    uint32_t n_limits;                        /* in which anything happened */
    struct results_limit *limits;
    uint32_t limits_room; /* private to results_note_limit(): room, and places by name */
    uint32_t *limit_slots, n_limit_slots;
    struct cri_series series;         /* replication 0; owned; empty when read back */
    const char **quota_names;         /* series.n_quotas */
    const char *ttft_hgrm, *e2e_hgrm; /* percentile files of HdrHistogram; NULL when read back */
    /* Per 1,000 completed; NaN = no price. */
    double usd_input, usd_output, usd_cache, usd_hourly, usd_waste;
};

/* What may be true and cannot be chosen; all options are run in it. */
struct results_case {
    const char *name, *text;
};

struct results_outage {
    const char *name, *kind, *regions;
    const char *option_names; /* comma list of the options that meet it; "" = every option */
    double start_s, end_s;
};

struct results_assumption {
    const char *text, *mark, *source; /* a number or rule that is not documented */
};

/* A case of the verdict; the first is the scenario as stated. */
struct results_judged {
    const char *name, *words; /* "refill-minute sliding-window"; what is so in it */
    bool automatic;           /* a rule that is not documented; else stated */
    bool must_hold;
    bool run;
    const char *why_not; /* not run: what proves that it changes nothing; NULL = run */
    bool decides;        /* it has to hold, and in some candidate it does */
    bool counted;        /* it moves a figure of some option */
};

/* How an option fares in a case, against what is promised there. */
struct results_holding {
    uint32_t option, in_case; /* of judged */
    bool holds;
    /* The largest miss as a share of what is allowed (NaN: a figure that never comes), and that
     * less the least of any candidate in the case (NaN for one that is no candidate, too). */
    double shortfall, regret;
    const char *miss; /* "E2E p95 12 s, at most 10 s asked"; NULL = none */
};

/* A line of the first screen: of the verdict, or one figure of one option. */
struct results_line {
    const char *label, *text; /* "runner-up", "geographic: ..." */
};
struct results_glance {
    uint32_t row, option;
    const char *key, *label; /* of the row: the word of an SLO figure, or its own; "success, %" */
    const char *text;        /* as stated */
    const char *mark;        /* "met", "MISSED", "" */
    const char *over;        /* "62.8 to 95.9": over the cases, where it moves; NULL */
};
/* A sentence that answers a question of the study. */
struct results_answer {
    const char *question; /* name of the question: "drill" */
    const char *asks;     /* "what if a Region goes?" */
    const char *label;    /* few words before the sentence: "holds up"; "" = none */
    const char *text;
};
/* What whoever decides is asked to do, and why. */
struct results_ask {
    const char *text, *reason;
};
/* What can go wrong with the option that is decided on. */
struct results_risk {
    const char *kind; /* "load", "capacity", "quota", "hop", "rule", "case", or of a question */
    uint32_t option;
    double shortfall;    /* the largest SLO miss as a share of what is allowed; NaN: a figure that
                          * never comes. Without an SLO the share of requests not answered */
    const char *name;    /* "traffic is twice as much" */
    const char *happens; /* "success 46.2 %, at least 99 % asked" */
    const char *remedy;
};
/* Figures of the catalog of one kind that were used: the oldest of them. */
struct results_figure {
    const char *kind, *as_of; /* "round-trip times"; YYYY-MM-DD, "no known date" */
    const char *source, *citation;
};
/* A part of a review's plan, which stands before it starts, and what was taken of it. */
struct results_planned {
    const char *study;     /* "compare", "cases", "changes", or the question's name */
    uint32_t replications; /* of each of its points at most; 0 = its own to say */
    uint64_t runs;         /* of one option in one replication, at most */
    uint64_t requests;     /* of all of them, at most; 0 = it is left out */
    uint64_t runs_taken, requests_taken;
    bool stopped; /* left out, or it asked for more */
};
/* Beyond any budget. */
#define RESULTS_PLAN_MOST 1e15
/* What changes the choice, who holds, or nothing; what was not looked into. */
/* A text that a question leaves to be used elsewhere: a script, a configuration. */
struct results_document {
    const char *question, *name; /* the question's; of its file in the folder: "request.sh" */
    const char *title, *text;
};
struct results_change {
    const char *list, *input, *text; /* "CHANGES THE CHOICE", "load", a sentence */
};

struct results {
    struct sim_arena arena;
    const char *study;                               /* "run", "compare" */
    const char *title, *description, *scenario_file; /* file name without folder */
    const char *scenario_json;                       /* effective scenario, canonical JSON */
    const char *scenario_sha256, *trace_files, *trace_sha256, *catalog_sha256, *version;
    uint64_t seed;
    uint32_t replications;
    const char *intervals_cover; /* a sentence: what the intervals cover */
    const char *another_covers;  /* a sentence: what another_low, another_high are; NULL = none */
    struct results_precision precision;
    double horizon_s;            /* the longest of the options */
    const char *traffic;         /* a sentence: rows, span, scaling */
    const char *max_tokens_rule; /* a sentence */
    uint32_t n_cases;            /* the first is as stated */
    struct results_case *cases;
    uint32_t n_options;
    struct results_option *options;
    uint32_t baseline; /* index of the option that differences are against; UINT32_MAX = none */
    uint32_t n_quotas;
    struct results_quota *quotas;
    uint32_t n_metrics;
    struct results_metric *metrics;
    uint32_t n_differences;
    struct results_difference *differences;
    uint32_t n_outages;
    struct results_outage *outages;
    uint32_t n_assumptions;
    struct results_assumption *assumptions;
    uint32_t n_verdict; /* sentences: the verdict first */
    const char **verdict;
    uint32_t n_flips; /* what would flip it */
    const char **flips;
    uint32_t best;               /* option that the verdict recommends; UINT32_MAX = none */
    uint32_t runner_up, cheaper; /* the next; one that costs less and is not robust */
    const char *missing; /* what an interrupted study did not get to; NULL = it is complete */
    /* "recommended", "least-regret", "nothing-works", "no-slo", "no-candidate", "unfinished" */
    const char *form;
    bool ends_well;         /* exit code 0: recommended and robust; without an SLO, something ran */
    bool ends_well_nominal; /* the same by the case as stated alone */
    const char *headline_word, *headline, *scale; /* first lines of the screen */
    uint32_t n_judged, n_holdings, n_lines, n_shown, n_changes, n_answers, n_documents, n_asks,
        n_risks, n_planned, n_figures;
    struct results_figure *figures;           /* oldest first, those without a date before */
    double plan_seconds, plan_requests_per_s; /* NaN = there is no plan */
    bool plan_by_hand;                        /* it is not what the two make of the study */
    struct results_planned *planned;
    struct results_judged *judged;
    struct results_holding *holdings;
    struct results_line *lines;
    struct results_glance *shown;
    struct results_change *changes;
    struct results_answer *answers;
    struct results_document *documents;
    const char *printed; /* the text that was asked for in place of the screen; NULL; not saved */
    struct results_ask *asks;
    struct results_risk *risks; /* the largest shortfall first */
    uint32_t decided;           /* the option that asks and risks are about; UINT32_MAX = none */
    const char *condition;      /* of the recommendation; NULL = none */
    const char *otherwise;      /* what is recommended if it is not met; NULL = nothing */
    const char *owner;          /* who answers for the scenario; NULL = not stated */
    const char *inputs_of;      /* day of the oldest figure of the catalog; NULL = none has one */
    const char *answering;  /* question that answers and tables are added for now; NULL = none */
    const char *command;    /* that makes these results again; NULL = not known */
    const char *const *set; /* what --set changed of the scenario, in its order; not read back */
    uint32_t n_set;
    const char *next_question, *next_command;       /* what to ask next, and how; NULL = nothing */
    const char *further_question, *further_command; /* and after that; NULL = nothing */
    uint32_t n_slo;
    struct results_slo {
        uint32_t option;
        const char *class;   /* whose; NULL = of the whole option */
        const char *slo;     /* key, "e2e_p95_s" */
        int at_least;        /* 1: the limit is the least, 0: the most */
        double limit, value; /* in the SLO's unit; a value may be NaN or infinite */
        const char *text;    /* "E2E p95 <= 20 s: 23.4 s" */
        bool met;
    } * slo;
    uint32_t n_tables;
    struct results_table *tables; /* table.h */
    bool complete;                /* false: interrupted */
    bool slo_stated;
    bool slo_met; /* some option that ran meets every stated SLO; true when none is stated */
};

struct results_folder;

extern const char *const results_bound_words[]; /* of an SLO's limit, by at_least; ends with NULL */

/** Empty, with the one case that everything has, as stated. */
struct results *results_create(void);
void results_destroy(struct results *results);

/* Whether a row of the table of metrics is shown. */
enum results_shown {
    RESULTS_ROW_SHOWN,
    RESULTS_ROW_ZERO,    /* 0 in every option: left out, and said once */
    RESULTS_ROW_LEFT_OUT /* in no table, or a part of something that is 0 */
};
enum results_shown results_row_shown(const struct results *results,
                                     const struct results_metric *metric);
/** Whether a metric is of one of these sections; of any where n_sections is 0. */
bool results_in_sections(const struct results_metric *metric, const char *const *sections,
                         size_t n_sections);
/** The rows that are 0 in every option and left out for it, in one sentence; NULL = none. In the
 * arena. */
const char *results_zeros(const struct results *results, bool outage, const char *const *sections,
                          size_t n_sections, struct sim_arena *arena);
/** Give the values of all metrics and tables their digits, texts and marks, from the values and
 * from which options can be put in order. Whoever fills or changes values calls it. */
void results_show(struct results *results);
/** Whether the figures of an option can be put in order with those of others: it holds in that case
 * (0: as stated), or, without an SLO, completes about as much as the most complete that runs every
 * class. */
bool results_is_ranked(const struct results *results, uint32_t option, uint32_t in_case);
/** The same of what it costs, which is always said of an option that stands alone. */
bool results_cost_is_ranked(const struct results *results, uint32_t option, uint32_t in_case);
/** When it is known who holds: results_show(), and differences with what is not ranked get words
 * that praise nothing. */
void results_rank(struct results *results);
/** The verdict in one sentence, with the options that are left to choose from where it leaves some.
 * In the arena. */
const char *results_verdict(const struct results *results, struct sim_arena *arena);
/** Whether any option was allowed, so that anything was run. */
bool results_any_allowed(const struct results *results);
/** Whether every option that has differences met what the baseline met. */
bool results_all_paired(const struct results *results);
/* How a table shows what identical traffic and luck were worth to a difference: its label and
 * unit, correlation, variance ratio, half of its interval and of that of independent runs, and how
 * many times as wide the latter is. */
enum { RESULTS_PAIRING_COLUMNS = 6 };
extern const char *const results_pairing_headers[RESULTS_PAIRING_COLUMNS];
/** The words of a row. @return false where there is nothing to say: not paired, identical, or
 * nothing varies */
bool results_pairing_row(const struct results_difference *difference, struct sim_arena *arena,
                         const char *words[RESULTS_PAIRING_COLUMNS]);
/** A sentence over all differences; NULL = none has such a row. */
const char *results_pairing_text(const struct results *results, struct sim_arena *arena);
/** Cases in which a metric has values, the one as stated included. */
static inline uint32_t results_metric_cases(const struct results *results,
                                            const struct results_metric *metric)
{
    return metric->in_cases ? results->n_cases : 1;
}
/** Metric by key; NULL = it is left out of these results. Asserts that there is such a metric. */
const struct results_metric *results_metric_find(const struct results *results, const char *key);

/**
 * Save to a folder (folder.h): summary.json (everything above but the series), metrics.csv,
 * replications.csv, scenario.json and, per option, series-, spectrum- (.csv), ttft- and e2e-
 * (.hgrm). Nothing in them depends on time, host, compiler, threads or absolute paths.
 */
enum sim_status results_write(const struct results *results, struct results_folder *folder,
                              struct sim_error *err);
/** The text of manifest.json for results_folder_commit(): names what was written so far. */
void results_manifest(const struct results *results, const struct results_folder *folder,
                      struct sim_text *out);
/**
 * Read a folder back. The folder is input as any other: every count is bounded before it is used,
 * every number has its range, and what does not fit is a finding with file, line and field.
 * @return SIM_EINPUT with findings in diag; *out is then not set
 */
enum sim_status results_read(struct results **out, const char *folder, struct sim_diag *diag);

/* Where the files of a folder come from. open() gives the whole of one (yours to free). */
struct results_source {
    const char *path; /* for messages */
    enum sim_status (*open)(void *context, const char *name, char **text, size_t *length,
                            struct sim_error *err);
    void *context;
};
/** The same from any store of files. */
enum sim_status results_read_from(struct results **out, const struct results_source *folder,
                                  struct sim_diag *diag);

/** The whole as one JSON document, or the table as CSV
 * (metric,section,unit,option,value,low,high,n).
 */
void results_json(const struct results *results, struct sim_text *out);
void results_csv(const struct results *results, struct sim_text *out);
/** Per bin, quota and limit in which anything happened: start_s, quota, limit, the rows of
 * models/quota_list.h, refused, used_share (highest, reservations included); of replication 0. */
void results_quota_csv(const struct results_option *option, struct sim_text *out);
/* ---- what lies in the series, or was read back ---- */

/** Bin i < option->n_bins. Loops should go up: what lies behind costs no memory (series.h). */
struct results_bin results_bin_at(const struct results_option *option, uint32_t i);
/** Completed by option->regions[region] in bin i. */
uint32_t results_served_at(const struct results_option *option, uint32_t i, uint32_t region);
/** Highest share of a limit in use in bin i, reservations included; 0 = nothing happened. */
double results_used_at(const struct results_option *option, const struct results_limit *limit,
                       uint32_t i);
/**
 * Note what a limit did in a bin (< option->n_bins); the first note of a limit adds it to
 * option->limits. Strings are copied. An option without a series keeps the shares in limit->noted:
 * bins of one limit must then not go down.
 * @return the limit, until the next note
 */
struct results_limit *results_note_limit(struct results *results, struct results_option *option,
                                         const char *quota, const char *limit, uint32_t bin,
                                         double used, uint64_t refused);

/** The first screen: the verdict and what it rests on, within 80 columns and few lines. */
void results_screen(const struct results *results, struct sim_text *out, int columns, bool colour);
/** Add a sentence for the question that is answered now (results->answering); both are copied. */
void results_answer(struct results *results, const char *asks, const char *label,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));
/** Add a document of the question that is answered now; all are copied. name: letters, digits, '-'
 * and '.', no other file's. @return its text */
const char *results_document(struct results *results, const char *name, const char *title,
                             const char *text);
/** Add to what changes the choice, who holds ..; all are borrowed. */
void results_change(struct results *results, const char *list, const char *input, const char *text);
/** The options in the order in which they are shown beside each other: what is decided on, the next
 * best, what is left to choose from, the rest as stated. order: n_options */
void results_order(const struct results *results, uint32_t *order);
/** Add what is asked; both are borrowed. */
void results_ask(struct results *results, const char *text, const char *reason);
/** Add a risk; its strings are borrowed. Of a kind the largest shortfall is kept. */
void results_risk(struct results *results, const struct results_risk *risk);
/** The largest shortfall first; equal ones as they were added. */
void results_risks_sort(struct results *results);
/** What a board decides on, within 80 columns and few lines: page 1 of a review. */
void results_decision(const struct results *results, struct sim_text *out);
/** What words of a text that is for everybody mean: "E2E: from the call to ...; quota: ..."; NULL =
 * it has none that needs that. In the arena. */
const char *results_words(const char *text, struct sim_arena *arena);
/** The first screen of a study that asks questions: their answers, each with the first rows of its
 * tables. */
void results_answers_screen(const struct results *results, struct sim_text *out, int columns,
                            bool colour);
/** Everything as text for the screen, at most `columns` wide, tables folded at `table_columns`;
 * colour by ANSI codes when asked. */
void results_text(const struct results *results, struct sim_text *out, int columns,
                  int table_columns, bool colour);

#endif
