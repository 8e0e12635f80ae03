#include "analysis/study/changes_say.h"

#include "analysis/metric/show.h"
#include "analysis/study/changes_first.h"
#include "analysis/study/changes_inside.h"
#include "analysis/study/prices.h"

#include <math.h>
#include <string.h>

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

/* Up: it is true from there on, down: up to there. */
static const char *factor_text(struct sim_arena *arena, double factor, bool up)
{
    return sim_arena_printf(arena, "%sx", metric_bound(arena, factor, factor < 10 ? 2 : 1, up));
}

/* Three digits of a bound. */
static const char *digits_of(struct sim_arena *arena, double value, bool up)
{
    return metric_bound(arena, value, metric_bound_decimals(value), up);
}

/* Is a gap wider than what was to be found? Then the budget ended before it was. */
static bool is_wide(double low, double high, double narrow)
{
    return high > low * (1 + narrow) * (1 + 1e-9);
}

/* Where in a gap: its near end, and the far one too where it was not searched to the end and is
 * another in so many digits. */
static const char *between(struct sim_arena *arena, double low, double high, double narrow)
{
    const char *from = factor_text(arena, low, false), *to = factor_text(arena, high, true);

    return is_wide(low, high, narrow) && strcmp(from, to) != 0
               ? sim_arena_printf(arena, "%s to %s", from, to)
               : from;
}

/* Where a change has come on the way to a case: "case 'busy' from load 1.83 (55 % of the way) on".
 */
static const char *walk_text(const struct talk *talk, const struct along *input,
                             const struct search_change *change)
{
    struct sim_arena *arena = talk->arena;
    const char *at = walk_place(input->walk, along_share(change->high), arena);

    if (change->open)
        at = sim_arena_printf(arena, "between %s and %s",
                              change->low > 1
                                  ? walk_place(input->walk, along_share(change->low), arena)
                                  : "as stated",
                              at);
    return sim_arena_printf(arena, "case '%s' from %s on", input->walk->name, at);
}

/* Where a change has come, going up or down: "load from 1.63x on", "quota down to 0.32x". */
static const char *change_text(const struct talk *talk, const struct along *input,
                               const struct search_change *change, bool above)
{
    const char *at = factor_text(talk->arena, above ? change->high : change->low, above);

    if (input->walk != NULL)
        return walk_text(talk, input, change);
    if (change->open)
        at = sim_arena_printf(talk->arena, "between %s and %s",
                              factor_text(talk->arena, above ? change->low : change->high, !above),
                              at);
    return sim_arena_printf(talk->arena, above ? "%s from %s on" : "%s down to %s",
                            along_words(input->kind), at);
}

/* The nearest change of those bits on one side of what is stated. */
static bool nearest(const struct along *input, uint64_t bits, bool above,
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

/* Is what a point alone recommends at what is stated what is recommended? */
static bool begins_with_choice(const struct talk *talk, const struct along *input)
{
    for (size_t i = 0; i < input->search.n; i++)
        if (input->search.points[i].factor == 1)
            return along_choice(input->search.points[i].state) ==
                   talk->verdict->result->recommended;
    return true;
}

/* Of an input in the results. */
static const char *name_of(const struct along *input)
{
    return input->walk != NULL ? input->walk->name : along_name(input->kind);
}

static void say_choice(struct talk *talk, const struct along *input)
{
    struct search_change change;

    if (!begins_with_choice(talk, input))
        return;
    for (int above = 1; above >= 0; above--)
        if (nearest(input, CHOICE, above == 1, &change))
            add(talk, "CHANGES THE CHOICE", name_of(input),
                sim_arena_printf(talk->arena, "%s: %s",
                                 change_text(talk, input, &change, above == 1),
                                 choice_name(talk, above == 1 ? change.at_high : change.at_low)));
}

/* Is it said already that from there on no option is chosen? Then none holds any longer. */
static bool ends_choice(const struct talk *talk, const struct along *input, bool above, double at)
{
    struct search_change change;

    return talk->verdict->promised && begins_with_choice(talk, input) &&
           nearest(input, CHOICE, above, &change) && (above ? change.high : change.low) == at &&
           along_choice(above ? change.at_high : change.at_low) == DECIDE_NONE;
}

static const char *does_text(const struct talk *talk, bool begins, bool several)
{
    static const char *const words[2][2][2] = {
        {{"answers less than the best", "answer less than the best"},
         {"answers as much as the best", "answer as much as the best"}},
        {{"no longer holds", "no longer hold"}, {"holds", "hold"}}};

    return words[talk->verdict->promised][begins][several];
}

/* Options whose nearest change on a side is the same are named together. */
static void say_holds_on(struct talk *talk, const struct along *input, bool above)
{
    const char *list = talk->verdict->promised ? "CHANGES WHO HOLDS" : "CHANGES WHO ANSWERS";
    uint64_t said = 0;

    for (uint32_t o = 0; o < talk->changes->n_options; o++) {
        struct search_change change, other;
        uint64_t bit = UINT64_C(1) << o;
        struct sim_text who = {0};
        double at;
        bool begins;
        uint32_t n = 0;

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
            n++;
            sim_text_addf(&who, "%s%s", who.length > 0 ? ", " : "", talk->results->options[p].name);
        }
        if (begins || !ends_choice(talk, input, above, at))
            add(talk, list, name_of(input),
                sim_arena_printf(talk->arena, "%s: %s %s", change_text(talk, input, &change, above),
                                 who.data, does_text(talk, begins, n > 1)));
        sim_text_release(&who);
    }
}

/* Of the price of what is recommended: it follows from the ledgers. */
static void say_price(struct talk *talk)
{
    uint32_t choice;
    double factor = prices_break_even(talk->results, talk->verdict, &choice);

    if (isfinite(factor))
        add(talk, "CHANGES THE CHOICE", "price",
            sim_arena_printf(talk->arena, "price of %s up %s %%: %s",
                             talk->results->options[talk->verdict->result->recommended].name,
                             digits_of(talk->arena, 100 * (factor - 1), true),
                             choice == DECIDE_NONE ? "no option"
                                                   : talk->results->options[choice].name));
}

/* Is it said already from where on the way to a case its choice is made? */
static bool is_walked_to(const struct talk *talk, const char *name, uint64_t state)
{
    struct search_change change;

    for (uint32_t i = 0; i < talk->changes->n; i++) {
        const struct along *input = &talk->changes->inputs[i];

        if (input->walk != NULL && strcmp(input->walk->name, name) == 0)
            return begins_with_choice(talk, input) && nearest(input, CHOICE, true, &change) &&
                   along_choice(change.at_high) == along_choice(state);
    }
    return false;
}

/* Cases that would choose another option, were they what is so. Where none holds, another line says
 * so. */
static void say_cases(struct talk *talk)
{
    const struct judge_verdict *verdict = talk->verdict;

    if (verdict->result->recommended == DECIDE_NONE || talk->changes->too_many)
        return;
    for (uint32_t c = 1; c < verdict->input.n_cases; c++) {
        const struct cases_item *item = verdict->cases[c];
        uint64_t state;

        if (judge_is_draws(verdict, c) || item->point == CRI_NONE || item->point == 0)
            continue;
        state = along_state(talk->changes->loop, talk->changes->judge, item->point);
        if (along_choice(state) == DECIDE_NONE ||
            along_choice(state) == verdict->result->recommended ||
            is_walked_to(talk, item->name, state))
            continue;
        add(talk, "CHANGES THE CHOICE", item->name,
            sim_arena_printf(talk->arena, "%s%s%s: %s", item->automatic ? "that " : "case '",
                             item->automatic ? item->words : item->name, item->automatic ? "" : "'",
                             choice_name(talk, state)));
    }
}

static const char *join(struct sim_arena *arena, const char *list, const char *name)
{
    return list == NULL ? name : sim_arena_printf(arena, "%s, %s", list, name);
}

static bool changes_anything(const struct talk *talk, const struct along *input)
{
    uint64_t holds = (UINT64_C(1) << talk->changes->n_options) - 1;
    struct search_change change;

    return search_change(&input->search, 0, holds | CHOICE, &change);
}

static const char *words_of(struct sim_arena *arena, const struct along *input)
{
    return input->walk != NULL ? sim_arena_printf(arena, "case '%s'", input->walk->name)
                               : along_words(input->kind);
}

/* Names of one list of what was not searched: rules of refill after the first without the words
 * before them. */
struct names {
    const char *text;
    bool rules;
};

static void add_name(struct talk *talk, struct names *names, const struct along *input)
{
    const char *name = words_of(talk->arena, input);

    if (along_is_upward(input->kind)) {
        name = sim_arena_printf(talk->arena, "%s up to %d times", name, SEARCH_MOST_UP);
        if (is_of_case(input))
            name = sim_arena_printf(talk->arena, "%s where none holds", name);
    } else if (along_is_of_refill(input->kind)) {
        name = cri_refill_name((enum cri_refill)along_refill(input->kind));
        if (!names->rules)
            name = sim_arena_printf(talk->arena, "first 429 by %s", name);
        names->rules = true;
    }
    names->text = join(talk->arena, names->text, name);
}

/* Stated cases to which there is no way, and why not. */
static const char *add_whole(struct talk *talk, const char *all)
{
    for (uint32_t i = 0; i < talk->changes->n_walks; i++) {
        const struct walk *walk = &talk->changes->walks[i];

        if (walk->whole != NULL)
            all = sim_arena_printf(talk->arena, "%s%scase '%s' is taken whole (%s)",
                                   all != NULL ? all : "", all != NULL ? "; " : "", walk->name,
                                   walk->whole);
    }
    return all;
}

static void say_not_searched(struct talk *talk)
{
    static const char *const heads[] = {"", "in full: ", "first 429 to 0.1 %: "};
    struct names names[3] = {0};
    const char *all = NULL;
    /* A point is judged without the room to grow from there. */
    bool by_room = talk->verdict->result->won == DECIDE_BY_ROOM;

    for (uint32_t i = 0; i < talk->changes->n; i++) {
        const struct along *input = &talk->changes->inputs[i];

        if (input->search.n < 2)
            add_name(talk, &names[0], input);
        else if (input->search.cut || input->impossible)
            add_name(talk, &names[1], input);
        else if (input->search.cut_fine)
            add_name(talk, &names[2], input);
    }
    for (int i = 0; i < 3; i++)
        if (names[i].text != NULL)
            all = sim_arena_printf(talk->arena, "%s%s%s%s", all != NULL ? all : "",
                                   all != NULL ? "; " : "", heads[i], names[i].text);
    for (uint32_t i = 0; i < talk->changes->n; i++)
        if (is_in_both_lists(talk->changes->inputs[i].kind) &&
            talk->changes->inputs[i].search.n >= 2 &&
            !begins_with_choice(talk, &talk->changes->inputs[i])) {
            all =
                sim_arena_printf(talk->arena, "%s%swhat changes the choice: %s",
                                 all != NULL ? all : "", all != NULL ? "; " : "",
                                 by_room ? "room to grow decides it, which is known as stated only"
                                         : "cases decide it, and they are not searched");
            break;
        }
    all = add_whole(talk, all);
    if (talk->changes->too_many)
        all = "anything: there are too many options";
    if (all != NULL)
        add(talk, "NOT SEARCHED", "", all);
}

static const char *factor_words(struct sim_arena *arena, double factor)
{
    return factor == 0.25  ? "a quarter"
           : factor == 0.5 ? "half"
           : factor == 2   ? "twice"
           : factor == 4   ? "four times"
                           : factor_text(arena, factor, factor < 1);
}

/* "time between Regions, from a quarter to four times": inputs that were looked at over the same
 * range together. */
static void say_nothing(struct talk *talk)
{
    struct sim_text nothing = {0};
    const char *before = NULL;
    uint32_t choice;

    /* Alone and without an SLO it is always as good as the best. */
    if (talk->changes->n_options == 1 && !talk->verdict->promised) {
        add(talk, "NOT SEARCHED", "",
            "what would change the choice: it is the only option, and no SLO is stated that it "
            "could miss");
        return;
    }
    for (uint32_t i = 0; i < talk->changes->n; i++) {
        const struct along *input = &talk->changes->inputs[i];
        const struct search *search = &input->search;
        const char *range;

        if (!is_in_both_lists(input->kind) || search->n < 2 || search->cut || input->impossible ||
            changes_anything(talk, input))
            continue;
        range =
            input->walk != NULL
                ? ""
                : sim_arena_printf(talk->arena, ", from %s to %s",
                                   factor_words(talk->arena, search->points[0].factor),
                                   factor_words(talk->arena, search->points[search->n - 1].factor));
        if (before != NULL)
            sim_text_addf(&nothing, "%s%s", strcmp(before, range) == 0 ? "" : before,
                          strcmp(before, range) == 0 ? ", " : "; ");
        sim_text_add(&nothing, words_of(talk->arena, input));
        before = range;
    }
    if (before != NULL)
        sim_text_add(&nothing, before);
    if (isinf(prices_break_even(talk->results, talk->verdict, &choice)))
        sim_text_addf(&nothing, "%sprice of %s, up to %d times", before != NULL ? "; " : "",
                      talk->results->options[talk->verdict->result->recommended].name, PRICES_MOST);
    if (nothing.length > 0)
        add(talk, "CHANGES NOTHING", "", sim_arena_strdup(talk->arena, nothing.data));
    sim_text_release(&nothing);
}

/* What the scenario leaves out altogether. */
static void say_not_tested(struct talk *talk)
{
    const char *list = NULL;
    /* A review has drills of its own. */
    bool outages = loop_study_of(talk->changes->loop)->reviews, limited = false, background = false;

    for (uint32_t o = 0; o < talk->changes->n_options; o++) {
        const struct cri_spec *spec = &changes_option(talk->changes, o)->spec;
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

/* Up to which load the option holds: the end of the largest stretch in which it does. */
static const char *up_to(struct talk *talk, const struct along *load, uint32_t option)
{
    const struct search *search = &load->search;
    struct search_stretch stretch;

    if (!along_holds(load, option, &stretch))
        return sim_arena_printf(talk->arena, "below %s",
                                factor_text(talk->arena, search->points[0].factor, true));
    if (!stretch.ends)
        return sim_arena_printf(talk->arena, "over %s",
                                factor_text(talk->arena, stretch.high, false));
    return between(talk->arena, stretch.high, stretch.above, search->settings.narrow);
}

static bool any_row(const struct talk *talk, uint32_t n_before)
{
    return talk->results->n_shown > n_before;
}

/* Near what is stated a thousandth is told: it is known to that. */
static const char *load_digits(const struct talk *talk, double load)
{
    return metric_bound(talk->arena, load,
                        load >= 0.9 && load < 1.1 ? 3
                        : load < 10               ? 2
                                                  : 1,
                        false);
}

/* Known to less than what room to grow is to be known to. */
static bool room_is_open(const struct along_room *room)
{
    return is_wide(room->low, room->high, ALONG_NARROW_ROOM);
}

static const char *refill_text(const struct talk *talk, uint32_t option, enum cri_refill refill)
{
    struct along_room room = changes_room_under(talk->changes, option, refill);

    if (isnan(room.low))
        return "-";
    /* No further than was run. */
    if (isinf(room.high))
        return sim_arena_printf(talk->arena, ">%g", room.low);
    if (room.low == 0)
        return sim_arena_printf(talk->arena, room.high < 1 ? "<.%02.0f" : "<%g",
                                room.high < 1 ? 100 * room.high : room.high);
    return room_is_open(&room)
               ? sim_arena_printf(talk->arena, "%s+", digits_of(talk->arena, room.low, false))
               : load_digits(talk, room.low);
}

static const char *room_text(const struct talk *talk, uint32_t option)
{
    struct along_room room = changes_room_of(talk->changes, option);

    if (isnan(room.low))
        return "not searched";
    if (isinf(room.high))
        return sim_arena_printf(talk->arena, "over %s", factor_text(talk->arena, room.low, false));
    if (room.low == 0)
        return sim_arena_printf(talk->arena, "below %s", factor_text(talk->arena, room.high, true));
    return room_is_open(&room) ? between(talk->arena, room.low, room.high, ALONG_NARROW_ROOM)
                               : sim_arena_printf(talk->arena, "%sx", load_digits(talk, room.low));
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

            if (!changes_option(talk->changes, o)->allowed ||
                !case_has_minute_limits(&changes_option(talk->changes, o)->spec))
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
    const struct along *load = NULL;
    uint32_t before = talk->results->n_shown;

    for (uint32_t i = 0; i < talk->changes->n; i++)
        if (talk->changes->inputs[i].kind == LOAD && talk->changes->inputs[i].search.n > 1)
            load = &talk->changes->inputs[i];
    if (load == NULL)
        return;
    for (uint32_t o = 0; talk->verdict->promised && o < talk->changes->n_options; o++)
        if (changes_option(talk->changes, o)->allowed)
            show(talk, o, "load-slo", "SLOs hold up to this load", up_to(talk, load, o));
    talk->row += any_row(talk, before);
    before = talk->results->n_shown;
    for (uint32_t o = 0; o < talk->changes->n_options; o++) {
        if (!changes_option(talk->changes, o)->allowed ||
            !case_can_refuse(&changes_option(talk->changes, o)->spec))
            continue;
        show(talk, o, "room-to-grow", "no 429 up to this load", room_text(talk, o));
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

    results->changes =
        sim_arena_alloc(talk.arena, ((size_t)changes->n * (2 + 2 * (size_t)changes->n_options) + 9 +
                                     verdict->n_cases) *
                                        sizeof *results->changes);
    for (uint32_t i = 0; i < results->n_shown; i++)
        talk.row = results->shown[i].row + 1 > talk.row ? results->shown[i].row + 1 : talk.row;
    changes_first(changes, results, verdict);
    show_loads(&talk);
    for (uint32_t i = 0; i < changes->n; i++)
        if (is_in_both_lists(changes->inputs[i].kind))
            say_choice(&talk, &changes->inputs[i]);
    say_price(&talk);
    say_cases(&talk);
    for (uint32_t i = 0; i < changes->n; i++)
        if (is_in_both_lists(changes->inputs[i].kind)) {
            say_holds_on(&talk, &changes->inputs[i], true);
            say_holds_on(&talk, &changes->inputs[i], false);
        }
    say_nothing(&talk);
    say_not_searched(&talk);
    say_not_tested(&talk);
}
