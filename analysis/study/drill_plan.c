#include "analysis/study/drill_plan.h"

#include "models/policy/policy.h"
#include "sim/base/assert.h"
#include "sim/base/memory.h"
#include "sim/base/sort.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The median length of failures in the provider's status posts (docs/assumptions.md). */
#define USUAL_MINUTES 108
/* Traffic that is left behind a window, to see what comes afterwards, as far as there is any. */
#define MINUTES_BEHIND 10
/* Windows that differ by less are the same: the traffic is even. */
#define AS_BUSY 0.95
enum { BUSIEST = 5 };

static const enum cri_outage_kind outages[] = {
#define X(name, key, outage, ...) [DRILL_##name] = outage,
    DRILL_KIND_LIST(X)
#undef X
};

const char *drill_region_name(const struct drill *drill, uint32_t region)
{
    return drill_option(drill, 0)->spec.regions[region].name;
}

/* ---- when ---- */

static uint64_t offered_in(const struct drill *drill, uint32_t first, uint32_t end)
{
    uint64_t sum = 0;

    for (uint32_t r = 0; r < drill->n_replications; r++) {
        const struct drill_minutes *of = &drill->stated[drill->lead * drill->n_replications + r];

        for (uint32_t i = first; i < end && i < of->n; i++)
            sum += of->minutes[i].offered;
    }
    return sum / drill->n_replications;
}

static void add_window(struct drill *drill, uint32_t first, uint32_t length, const char *key,
                       const char *words)
{
    sim_time width = drill->stated[drill->lead * drill->n_replications].width;
    struct drill_window *window = &drill->windows[drill->n_windows++];

    *window = (struct drill_window){.key = key,
                                    .words = words,
                                    .start = first * width,
                                    .end = (first + length) * width,
                                    .offered = offered_in(drill, first, first + length)};
}

/* The busiest and the quietest windows of so many bins that begin in [0, last]; the first of
 * several that are alike. */
static void find_windows(const struct drill *drill, uint32_t length, uint32_t last, uint32_t *peak,
                         uint32_t *quiet)
{
    uint64_t in = offered_in(drill, 0, length), most = in, least = in;

    *peak = *quiet = 0;
    for (uint32_t i = 1; i <= last; i++) {
        in = offered_in(drill, i, i + length);
        if (in > most) {
            most = in;
            *peak = i;
        }
        /* What arrives is what is asked about: of a night without requests there is nothing to say.
         */
        if (in > 0 && (in < least || least == 0)) {
            least = in;
            *quiet = i;
        }
    }
}

/* Whole bins, at least one. */
static uint32_t length_of(const struct drill *drill, uint32_t n, sim_time width)
{
    const struct question_value *given = &drill->asking->values[DRILL_FLAG_FOR];
    double bin = (double)width / (double)SIM_SECOND;
    double third = floor(n / 3.0);

    if (given->given)
        return (uint32_t)fmin(fmax(1, ceil(given->number / bin)), UINT32_MAX / 4);
    return (uint32_t)fmax(1, fmin(third, ceil(USUAL_MINUTES * 60 / bin)));
}

static const char *at_words(struct drill *drill, double seconds)
{
    return seconds < 6000 ? sim_arena_printf(&drill->arena, "from minute %.0f", seconds / 60)
                          : sim_arena_printf(&drill->arena, "from %.4g h", seconds / 3600);
}

static enum sim_status plan_windows(struct drill *drill, struct sim_error *err)
{
    const struct question_value *at = &drill->asking->values[DRILL_FLAG_AT];
    const struct cri_spec *spec = &drill_option(drill, drill->lead)->spec;
    sim_time width = drill->stated[drill->lead * drill->n_replications].width;
    uint32_t n = (uint32_t)((spec->horizon + width - 1) / width);
    uint32_t length = length_of(drill, n, width), room, behind, last, peak, quiet;

    if (at->given && !isnan(at->number)) {
        uint32_t first = (uint32_t)fmin(sim_time_from_s(at->number) / width, UINT32_MAX / 4);

        if (first >= n)
            return sim_fail(err, SIM_EUSAGE, NULL,
                            "--at %s is behind the traffic, which ends after %.6g s", at->text,
                            sim_time_to_s(spec->horizon));
        add_window(drill, first, length, "given", at_words(drill, sim_time_to_s(first * width)));
        return SIM_OK;
    }
    room = n > length ? n - length : 0;
    behind = (uint32_t)(MINUTES_BEHIND * SIM_MINUTE / width);
    behind = behind < length ? behind : length;
    behind = behind < room / 2 ? behind : room / 2;
    last = room - behind;
    find_windows(drill, length, last, &peak, &quiet);
    if (!at->given || strcmp(at->text, "peak") == 0)
        add_window(drill, peak, length, "peak", "at peak");
    if (!at->given && (double)offered_in(drill, quiet, quiet + length) >
                          AS_BUSY * (double)offered_in(drill, peak, peak + length))
        drill->one_window = "the traffic is even, or too short for a second window";
    else if (!at->given || strcmp(at->text, "off-peak") == 0)
        add_window(drill, quiet, length, "off-peak", "off peak");
    return SIM_OK;
}

/* ---- where ---- */

static bool has_background(const struct cri_spec *spec, uint32_t region)
{
    for (uint32_t s = 0; s < spec->n_services; s++)
        if (spec->capacity[(size_t)region * spec->n_services + s].background.mean > 0)
            return true;
    return false;
}

/* A Region whose absence could be felt by a call that does not come there: a policy that looks at
 * all destinations chooses otherwise, and the load of others moves away from it. */
static bool is_felt(const struct cri_spec *spec, uint32_t region)
{
    bool any = false;

    for (uint32_t c = 0; c < spec->n_classes; c++)
        for (uint32_t t = 0; spec->classes[c].runs && t < spec->classes[c].n_targets; t++) {
            const struct cri_target_spec *target = &spec->classes[c].targets[t];

            for (uint32_t d = 0; d < target->n_destinations; d++)
                if (target->destinations[d] == region && target->n_destinations > 1 &&
                    target->policy->sees_others &&
                    (target->shares == NULL || target->shares[d] > 0))
                    return true;
        }
    for (uint32_t r = 0; r < spec->n_regions && !spec->no_surge; r++)
        any = any || has_background(spec, r);
    /* While another Region is out, its load goes to those that are up. */
    return any && (has_background(spec, region) || spec->n_outages > 0);
}

/* Whether nothing of an option can change when the Region goes. */
static bool is_untouched(const struct drill *drill, uint32_t option, uint32_t region)
{
    const struct cri_spec *spec = &drill_option(drill, option)->spec;
    const struct cri_outcome *merged = loop_point(drill->asking->loop, 0)->merged;

    for (uint32_t c = 0; c < spec->n_classes; c++) {
        /* Of what was not run nothing is proved. */
        if (merged == NULL || merged[option].classes[c].came[region] > 0)
            return false;
        for (uint32_t t = 0; spec->classes[c].runs && t < spec->classes[c].n_targets; t++)
            if (spec->classes[c].targets[t].source == region)
                return false;
    }
    return !is_felt(spec, region);
}

static bool is_source(const struct cri_spec *spec, uint32_t region)
{
    for (uint32_t c = 0; c < spec->n_classes; c++)
        for (uint32_t t = 0; spec->classes[c].runs && t < spec->classes[c].n_targets; t++)
            if (spec->classes[c].targets[t].source == region)
                return true;
    return false;
}

static bool is_used(const struct cri_spec *spec, uint32_t region)
{
    for (uint32_t c = 0; c < spec->n_classes; c++)
        for (uint32_t t = 0; spec->classes[c].runs && t < spec->classes[c].n_targets; t++) {
            const struct cri_target_spec *target = &spec->classes[c].targets[t];

            for (uint32_t d = 0; d < target->n_destinations; d++)
                if (target->destinations[d] == region)
                    return true;
        }
    return is_source(spec, region);
}

static void plan_regions(struct drill *drill)
{
    uint32_t n = drill_option(drill, drill->lead)->spec.n_regions;

    drill->regions = sim_arena_alloc(&drill->arena, n * sizeof *drill->regions);
    for (uint32_t r = 0; r < n; r++) {
        struct drill_region *region = &drill->regions[drill->n_regions];
        bool used = false, touched = false;

        *region = (struct drill_region){
            .region = r,
            .untouched = sim_arena_alloc(&drill->arena, drill->n_options * sizeof(bool))};
        for (uint32_t o = 0; o < drill->n_options; o++) {
            const struct plan_option *option = drill_option(drill, o);
            const struct cri_outcome *merged = loop_point(drill->asking->loop, 0)->merged;

            region->untouched[o] = !option->allowed || is_untouched(drill, o, r);
            touched = touched || !region->untouched[o];
            if (!option->allowed)
                continue;
            used = used || is_used(&option->spec, r);
            region->is_source = region->is_source || is_source(&option->spec, r);
            for (uint32_t c = 0; merged != NULL && c < merged[o].n_classes; c++)
                region->came += merged[o].classes[c].came[r];
        }
        drill->n_regions += used;
        drill->n_skipped += used && !touched;
    }
}

static struct drill_region *find_region(const struct drill *drill, uint32_t region)
{
    for (uint32_t i = 0; i < drill->n_regions; i++)
        if (drill->regions[i].region == region)
            return &drill->regions[i];
    return NULL;
}

static bool is_touched(const struct drill *drill, const struct drill_region *region)
{
    for (uint32_t o = 0; o < drill->n_options; o++)
        if (!region->untouched[o])
            return true;
    return false;
}

/* ---- drills ---- */

/* The members of the outage that are its kind's own. */
static const char *effect_of(struct drill *drill, enum cri_outage_kind kind)
{
    if (kind != CRI_OUTAGE_BROWN_OUT)
        return "";
    return sim_arena_printf(&drill->arena,
                            ",\"error_share\":%.17g,\"slowdown\":%.17g,\"capacity_factor\":%.17g",
                            drill->errors, drill->slower, drill->left);
}

/* A name that the scenario gives no outage of its own: those go on as stated. */
static const char *outage_name(struct drill *drill)
{
    const struct scenario *scenario = drill->asking->study->plan->scenario;
    const char *name = "drill";

    for (int k = 2;; k++) {
        bool taken = false;

        for (uint32_t w = 0; w <= scenario->n_options; w++) {
            const struct scenario_world *world =
                w < scenario->n_options ? &scenario->worlds[w] : &scenario->base;
            const struct scenario_outage *entries = world->outages.items;

            for (uint32_t i = 0; i < world->outages.n; i++)
                taken = taken || strcmp(entries[i].node.name, name) == 0;
        }
        if (!taken)
            return name;
        name = sim_arena_printf(&drill->arena, "drill-%d", k);
    }
}

static enum sim_status ask(struct drill *drill, struct drill_item *item, const char *classes,
                           struct sim_error *err)
{
    const struct drill_window *window = &drill->windows[item->window];
    enum cri_outage_kind kind = outages[item->kind];
    uint32_t *options = sim_arena_alloc(&drill->arena, drill->n_options * sizeof *options), n = 0;
    struct sim_text regions = {0};
    enum sim_status status;

    item->point = CRI_NONE;
    for (uint32_t o = 0; o < drill->n_options; o++)
        if (item->of[o].how == DRILL_RUN) {
            options[n++] = o;
            drill->counted += budget_requests(drill_option(drill, o));
        }
    if (n == 0 || drill->counts)
        return SIM_OK;
    for (uint32_t i = 0; i < item->n_regions; i++)
        sim_text_addf(&regions, "%s\"%s\"", i > 0 ? "," : "",
                      drill_region_name(drill, item->regions[i]));
    status =
        loop_add(drill->asking->loop,
                 &(struct loop_ask){
                     .name = "drill",
                     .patch = loop_patch(
                         drill->asking->loop,
                         "{\"outages\":{\"%s\":{\"kind\":\"%s\",\"regions\":[%s],"
                         "\"start_s\":%.17g,\"duration_s\":%.17g%s}}%s%s}",
                         outage_name(drill), cri_outage_kind_name(kind), regions.data,
                         sim_time_to_s(window->start), sim_time_to_s(window->end - window->start),
                         effect_of(drill, kind), classes != NULL ? ",\"classes\":" : "",
                         classes != NULL ? classes : ""),
                     .options = options,
                     .n_options = n,
                     .n_replications = drill->n_replications,
                     .samples_only = true},
                 &item->point, err);
    sim_text_release(&regions);
    return status;
}

enum sim_status drill_add(struct drill *drill, const struct drill_item *item,
                          const enum drill_how *how, const uint32_t *same, const char *classes,
                          struct sim_error *err)
{
    struct drill_item *added;

    drill->items = sim_with_room(drill->items, drill->n_items, &drill->room, sizeof *drill->items);
    added = &drill->items[drill->n_items];
    *added = *item;
    added->of = sim_arena_alloc(&drill->arena, drill->n_options * sizeof *added->of);
    for (uint32_t o = 0; o < drill->n_options; o++) {
        uint32_t n_classes = drill_option(drill, o)->spec.n_classes + 1;
        size_t room = (size_t)n_classes * drill->n_replications;

        added->of[o] = (struct drill_of){.how = how[o], .same = same != NULL ? same[o] : CRI_NONE};
        if (how[o] != DRILL_RUN && how[o] != DRILL_PROVED)
            continue;
        added->of[o].offered = sim_arena_alloc(&drill->arena, room * sizeof(uint64_t));
        added->of[o].failed = sim_arena_alloc(&drill->arena, room * sizeof(uint64_t));
        added->of[o].seen =
            sim_arena_alloc(&drill->arena, drill->n_replications * sizeof(struct drill_seen));
    }
    drill->n_items++;
    return ask(drill, added, classes, err);
}

static const char *joined(struct drill *drill, const uint32_t *regions, uint32_t n,
                          const char *between, const char *before_last)
{
    struct sim_text text = {0};
    const char *where;

    for (uint32_t i = 0; i < n; i++)
        sim_text_addf(&text, "%s%s",
                      i == 0       ? ""
                      : i + 1 == n ? before_last
                                   : between,
                      drill_region_name(drill, regions[i]));
    where = sim_arena_strdup(&drill->arena, text.data);
    sim_text_release(&text);
    return where;
}

/* The drill of serving loss with the same Regions and window; CRI_NONE = none. */
static uint32_t find_serving(const struct drill *drill, const struct drill_item *item)
{
    for (uint32_t i = 0; i < drill->n_items; i++)
        if (outages[drill->items[i].kind] == CRI_OUTAGE_SERVING_LOSS &&
            drill->items[i].window == item->window &&
            drill->items[i].n_regions == item->n_regions &&
            memcmp(drill->items[i].regions, item->regions,
                   item->n_regions * sizeof *item->regions) == 0)
            return i;
    return CRI_NONE;
}

static bool simulates_cache(const struct cri_spec *spec)
{
    for (uint32_t c = 0; c < spec->n_classes; c++)
        if (spec->classes[c].runs && spec->classes[c].cache.on)
            return true;
    return false;
}

/* What has to be run of a drill of these Regions; where nobody calls there, and no cache is emptied
 * at its end, Region loss is serving loss. */
static enum drill_how how_of(const struct drill *drill, const struct drill_item *item,
                             uint32_t option, uint32_t serving)
{
    const struct plan_option *of = drill_option(drill, option);
    bool untouched = true, called = false;

    if (!of->allowed)
        return DRILL_NOT;
    for (uint32_t i = 0; i < item->n_regions; i++) {
        const struct drill_region *region = find_region(drill, item->regions[i]);

        untouched = untouched && (region == NULL || region->untouched[option]);
        called = called || is_source(&of->spec, item->regions[i]);
    }
    if (untouched)
        return DRILL_PROVED;
    return serving != CRI_NONE && outages[item->kind] == CRI_OUTAGE_REGION_LOSS && !called &&
                   !simulates_cache(&of->spec)
               ? DRILL_SAME
               : DRILL_RUN;
}

/* where: of all of a geography, or of all; NULL = by their names. */
static enum sim_status add(struct drill *drill, enum drill_kind kind, const uint32_t *regions,
                           uint32_t n, const char *where, const char *where_short,
                           struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    for (uint32_t w = 0; w < drill->n_windows && status == SIM_OK; w++) {
        struct drill_item item = {
            .kind = kind,
            .window = w,
            .n_regions = n,
            .where = where != NULL ? where : joined(drill, regions, n, ", ", " and "),
            .where_short = where_short != NULL ? where_short : joined(drill, regions, n, "+", "+"),
            .second = CRI_NONE};
        uint32_t *copy = sim_arena_alloc(&drill->arena, n * sizeof *copy), serving;
        uint32_t *same = sim_zeroed(drill->n_options, sizeof *same);
        enum drill_how *how = sim_zeroed(drill->n_options, sizeof *how);

        memcpy(copy, regions, n * sizeof *copy);
        item.regions = copy;
        serving = find_serving(drill, &item);
        for (uint32_t o = 0; o < drill->n_options; o++) {
            how[o] = how_of(drill, &item, o, serving);
            same[o] = serving;
        }
        status = drill_add(drill, &item, how, same, NULL, err);
        free(same);
        free(how);
    }
    return status;
}

static enum sim_status add_both(struct drill *drill, bool single, const uint32_t *regions,
                                uint32_t n, struct sim_error *err)
{
    enum sim_status status =
        add(drill, single ? DRILL_SERVING : DRILL_SERVING_PAIR, regions, n, NULL, NULL, err);

    if (status == SIM_OK)
        status = add(drill, single ? DRILL_REGION : DRILL_REGION_PAIR, regions, n, NULL, NULL, err);
    return status;
}

static int by_calls(const void *left, const void *right)
{
    const struct drill_region *a = *(const struct drill_region *const *)left;
    const struct drill_region *b = *(const struct drill_region *const *)right;

    if (a->came != b->came)
        return a->came > b->came ? -1 : 1;
    return a->region < b->region ? -1 : a->region > b->region;
}

/* The busiest that are touched at all, most calls first. @return how many */
static uint32_t find_busiest(const struct drill *drill, uint32_t *busiest)
{
    const struct drill_region **order = sim_zeroed(drill->n_regions, sizeof(void *));
    uint32_t n = 0;

    for (uint32_t i = 0; i < drill->n_regions; i++)
        if (is_touched(drill, &drill->regions[i]))
            order[n++] = &drill->regions[i];
    sim_sort(order, n, sizeof *order, by_calls);
    n = n < BUSIEST ? n : BUSIEST;
    for (uint32_t i = 0; i < n; i++)
        busiest[i] = order[i]->region;
    free(order);
    return n;
}

/* All used Regions of a geography where something is called; NULL = everywhere. */
static enum sim_status add_common(struct drill *drill, enum drill_kind kind, const char *geography,
                                  struct sim_error *err)
{
    const struct cri_region_spec *names = drill_option(drill, 0)->spec.regions;
    uint32_t *regions = sim_zeroed(drill->n_regions, sizeof *regions), n = 0;
    enum sim_status status = SIM_OK;

    for (uint32_t i = 0; i < drill->n_regions; i++)
        if (geography == NULL || strcmp(names[drill->regions[i].region].geography, geography) == 0)
            regions[n++] = drill->regions[i].region;
    if (n > 1)
        status =
            geography != NULL
                ? add(drill, kind, regions, n,
                      sim_arena_printf(&drill->arena, "all %u Regions of %s", n, geography),
                      sim_arena_printf(&drill->arena, "all %u of %s", n, geography), err)
                : add(drill, kind, regions, n, sim_arena_printf(&drill->arena, "all %u Regions", n),
                      sim_arena_printf(&drill->arena, "all %u", n), err);
    free(regions);
    return status;
}

static enum sim_status add_geographies(struct drill *drill, struct sim_error *err)
{
    const struct cri_region_spec *names = drill_option(drill, 0)->spec.regions;
    enum sim_status status = SIM_OK;

    for (uint32_t i = 0; i < drill->n_regions && status == SIM_OK; i++) {
        const char *geography = names[drill->regions[i].region].geography;
        bool before = false;

        for (uint32_t k = 0; k < i; k++)
            before = before || (drill->regions[k].is_source &&
                                strcmp(names[drill->regions[k].region].geography, geography) == 0);
        if (drill->regions[i].is_source && !before)
            status = add_common(drill, DRILL_GEOGRAPHY, geography, err);
    }
    return status;
}

static enum sim_status add_all(struct drill *drill, struct sim_error *err)
{
    uint32_t busiest[BUSIEST], n = find_busiest(drill, busiest);
    enum sim_status status = SIM_OK;

    for (uint32_t i = 0; i < drill->n_regions && status == SIM_OK; i++)
        if (is_touched(drill, &drill->regions[i]))
            status = add_both(drill, true, &drill->regions[i].region, 1, err);
    for (uint32_t i = 0; i < n && status == SIM_OK; i++)
        for (uint32_t k = i + 1; k < n && status == SIM_OK; k++)
            status = add_both(drill, false, (uint32_t[]){busiest[i], busiest[k]}, 2, err);
    for (uint32_t i = 0; i < n && status == SIM_OK; i++)
        status = add(drill, DRILL_BROWN_OUT, &busiest[i], 1, NULL, NULL, err);
    if (status == SIM_OK)
        status = add_geographies(drill, err);
    return status == SIM_OK ? add_common(drill, DRILL_EVERYWHERE, NULL, err) : status;
}

/* ---- by hand ---- */

enum { MOST_GIVEN = 32 };

/* The Regions of a list with commas, MOST_GIVEN at most. */
static enum sim_status read_given(const struct catalog *catalog, const char *list,
                                  uint32_t *regions, uint32_t *n, struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    *n = 0;
    while (*list != '\0' && status == SIM_OK) {
        size_t length = strcspn(list, ",");
        char word[128];

        snprintf(word, sizeof word, "%.*s", length < 127 ? (int)length : 127, list);
        if (*n == MOST_GIVEN)
            return sim_fail(err, SIM_EUSAGE, NULL, "--region takes %d Regions at most", MOST_GIVEN);
        status = question_region(catalog, "--region", word, &regions[*n], err);
        for (uint32_t i = 0; i < *n && status == SIM_OK; i++)
            if (regions[i] == regions[*n])
                status = sim_fail(err, SIM_EUSAGE, NULL, "--region names %s twice",
                                  catalog_regions(catalog)[regions[*n]].code);
        *n += 1;
        list += length + (list[length] == ',');
    }
    return status;
}

/* docs/assumptions.md: chosen, to be varied. */
static double given_or(const struct asking *asking, enum drill_flag flag, double otherwise)
{
    return asking->values[flag].given ? asking->values[flag].number : otherwise;
}

enum sim_status drill_check_flags(const struct asking *asking, struct sim_error *err)
{
    const struct question_value *region = &asking->values[DRILL_FLAG_REGION];
    uint32_t regions[MOST_GIVEN], n;

    if (given_or(asking, DRILL_FLAG_ERRORS, 1) == 0 &&
        given_or(asking, DRILL_FLAG_SLOWER, 2) == 1 && given_or(asking, DRILL_FLAG_ROOM, 0) == 1)
        return sim_fail(err, SIM_EUSAGE, NULL,
                        "a brown-out without errors, as fast and with all room is none");
    return region->given ? read_given(loop_settings(asking->loop)->plan->catalog, region->text,
                                      regions, &n, err)
                         : SIM_OK;
}

/* Requests of one replication of every drill that is to be run, second sources apart. */
static double count_all(struct drill *drill)
{
    struct sim_error none;

    drill->counts = true;
    drill->counted = 0;
    add_all(drill, &none);
    drill->counts = false;
    drill->n_items = 0;
    return drill->counted;
}

/* Of what a plan pays for; the rest is for second sources. */
#define SHARE_OF_FIRST 0.85

/* Within what the plan of a review pays for: fewer replications, then one window. */
static void fit(struct drill *drill)
{
    double most = SHARE_OF_FIRST * drill->asking->most, one;
    uint32_t before = drill->n_replications, n;

    if (drill->asking->most <= 0)
        return;
    one = count_all(drill);
    if (one * before <= most)
        return;
    n = (uint32_t)fmax(1, floor(most / one));
    if (one * n > most && drill->n_windows > 1) {
        drill->n_windows = 1;
        drill->one_window = "the plan of the review pays for one window";
    }
    for (uint32_t o = 0; o < drill->n_options; o++)
        for (uint32_t r = 0; r < before; r++) {
            struct drill_minutes *from = &drill->stated[(size_t)o * before + r];

            if (r >= n)
                drill_minutes_release(from);
            else
                drill->stated[(size_t)o * n + r] = *from;
        }
    drill->n_replications = n;
}

enum sim_status drill_plan(struct drill *drill, struct sim_error *err)
{
    const struct asking *asking = drill->asking;
    const struct question_value *region = &asking->values[DRILL_FLAG_REGION];
    enum sim_status status = drill->counts ? SIM_OK : plan_windows(drill, err);
    uint32_t regions[MOST_GIVEN], n = 0;

    if (status != SIM_OK)
        return status;
    drill->errors = given_or(asking, DRILL_FLAG_ERRORS, 0.25);
    drill->slower = given_or(asking, DRILL_FLAG_SLOWER, 2);
    drill->left = given_or(asking, DRILL_FLAG_ROOM, 0.5);
    plan_regions(drill);
    fit(drill);
    drill->by_hand = region->given;
    if (!region->given)
        return add_all(drill, err);
    status = read_given(loop_settings(asking->loop)->plan->catalog, region->text, regions, &n, err);
    return status == SIM_OK ? add_both(drill, n == 1, regions, n, err) : status;
}
