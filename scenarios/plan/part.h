/*
 * part.h: a plan is compiled by parts. Each is one file part_<name>.c and one row of part_list.h:
 * it reads some keys of the scenario, fills the fields of cri_spec that are its own, and keeps the
 * state that it needs for that to itself (plan_own()). What another part may ask of it are the
 * functions in its header; such questions go up the list or to scenario and catalog, never in a
 * circle.
 *
 * plan.c runs the phases. In each of them the parts follow one another in the order of the list.
 */
#ifndef CRISIM_SCENARIOS_PLAN_PART_H
#define CRISIM_SCENARIOS_PLAN_PART_H

#include "scenarios/plan/part_list.h"
#include "scenarios/plan/types.h"

#define PLAN_PART_ENUM(name) PLAN_PART_##name,
enum plan_part_index { PLAN_PART_LIST(PLAN_PART_ENUM) PLAN_N_PARTS };
#undef PLAN_PART_ENUM

enum plan_phase {
    PLAN_OPTION,     /* each option, before its classes */
    PLAN_CLASS,      /* each class of it, in the order of their names: its own keys, its targets */
    PLAN_TARGET,     /* each target of the class: a way to call, in the order of use */
    PLAN_CLASS_END,  /* all targets of the class are built */
    PLAN_OPTION_END, /* all classes of the option are built */
    PLAN_LENGTH, /* all options are built without an error: how long they run, what that closes */
    PLAN_N_PHASES
};

/* What a target was listed as. */
struct plan_call {
    const struct sim_json *at; /* where, for messages */
    const char *use;           /* "as a fallback", "to spread over"; NULL = the source Region */
    bool spill;                /* of model units, so it must be callable */
    bool reserved;             /* through a reservation, of the tier `reserved` */
};

/* One option being compiled: where the phases have got to. */
struct plan_job {
    /* NULL and 0 in a check. */
    struct plan *plan;
    uint32_t index; /* of the option */
    struct plan_option *option;
    const struct scenario_class **classes; /* by name, as in the option's spec */
    uint32_t most_targets; /* of all classes together, no fewer than there will be */

    const struct catalog *catalog;
    const struct scenario_world *world;
    struct sim_arena *arena;
    struct sim_diag *diag;
    bool sound; /* PLAN_OPTION_END: no error in the option up to there */
    bool skip;  /* a part sets it: nothing more is built of this class or target */

    /* PLAN_CLASS to PLAN_CLASS_END. */
    const char *path; /* "classes.web" */
    const struct scenario_class *class;
    const struct catalog_model *model;
    struct cri_class_spec *out;
    struct cri_target_spec *targets; /* out->targets; out->n_targets of them */
    struct plan_call *calls;         /* of the targets */

    /* PLAN_TARGET. */
    struct cri_target_spec *target;
    const struct plan_call *call;
    enum catalog_endpoint endpoint;        /* that is called */
    const struct catalog_profile *profile; /* that is called; NULL = a bare id */

    void *own[PLAN_N_PARTS];
};

struct plan_part {
    const char *name;
    /* Names in the part's keys, against the catalog; also done on a scenario with findings, when
     * there is no plan and no option. */
    void (*check)(struct plan_job *job);
    void (*build[PLAN_N_PHASES])(struct plan_job *job); /* NULL = nothing to do in that phase */
    /* Once, with all options as they will run: findings and texts about the whole. sound = no error
     * so far; else only errors are of interest. */
    void (*after)(struct plan *plan, bool sound, struct sim_diag *diag);
};

/** Room for the targets of a class: each Region that is called, and where its model units spill to.
 */
uint32_t plan_most_targets(const struct scenario_class *class);

#define PLAN_PART_EXTERN(name) extern const struct plan_part plan_part_##name;
PLAN_PART_LIST(PLAN_PART_EXTERN)
#undef PLAN_PART_EXTERN

#endif
