/*
 * cli.h: the command line. Only this room prints, and only main() exits. A subcommand is one file
 * cmd_<name>.c and a row of cmd_list.h.
 */
#ifndef CRISIM_ANALYSIS_CLI_CLI_H
#define CRISIM_ANALYSIS_CLI_CLI_H

#include "analysis/study/question_flag.h"
#include "sim/base/diag.h"
#include "sim/base/error.h"
#include "sim/base/text.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { CLI_MAX_WORDS = 4096, CLI_MAX_LIST = 100, CLI_EXIT_SLO = 1 };

/* Flags that a command may take, as bits; which ones is in its row. No two have the same number. */
enum cli_bit {
    CLI_BIT_JSON,
    CLI_BIT_CSV,
    CLI_BIT_SEED,
    CLI_BIT_REPLICATIONS,
    CLI_BIT_THREADS,
    CLI_BIT_OUT,
    CLI_BIT_FORCE,
    CLI_BIT_TRACE,
    CLI_BIT_OPTION,
    CLI_BIT_BASELINE,
    CLI_BIT_CATALOG,
    CLI_BIT_EFFECTIVE,
    CLI_BIT_MODEL,
    CLI_BIT_REGION,
    CLI_BIT_SORT,
    CLI_BIT_SKIP_BAD,
    CLI_BIT_MARKDOWN,
    CLI_BIT_GENERATOR,
    CLI_BIT_ROUNDS,
    CLI_BIT_QUIET,
    CLI_BIT_TIME_UNIT,
    CLI_BIT_OUT_FILE,
    CLI_BIT_COLOR,
    CLI_BIT_SET,
    CLI_BIT_INSPECT,
    CLI_BIT_READING,
    CLI_BIT_ASSUME_ALLOWED,
    CLI_BIT_KEEP_IDS,
    CLI_BIT_SIMULATE,
    CLI_BIT_RESUME,
    CLI_BIT_STATED,
    CLI_BIT_DRAWN,
    CLI_BIT_ASKED,
    CLI_BIT_VERDICT,
    CLI_BIT_FULL,
    CLI_BIT_DIFF,
    CLI_BIT_PAPER,
    CLI_BIT_DRY_RUN,
    CLI_BIT_PRECISION,
    CLI_BIT_DRAWS,
    CLI_N_BITS
};
_Static_assert(CLI_N_BITS <= 64, "a flag is a bit of 64");
#define CLI_BIT(name) (UINT64_C(1) << CLI_BIT_##name)

#define CLI_JSON           CLI_BIT(JSON)
#define CLI_CSV            CLI_BIT(CSV)
#define CLI_SEED           CLI_BIT(SEED)
#define CLI_REPLICATIONS   CLI_BIT(REPLICATIONS)
#define CLI_THREADS        CLI_BIT(THREADS)
#define CLI_OUT            CLI_BIT(OUT)
#define CLI_FORCE          CLI_BIT(FORCE)
#define CLI_TRACE          CLI_BIT(TRACE)
#define CLI_OPTION         CLI_BIT(OPTION)
#define CLI_BASELINE       CLI_BIT(BASELINE)
#define CLI_CATALOG        CLI_BIT(CATALOG)
#define CLI_EFFECTIVE      CLI_BIT(EFFECTIVE)
#define CLI_MODEL          CLI_BIT(MODEL)
#define CLI_REGION         CLI_BIT(REGION)
#define CLI_SORT           CLI_BIT(SORT)
#define CLI_SKIP_BAD       CLI_BIT(SKIP_BAD)
#define CLI_MARKDOWN       CLI_BIT(MARKDOWN)
#define CLI_GENERATOR      CLI_BIT(GENERATOR) /* --shape ... of `trace generate` */
#define CLI_ROUNDS         CLI_BIT(ROUNDS)
#define CLI_QUIET          CLI_BIT(QUIET)
#define CLI_TIME_UNIT      CLI_BIT(TIME_UNIT)
#define CLI_OUT_FILE       CLI_BIT(OUT_FILE)
#define CLI_COLOR          CLI_BIT(COLOR)
#define CLI_SET            CLI_BIT(SET)
#define CLI_INSPECT        CLI_BIT(INSPECT) /* --classes --plot ... of `trace inspect` */
#define CLI_READING        CLI_BIT(READING) /* --unfold --session-gap: how a trace is read */
#define CLI_ASSUME_ALLOWED CLI_BIT(ASSUME_ALLOWED)
#define CLI_KEEP_IDS       CLI_BIT(KEEP_IDS)
#define CLI_SIMULATE       CLI_BIT(SIMULATE)
#define CLI_RESUME         CLI_BIT(RESUME)
#define CLI_STATED         CLI_BIT(STATED) /* --model ...: no file (start.h) */
#define CLI_DRAWN          CLI_BIT(DRAWN)  /* --rate ...: no trace either */
#define CLI_START          (CLI_STATED | CLI_DRAWN)
#define CLI_ASKED          CLI_BIT(ASKED)   /* --slo ...: what is asked (asked.h) */
#define CLI_VERDICT        CLI_BIT(VERDICT) /* --quick --gate */
#define CLI_FULL           CLI_BIT(FULL)
#define CLI_DIFF           CLI_BIT(DIFF)  /* --tolerance of `diff` */
#define CLI_PAPER          CLI_BIT(PAPER) /* --pdf --figures of `report` */
#define CLI_DRY_RUN        CLI_BIT(DRY_RUN)
#define CLI_DRAWS          CLI_BIT(DRAWS)     /* --draws: of numbers that are ranges */
#define CLI_PRECISION      CLI_BIT(PRECISION) /* --precision --max-replications (precision.h) */

/* Exit codes, as bits; what each means is in flags.c. 0, 2, 6 and 7 can happen to any command. */
enum cli_exit {
    CLI_EXITS_SLO = 1 << 0,      /* 1 */
    CLI_EXITS_POINT = 1 << 1,    /* 1 */
    CLI_EXITS_ALLOWED = 1 << 2,  /* 1 */
    CLI_EXITS_SCENARIO = 1 << 3, /* 3 */
    CLI_EXITS_INPUT = 1 << 4,    /* 4 */
    CLI_EXITS_CATALOG = 1 << 5,  /* 1 */
    CLI_EXITS_CLASS = 1 << 6,    /* 1 */
    CLI_EXITS_DIFFER = 1 << 7,   /* 1 */
    CLI_EXITS_PRECISION = 1 << 8 /* 5 */
};

/* Values of a flag that may be given again and again, in the order of the command line. */
struct cli_list {
    const char *items[CLI_MAX_LIST];
    uint32_t n;
};

struct cli {
    const struct cli_command *command;
    const struct cli_command *const *commands; /* all of them; NULL ends them */
    const char *program;                       /* what the caller types for crisim */
    const char *words[CLI_MAX_WORDS];          /* arguments that are not flags */
    uint32_t n_words;
    bool json, csv, dry_run, full, quick, force, resume, effective, sort, skip_bad, markdown, quiet,
        help;
    bool assume_allowed, keep_ids, simulate;
    bool seed_given, replications_given;
    uint64_t seed;
    uint32_t replications, threads, rounds;
    uint32_t draws; /* 0: as the scenario says */
    const char *out, *trace, *option, *baseline, *catalog, *model, *region, *color, *gate;
    struct cli_list set;            /* edits of the scenario */
    struct cli_list slo, residency; /* CLI_ASKED */
    const char *monthly_requests;
    struct question_value own[QUESTION_MOST_FLAGS]; /* of the command's own flags */
    struct cli_list own_given;                      /* as they were given: name, value or NULL */
    const char *figures;                            /* CLI_PAPER */
    const char *tolerance;                          /* CLI_DIFF */
    bool pdf;
    const char *summary, *junit; /* of a verdict (gate.h) */
    const char *precision;       /* CLI_PRECISION */
    uint32_t most_replications;  /* 0 = not given */
    bool require_slo;
    /* CLI_START: as they were given, name and value in turn, and each by itself */
    struct cli_list start;
    const char *source_region, *max_tokens, *rate_text, *input, *output, *length, *capacity;
    struct cli_list quotas;
    bool daily;
    const struct cli_template *template; /* what a scenario is made for (template.h); NULL */
    /* trace generate */
    const char *shape;
    const char *time_unit; /* trace inspect */
    bool unfold, session_gap_given, classes;
    double session_gap, service_time, utc_offset;
    const char *plot, *for_model, *profile_map, *metric_map;
    double metric_period, rate_scale, rate_input, rate_output;
    double rate, duration, peak_to_mean, peak_at, period, input_p50, input_p99, output_p50,
        output_p99;
    bool colour;                /* stdout takes ANSI codes */
    int columns, table_columns; /* of the terminal, or 120; tables then fold at 80 */
};

/* A command's first word, and which of the command's flags go with it. */
struct cli_action {
    const char *name;
    uint64_t flags;
};

struct cli_command {
    const char *name, *arguments, *summary;
    uint64_t flags;
    const struct question_flag *own;  /* flags of this command alone; NULL = none */
    const struct cli_action *actions; /* {NULL} ends them; NULL: all flags go with every word */
    uint32_t min_words, max_words;
    const char *examples; /* lines */
    /* `init --question` makes a scenario for it: the flags, behind the file, with which that is
     * first run ("" = none); NULL: it does not */
    const char *begin;
    /* NULL, or says on stderr what may stand behind a flag of its own that was given no value */
    void (*say_values)(const struct cli *cli, const struct question_flag *flag);
    unsigned exits;       /* enum cli_exit: the codes that it can end with, besides those of all */
    int (*run)(const struct cli *cli); /* the exit code */
};

/**
 * What SIGHUP, SIGINT and SIGTERM do. 0 (at the start): they end the program at once, with 128 +
 * the signal's number; right wherever nothing is lost by it. 1: they set sim_stop
 * (sim/base/stop.h), and the command saves what is finished; a second one ends the program.
 */
extern volatile sig_atomic_t cli_stops_gently;

/**
 * What the caller types for crisim, in the commands that are printed: `stated` (run.sh says how it
 * was called), or the way to this program if the shell did not look for it, or "crisim".
 */
void cli_set_program(const char *stated, const char *called);
const char *cli_program(void);

/** Print all findings to stderr, then "N problems found; nothing was run" if there is an error. */
void cli_print_findings(const struct sim_diag *diag);
/** Print an error to stderr; returns its exit code. */
int cli_fail(const struct sim_error *err);
/** Write text to stdout; returns 0, or 7 when it could not be written (said, unless to a pipe that
 * nobody reads any more). */
int cli_print(const struct sim_text *text);
/** The program's exit code after a command's: looks at stdout and at the signals. */
int cli_finish(int code);

#endif
