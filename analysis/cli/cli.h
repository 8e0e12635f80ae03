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

/* Flags that a command may take, as bits; which ones is in its row. */
#define CLI_JSON           (UINT64_C(1) << 0)
#define CLI_CSV            (UINT64_C(1) << 1)
#define CLI_SEED           (UINT64_C(1) << 2)
#define CLI_REPLICATIONS   (UINT64_C(1) << 3)
#define CLI_THREADS        (UINT64_C(1) << 4)
#define CLI_OUT            (UINT64_C(1) << 5)
#define CLI_FORCE          (UINT64_C(1) << 6)
#define CLI_TRACE          (UINT64_C(1) << 7)
#define CLI_OPTION         (UINT64_C(1) << 8)
#define CLI_BASELINE       (UINT64_C(1) << 9)
#define CLI_CATALOG        (UINT64_C(1) << 10)
#define CLI_EFFECTIVE      (UINT64_C(1) << 11)
#define CLI_MODEL          (UINT64_C(1) << 12)
#define CLI_REGION         (UINT64_C(1) << 13)
#define CLI_SORT           (UINT64_C(1) << 14)
#define CLI_SKIP_BAD       (UINT64_C(1) << 15)
#define CLI_MARKDOWN       (UINT64_C(1) << 16)
#define CLI_GENERATOR      (UINT64_C(1) << 17) /* --shape ... of `trace generate` */
#define CLI_ROUNDS         (UINT64_C(1) << 18)
#define CLI_QUIET          (UINT64_C(1) << 19)
#define CLI_TIME_UNIT      (UINT64_C(1) << 20)
#define CLI_OUT_FILE       (UINT64_C(1) << 21)
#define CLI_COLOR          (UINT64_C(1) << 22)
#define CLI_SET            (UINT64_C(1) << 23)
#define CLI_INSPECT        (UINT64_C(1) << 24) /* --classes --plot ... of `trace inspect` */
#define CLI_READING        (UINT64_C(1) << 25) /* --unfold --session-gap: how a trace is read */
#define CLI_ASSUME_ALLOWED (UINT64_C(1) << 26)
#define CLI_KEEP_IDS       (UINT64_C(1) << 27)
#define CLI_SIMULATE       (UINT64_C(1) << 28)
#define CLI_RESUME         (UINT64_C(1) << 29)
#define CLI_STATED         (UINT64_C(1) << 30) /* --model ...: no file (start.h) */
#define CLI_DRAWN          (UINT64_C(1) << 34) /* --rate ...: no trace either */
#define CLI_START          (CLI_STATED | CLI_DRAWN)
#define CLI_ASKED          (UINT64_C(1) << 32) /* --slo ...: what is asked (asked.h) */
#define CLI_VERDICT        (UINT64_C(1) << 31) /* --quick --gate */
#define CLI_FULL           (UINT64_C(1) << 33)
#define CLI_DIFF           (UINT64_C(1) << 35) /* --tolerance of `diff` */
#define CLI_PAPER          (UINT64_C(1) << 34) /* --pdf --figures of `report` */
#define CLI_DRY_RUN        (UINT64_C(1) << 37)
#define CLI_PRECISION      (UINT64_C(1) << 36) /* --precision --max-replications (precision.h) */

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
    bool json, csv, dry_run, full, quick, force, resume, effective, sort, skip_bad, markdown, quiet, help;
    bool assume_allowed, keep_ids, simulate;
    bool seed_given, replications_given;
    uint64_t seed;
    uint32_t replications, threads, rounds;
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
