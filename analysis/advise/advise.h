/*
 * advise.h: which ways of calling are allowed at all, why not, and what would have to change;
 * computed from scenario, catalog and policy files, without a simulation.
 */
#ifndef CRISIM_ANALYSIS_ADVISE_ADVISE_H
#define CRISIM_ANALYSIS_ADVISE_ADVISE_H

#include "analysis/advise/amend.h"
#include "analysis/results/results.h"
#include "scenarios/plan/plan.h"

enum advise_status { ADVISE_ALLOWED, ADVISE_UNDECIDED, ADVISE_NOT_ALLOWED };

/* A class called in some way. */
struct advise_way {
    const char *name; /* "geographic (eu)" */
    enum cri_mode mode;
    const char *model_id;     /* that is called: "eu.anthropic..." */
    const char *destinations; /* "eu-west-1, eu-west-2 (seen)"; "" = not callable */
    enum advise_status status;
    const char *reason;    /* not allowed: why; undecided: what must hold; "" */
    const char *refusers;  /* all that denies every call, if it is more than the reason says; "" */
    const char *refused;   /* calls that end at single destinations, and why; "" */
    const char *logs;      /* where traces of its calls may lie; "" = not callable */
    const char *residency; /* what of its destinations breaks a rule, or may surprise; "" */
    const char *beyond_eu; /* Regions outside the European Union where it may be processed; "" */
    bool policy;           /* the reason is a policy's, so a change of it may help */
    struct amend_answer change;
};

struct advise_class {
    const char *name, *model, *source;
    uint32_t n_ways;
    struct advise_way *ways;
    bool allowed; /* some way of on-demand calls, or its own, is */
};

struct advise_option {
    const char *name;
    enum advise_status status;
    const char *reason;
};

/* A question of the checklist, or a line about security, and its answer. */
struct advise_line {
    const char *question, *answer;
};

/* A row of the decision table: general advice, and what of it is possible here. */
struct advise_rule {
    const char *need, *choice, *here;
    enum cri_mode mode;   /* the choice, to be held against what was simulated */
    const char *metric;   /* key of the figure that shows it; NULL = none does */
    const char *evidence; /* advise_simulated(): the figure of each option that ran; NULL */
    bool differs;         /* an option of another mode is better in it */
};

struct advise {
    struct sim_arena arena;
    const char *title;
    bool assume_allowed;
    uint32_t n_classes, n_options, n_checklist, n_security, n_rules;
    struct advise_class *classes;
    struct advise_option *options;
    struct advise_line *checklist, *security;
    struct advise_rule *rules;
};

/**
 * Judge every class of a plan's scenario, as it stands without any option's overrides, in every way
 * of calling; and its options.
 * @return advise_destroy() it; findings of policy files that no option reads go to diag
 */
struct advise *advise_create(const struct plan *plan, struct sim_diag *diag);
/** Hold the general advice against a comparison of the scenario's options. */
void advise_simulated(struct advise *advise, const struct results *results);
void advise_destroy(struct advise *advise);
/** Whether each class has a way that is allowed (undecided is not, unless it was to be assumed). */
bool advise_all_allowed(const struct advise *advise);

/** For the screen, at most `columns` wide. */
void advise_text(const struct advise *advise, int columns, bool colour, struct sim_text *out);
/** One JSON document, "crisim-advice" version 1. */
void advise_json(const struct advise *advise, struct sim_text *out);

#endif
