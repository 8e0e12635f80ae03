#include "analysis/study/changes.h"

#include "analysis/decide/search.h"
#include "analysis/study/figure.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Requests that may be simulated at least, whatever the comparison takes. */
#define LEAST_BUDGET 1e7
#define TIMES_PLAIN  10
#define NARROW       0.02
#define NARROW_ROOM  0.001

/* A state: bit o = option o holds (without an SLO: answers as much as the best); bit 20 + o = it
 * has a 429; from bit 40 on the recommended option, plus 1. */
enum { SHIFT_429 = CHANGES_MOST_OPTIONS, SHIFT_CHOICE = 2 * CHANGES_MOST_OPTIONS };
#define CHOICE   (~UINT64_C(0) << SHIFT_CHOICE)
#define REFUSALS (((UINT64_C(1) << CHANGES_MOST_OPTIONS) - 1) << SHIFT_429)

enum kind { LOAD, LOAD_FIXED, LOAD_SLIDING, LOAD_BUCKET, CAPACITY, QUOTA, HOP, N_KINDS };

static const struct {
    const char *name;  /* for sentences: "load" */
    const char *patch; /* of the factor; %s: more members */
    int refill;        /* enum cri_refill that is set too; -1 = as stated */
    bool with_factor;
} kinds[N_KINDS] = {
    [LOAD] = {"load", "{\"load\":%.17g}", -1, true},
    [LOAD_FIXED] = {"load", "{\"load\":%.17g,\"quota_rules\":{\"refill_minute\":\"fixed-window\"}}",
                    CRI_REFILL_FIXED, true},
    [LOAD_SLIDING] = {"load",
                      "{\"load\":%.17g,\"quota_rules\":{\"refill_minute\":\"sliding-window\"}}",
                      CRI_REFILL_SLIDING, true},
    [LOAD_BUCKET] = {"load",
                     "{\"load\":%.17g,\"quota_rules\":{\"refill_minute\":\"token-bucket\"}}",
                     CRI_REFILL_BUCKET, true},
    [CAPACITY] = {"capacity", "{\"factors\":{\"capacity\":%.17g}}", -1, false},
    [QUOTA] = {"quota", "{\"factors\":{\"quota\":%.17g}}", -1, false},
    [HOP] = {"hop", "{\"factors\":{\"hop\":%.17g}}", -1, false},
};

struct asked {
    double factor;
    uint32_t point;
};

struct input {
    enum kind kind;
    double base; /* what is stated; a factor is on it */
    struct search_settings settings;
    struct search search;
    bool begun;
    struct asked *asked; /* every point that was run */
    uint32_t n_asked, n_told, room;
    bool impossible; /* some factor does not fit the scenario */
};

struct changes {
    struct loop *loop;
    struct judge *judge;
    uint32_t n_options;
    uint32_t n;
    struct input inputs[N_KINDS];
    bool too_many; /* options */
};

/* ---- which inputs there are ---- */

static const struct plan_option *option_of(const struct changes *changes, uint32_t o)
{
    return loop_point_option(changes->loop, loop_point(changes->loop, 0), o);
}

static const struct scenario_world *world_of(const struct changes *changes)
{
    return &loop_settings(changes->loop)->plan->scenario->base;
}

static bool matters(const struct cri_spec *spec, enum kind kind)
{
    size_t n_cells = (size_t)spec->n_regions * spec->n_services;

    switch (kind) {
    case LOAD:
        return true;
    case LOAD_FIXED:
    case LOAD_SLIDING:
    case LOAD_BUCKET:
        return case_has_minute_limits(spec) &&
               (int)spec->quota_rules.per_minute != kinds[kind].refill;
    case CAPACITY:
        for (size_t cell = 0; spec->capacity != NULL && cell < n_cells; cell++)
            if (spec->capacity[cell].kind != CRI_CAPACITY_UNLIMITED)
                return true;
        return false;
    case QUOTA:
        return case_has_minute_limits(spec) || case_has_day_limits(spec);
    case HOP:
        return case_routes(spec, CRI_MODE_GLOBAL) || case_routes(spec, CRI_MODE_GEOGRAPHIC);
    case N_KINDS:
        break;
    }
    return false;
}

static double base_of(const struct changes *changes, enum kind kind)
{
    const struct scenario_world *world = world_of(changes);

    return kind == CAPACITY ? world->factors.capacity
           : kind == QUOTA  ? world->factors.quota
           : kind == HOP    ? world->factors.hop
                            : world->load;
}

static double requests_of(const struct changes *changes, uint32_t replications)
{
    const struct loop_point *point = loop_point(changes->loop, 0);
    const struct metric *offered = metric_find("offered");
    double sum = 0;

    for (uint32_t o = 0; o < point->n_options; o++)
        for (uint32_t r = 0; r < replications; r++)
            sum += fmax(0, loop_samples(point, offered, o)[r]);
    return sum;
}

struct changes *changes_create(struct loop *loop, struct judge *judge)
{
    struct changes *changes = sim_zeroed(1, sizeof *changes);
    const struct loop_point *stated = loop_point(loop, 0);
    struct search_settings settings[N_KINDS];
    double one, all;

    changes->loop = loop;
    changes->judge = judge;
    changes->n_options = stated->n_options;
    changes->too_many = stated->n_options > CHANGES_MOST_OPTIONS;
    one = requests_of(changes, 1);
    all = requests_of(changes, stated->n_replications);
    for (int kind = 0; kind < N_KINDS && !changes->too_many && one > 0; kind++) {
        bool any = false;

        for (uint32_t o = 0; o < changes->n_options; o++)
            any = any || (option_of(changes, o)->allowed &&
                          matters(&option_of(changes, o)->spec, (enum kind)kind));
        if (!any)
            continue;
        settings[changes->n] = (struct search_settings){.requests = one,
                                                        .with_factor = kinds[kind].with_factor,
                                                        .narrow = NARROW,
                                                        .fine = kind <= LOAD_BUCKET ? REFUSALS : 0,
                                                        .narrow_fine = NARROW_ROOM};
        changes->inputs[changes->n++] =
            (struct input){.kind = (enum kind)kind, .base = base_of(changes, (enum kind)kind)};
    }
    search_plan(settings, changes->n, fmax(TIMES_PLAIN * all, LEAST_BUDGET));
    for (uint32_t i = 0; i < changes->n; i++)
        changes->inputs[i].settings = settings[i];
    return changes;
}

void changes_destroy(struct changes *changes)
{
    if (changes == NULL)
        return;
    for (uint32_t i = 0; i < changes->n; i++) {
        search_release(&changes->inputs[i].search);
        free(changes->inputs[i].asked);
    }
    free(changes);
}

/* ---- the searches ---- */

/* Without an SLO: about as much is answered as by the most complete option. */
static bool is_complete(const struct judge_verdict *verdict, uint32_t option)
{
    const struct decide_input *in = &verdict->input;
    const double *success = in->measures[JUDGE_SUCCESS].at;
    double most = 0;

    for (uint32_t o = 0; o < in->n_options; o++)
        if (verdict->result->candidate[o])
            most = fmax(most, success[o]);
    return success[option] >= most - in->most_complete_within;
}

static uint64_t state_of(const struct changes *changes, uint32_t point)
{
    struct sim_arena arena = {0};
    struct judge_verdict *verdict = judge_one(changes->judge, point, &arena);
    const struct decide_result *result = verdict->result;
    const struct metric *refused = metric_find("refused");
    const struct loop_point *of = loop_point(changes->loop, point);
    uint64_t state = 0;

    for (uint32_t o = 0; o < changes->n_options; o++) {
        bool good = verdict->promised ? result->cells[o].holds : is_complete(verdict, o);

        state |= (uint64_t)good << o;
        state |= (uint64_t)(loop_samples(of, refused, o)[0] > 0) << (SHIFT_429 + o);
    }
    if (result->recommended != DECIDE_NONE)
        state |= (uint64_t)(result->recommended + 1) << SHIFT_CHOICE;
    sim_arena_release(&arena);
    return state;
}

/* For the rules of quotas only the first 429 is wanted. */
static uint64_t wanted_of(const struct input *input)
{
    return input->kind >= LOAD_FIXED && input->kind <= LOAD_BUCKET ? REFUSALS : ~UINT64_C(0);
}

static void note(struct input *input, double factor, uint32_t point)
{
    if (input->n_asked == input->room) {
        input->room = 2 * input->room + 16;
        input->asked = sim_grown(input->asked, input->room, sizeof *input->asked);
    }
    input->asked[input->n_asked++] = (struct asked){factor, point};
}

static enum sim_status ask(struct changes *changes, struct input *input, double factor,
                           struct sim_error *err)
{
    char name[64];
    uint32_t point;
    enum sim_status status;

    snprintf(name, sizeof name, "%s x %.6g", kinds[input->kind].name, factor);
    /* The formats stand in the table above, one number each. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    status =
        loop_add(changes->loop,
                 &(struct loop_ask){.name = name,
                                    .patch = loop_patch(changes->loop, kinds[input->kind].patch,
                                                        input->base * factor),
                                    .n_replications = 1,
                                    .samples_only = true},
                 &point, err);
#pragma GCC diagnostic pop
    if (status == SIM_OK)
        note(input, factor, point);
    return status;
}

static enum sim_status go_on(struct changes *changes, struct input *input, struct sim_error *err)
{
    double *factors = sim_fresh(input->search.n + SEARCH_LADDER, sizeof *factors);
    enum sim_status status = SIM_OK;
    size_t n = search_next(&input->search, factors);

    for (size_t i = 0; i < n && status == SIM_OK; i++) {
        status = ask(changes, input, factors[i], err);
        /* A factor that does not fit the scenario changes nothing that can be told. */
        if (status == SIM_EINVALID) {
            input->impossible = true;
            search_tell(&input->search, factors[i], state_of(changes, 0) & wanted_of(input));
            status = SIM_OK;
        }
    }
    free(factors);
    return status;
}

enum sim_status changes_next(struct changes *changes, struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    for (uint32_t i = 0; i < changes->n && status == SIM_OK; i++) {
        struct input *input = &changes->inputs[i];
        uint64_t wanted = wanted_of(input);

        /* Another rule of refill has another state at the load as stated: it is run, too. */
        if (!input->begun && kinds[input->kind].refill >= 0 && input->n_asked == 0 &&
            input->settings.n_rungs > 0) {
            status = ask(changes, input, 1, err);
            continue;
        }
        if (!input->begun) {
            uint32_t stated = input->n_asked > 0 ? input->asked[0].point : 0;

            input->begun = true;
            input->n_told = input->n_asked;
            search_init(&input->search, &input->settings, state_of(changes, stated) & wanted);
        }
        for (; input->n_told < input->n_asked; input->n_told++)
            search_tell(&input->search, input->asked[input->n_told].factor,
                        state_of(changes, input->asked[input->n_told].point) & wanted);
        status = go_on(changes, input, err);
    }
    return status;
}

/* ---- room to grow ---- */

/* The largest factor that is known to be without a 429 below the first one that has one. */
static double first_429(const struct input *input, uint32_t option)
{
    uint64_t bit = UINT64_C(1) << (SHIFT_429 + option);

    for (size_t i = 0; i < input->search.n; i++)
        if (input->search.points[i].state & bit)
            return i == 0 ? 0 : input->search.points[i - 1].factor;
    return INFINITY;
}

/* The same under one rule by which minute quotas come back; NaN where that was not searched. */
static double room_under(const struct changes *changes, uint32_t option, enum cri_refill refill)
{
    for (uint32_t i = 0; i < changes->n; i++) {
        const struct input *input = &changes->inputs[i];
        const struct loop_point *point;

        if (input->kind > LOAD_BUCKET || input->search.n < 2 || input->n_asked == 0)
            continue;
        /* An option may state a rule of its own: what was in force when it ran is what counts. */
        point = loop_point(changes->loop, input->asked[0].point);
        if (loop_point_option(changes->loop, point, option)->spec.quota_rules.per_minute == refill)
            return first_429(input, option);
    }
    return NAN;
}

void changes_room(const struct changes *changes, struct decide_option *options)
{
    for (uint32_t o = 0; o < changes->n_options; o++) {
        double least = NAN;

        for (int refill = 0; refill < CRI_N_REFILLS; refill++)
            least = fmin(least, room_under(changes, o, (enum cri_refill)refill));
        options[o].room_to_grow = least;
    }
}

/* ---- words ---- */

struct talk {
    const struct changes *changes;
    struct results *results;
    struct sim_arena *arena;
    const struct judge_verdict *verdict;
    uint32_t row;
};

static void add(struct talk *talk, const char *list, const char *input, const char *text)
{
    talk->results->changes[talk->results->n_changes++] = (struct results_change){list, input, text};
}

static const char *factor_text(struct sim_arena *arena, double factor)
{
    return sim_arena_printf(arena, "%.*fx", factor < 1 ? 2 : factor < 10 ? 2 : 1, factor);
}

/* The nearest change of those bits on one side of what is stated. */
static bool nearest(const struct input *input, uint64_t bits, bool above,
                    struct search_change *found)
{
    struct search_change change;
    bool any = false;

    for (size_t i = 0; search_change(&input->search, i, bits, &change); i++) {
        if (above ? change.low < 1 : change.high > 1)
            continue;
        if (above && any)
            break;
        *found = change;
        any = true;
    }
    return any;
}

static const char *choice_name(const struct talk *talk, uint64_t state)
{
    uint64_t choice = state >> SHIFT_CHOICE;

    return choice == 0 ? "no option" : talk->results->options[choice - 1].name;
}

static void say_choice(struct talk *talk, const struct input *input)
{
    struct search_change change;
    const char *name = kinds[input->kind].name;

    if (nearest(input, CHOICE, true, &change))
        add(talk, "CHANGES THE CHOICE", name,
            sim_arena_printf(talk->arena, "%s from %s on: %s", name,
                             factor_text(talk->arena, change.high),
                             choice_name(talk, change.at_high)));
    if (nearest(input, CHOICE, false, &change))
        add(talk, "CHANGES THE CHOICE", name,
            sim_arena_printf(talk->arena, "%s down to %s: %s", name,
                             factor_text(talk->arena, change.low),
                             choice_name(talk, change.at_low)));
}

/* Options whose nearest change on a side is the same are named together. */
static void say_holds_on(struct talk *talk, const struct input *input, bool above)
{
    const char *list = talk->verdict->promised ? "CHANGES WHO HOLDS" : "CHANGES WHO ANSWERS";
    const char *does = talk->verdict->promised ? "holds" : "answers as much as the best";
    const char *not = talk->verdict->promised ? "no longer holds" : "answers less than the best";
    const char *name = kinds[input->kind].name;
    uint64_t said = 0;

    for (uint32_t o = 0; o < talk->changes->n_options; o++) {
        struct search_change change, other;
        uint64_t bit = UINT64_C(1) << o;
        struct sim_text who = {0};
        double at;
        bool begins;

        if ((said & bit) != 0 || !nearest(input, bit, above, &change))
            continue;
        at = above ? change.high : change.low;
        begins = ((above ? change.at_high : change.at_low) & bit) != 0;
        for (uint32_t p = o; p < talk->changes->n_options; p++) {
            uint64_t its = UINT64_C(1) << p;

            if (!nearest(input, its, above, &other) || (above ? other.high : other.low) != at ||
                (((above ? other.at_high : other.at_low) & its) != 0) != begins)
                continue;
            said |= its;
            sim_text_addf(&who, "%s%s", who.length > 0 ? ", " : "", talk->results->options[p].name);
        }
        add(talk, list, name,
            sim_arena_printf(talk->arena, "%s %s %s%s: %s %s", name, above ? "from" : "down to",
                             factor_text(talk->arena, at), above ? " on" : "", who.data,
                             begins ? does : not ));
        sim_text_release(&who);
    }
}

static const char *join(struct sim_arena *arena, const char *list, const char *name)
{
    return list == NULL ? name : sim_arena_printf(arena, "%s, %s", list, name);
}

static bool changes_anything(const struct talk *talk, const struct input *input)
{
    uint64_t holds = (UINT64_C(1) << talk->changes->n_options) - 1;
    struct search_change change;

    return search_change(&input->search, 0, holds | CHOICE, &change);
}

static void say_rest(struct talk *talk)
{
    const char *nothing = NULL, *cut = NULL;

    for (uint32_t i = 0; i < talk->changes->n; i++) {
        const struct input *input = &talk->changes->inputs[i];
        bool room_only = input->kind >= LOAD_FIXED && input->kind <= LOAD_BUCKET;
        const char *name =
            room_only
                ? sim_arena_printf(talk->arena, "first 429 by %s",
                                   cri_refill_name((enum cri_refill)kinds[input->kind].refill))
                : kinds[input->kind].name;

        if (input->search.n < 2 || input->search.cut || input->impossible)
            cut = join(talk->arena, cut,
                       input->search.n < 2 ? name
                                           : sim_arena_printf(talk->arena, "%s in full", name));
        if (input->search.n >= 2 && !input->search.cut && input->search.cut_fine)
            cut = join(talk->arena, cut,
                       sim_arena_printf(talk->arena, "%s to 0.1 %%",
                                        room_only ? name : "first 429 by the rule in force"));
        if (input->search.n < 2 || input->search.cut || input->impossible)
            continue;
        if (!room_only && !changes_anything(talk, input))
            nothing = join(talk->arena, nothing, name);
    }
    if (nothing != NULL)
        add(talk, "CHANGES NOTHING", "",
            sim_arena_printf(talk->arena, "%s, from a quarter to four times", nothing));
    if (talk->changes->too_many)
        cut = "anything: there are too many options";
    if (cut != NULL)
        add(talk, "NOT SEARCHED", "", cut);
}

/* What the scenario leaves out altogether. */
static void say_not_tested(struct talk *talk)
{
    const char *list = NULL;
    bool outages = false, limited = false, background = false;

    for (uint32_t o = 0; o < talk->changes->n_options; o++) {
        const struct cri_spec *spec = &option_of(talk->changes, o)->spec;
        size_t n_cells = (size_t)spec->n_regions * spec->n_services;

        outages = outages || spec->n_outages > 0;
        for (size_t cell = 0; spec->capacity != NULL && cell < n_cells; cell++) {
            limited = limited || spec->capacity[cell].kind != CRI_CAPACITY_UNLIMITED;
            background = background || spec->capacity[cell].background.mean > 0;
        }
    }
    if (!outages)
        list = join(talk->arena, list, "outages");
    if (!limited)
        list = join(talk->arena, list, "capacity (it is stated as unlimited)");
    else if (!background)
        list = join(talk->arena, list, "other customers' load");
    if (list != NULL)
        add(talk, "NOT TESTED", "", list);
}

/* ---- rows of the first screen ---- */

static void show(struct talk *talk, uint32_t option, const char *key, const char *label,
                 const char *text)
{
    talk->results->shown[talk->results->n_shown++] = (struct results_glance){
        .row = talk->row, .option = option, .key = key, .label = label, .text = text, .mark = ""};
}

/* Up to which load the bit stays as it has to be, counted from below. */
static const char *up_to(struct talk *talk, const struct input *input, uint64_t bit, bool set)
{
    const struct search *search = &input->search;

    for (size_t i = 0; i < search->n; i++)
        if (((search->points[i].state & bit) != 0) != set)
            return i == 0 ? sim_arena_printf(talk->arena, "below %s",
                                             factor_text(talk->arena, search->points[0].factor))
                          : factor_text(talk->arena, search->points[i - 1].factor);
    return sim_arena_printf(talk->arena, "over %s",
                            factor_text(talk->arena, search->points[search->n - 1].factor));
}

static bool any_row(const struct talk *talk, uint32_t n_before)
{
    return talk->results->n_shown > n_before;
}

/* Near what is stated a thousandth is told: it is known to that. */
static const char *load_digits(const struct talk *talk, double load)
{
    return sim_arena_printf(talk->arena, "%.*f",
                            load >= 0.9 && load < 1.1 ? 3
                            : load < 10               ? 2
                                                      : 1,
                            load);
}

static const char *refill_text(const struct talk *talk, uint32_t option, enum cri_refill refill)
{
    double room = room_under(talk->changes, option, refill);

    return isnan(room) ? "-" : isinf(room) ? ">4" : room == 0 ? "<.25" : load_digits(talk, room);
}

/* Where it depends on the rule by which minute quotas come back, what it is under each. */
static void show_refills(struct talk *talk)
{
    static const enum cri_refill order[] = {CRI_REFILL_SLIDING, CRI_REFILL_FIXED,
                                            CRI_REFILL_BUCKET};
    uint32_t before = talk->results->n_shown;
    bool differ = false;

    for (int pass = 0; pass < 2 && (pass == 0 || differ); pass++)
        for (uint32_t o = 0; o < talk->changes->n_options; o++) {
            const char *text[3];

            if (!option_of(talk->changes, o)->allowed ||
                !case_has_minute_limits(&option_of(talk->changes, o)->spec))
                continue;
            for (int i = 0; i < 3; i++)
                text[i] = refill_text(talk, o, order[i]);
            differ = differ || strcmp(text[0], text[1]) != 0 || strcmp(text[0], text[2]) != 0;
            if (pass == 1)
                show(talk, o, "room-by-refill", "  refill sliding/fixed/bucket",
                     sim_arena_printf(talk->arena, "%s/%s/%s", text[0], text[1], text[2]));
        }
    talk->row += any_row(talk, before);
}

static void show_loads(struct talk *talk)
{
    const struct input *load = NULL;
    uint32_t before = talk->results->n_shown;

    for (uint32_t i = 0; i < talk->changes->n; i++)
        if (talk->changes->inputs[i].kind == LOAD && talk->changes->inputs[i].search.n > 1)
            load = &talk->changes->inputs[i];
    if (load == NULL)
        return;
    for (uint32_t o = 0; talk->verdict->promised && o < talk->changes->n_options; o++)
        if (option_of(talk->changes, o)->allowed)
            show(talk, o, "load-slo", "SLOs hold up to this load",
                 up_to(talk, load, UINT64_C(1) << o, true));
    talk->row += any_row(talk, before);
    before = talk->results->n_shown;
    for (uint32_t o = 0; o < talk->changes->n_options; o++) {
        double room = talk->verdict->input.options[o].room_to_grow;

        if (!option_of(talk->changes, o)->allowed ||
            !case_has_minute_limits(&option_of(talk->changes, o)->spec))
            continue;
        show(talk, o, "room-to-grow", "no 429 up to this load",
             isnan(room)   ? "not searched"
             : isinf(room) ? "over 4.00x"
             : room == 0   ? "below 0.25x"
                           : sim_arena_printf(talk->arena, "%sx", load_digits(talk, room)));
    }
    talk->row += any_row(talk, before);
    show_refills(talk);
}

void changes_say(const struct changes *changes, struct study *study,
                 const struct judge_verdict *verdict)
{
    struct results *results = study->results;
    struct talk talk = {
        .changes = changes, .results = results, .arena = &results->arena, .verdict = verdict};

    results->changes = sim_arena_alloc(
        talk.arena,
        ((size_t)changes->n * (2 + 2 * (size_t)changes->n_options) + 8) * sizeof *results->changes);
    for (uint32_t i = 0; i < results->n_shown; i++)
        talk.row = results->shown[i].row + 1 > talk.row ? results->shown[i].row + 1 : talk.row;
    show_loads(&talk);
    for (uint32_t i = 0; i < changes->n; i++)
        if (changes->inputs[i].kind == LOAD || changes->inputs[i].kind >= CAPACITY)
            say_choice(&talk, &changes->inputs[i]);
    for (uint32_t i = 0; i < changes->n; i++)
        if (changes->inputs[i].kind == LOAD || changes->inputs[i].kind >= CAPACITY) {
            say_holds_on(&talk, &changes->inputs[i], true);
            say_holds_on(&talk, &changes->inputs[i], false);
        }
    say_rest(&talk);
    say_not_tested(&talk);
}
