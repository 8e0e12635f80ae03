/*
 * class_quota.c: what each class took of each quota that it calls under: asked for, reserved, given
 * back, used, refused. Where several share one, who used it up and who was refused.
 */
#include "analysis/study/study.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SAID = 4 };

static const char *const limit_words[] = {
#define X(name, word) [CRI_LIMIT_##name] = word,
    CRI_LIMIT_LIST(X)
#undef X
};

#define NUMBER(key_, label_, unit_)                                                                \
    {                                                                                              \
        .key = (key_), .label = (label_), .unit = (unit_), .type = RESULTS_NUMBER, .decimals = 1   \
    }
static const struct results_column columns[] = {
    {.key = "option", .label = "option", .unit = "", .type = RESULTS_TEXT},
    {.key = "class", .label = "class", .unit = "", .type = RESULTS_TEXT},
    NUMBER("asked", "asked", ""),
    NUMBER("reserved", "reserved", ""),
    NUMBER("given-back", "given back", ""),
    NUMBER("used", "used", ""),
    NUMBER("used-share", "of all", "%"),
    NUMBER("refused", "429", ""),
    NUMBER("refused-share", "429", "%"),
    /* Where an option has several quotas, behind the class. */
    {.key = "quota", .label = "quota", .unit = "", .type = RESULTS_TEXT},
};
#undef NUMBER
enum { OPTION, CLASS, ASKED, RESERVED, BACK, USED, USED_SHARE, REFUSED, REFUSED_SHARE, QUOTA };
enum { N_COLUMNS = QUOTA, MOST_COLUMNS = QUOTA + 1 };

struct work {
    struct study *study;
    struct results_table *table;
    bool by_quota; /* a column says of which quota a row is */
    struct sim_text note;
    uint32_t n_said, n_unsaid; /* quotas that refused and are shared */
};

static uint64_t refused(const struct cri_quota_counts *counts)
{
    uint64_t n = 0;

    for (int limit = 0; limit < CRI_N_LIMITS; limit++)
        n += counts->refused[limit];
    return n;
}

static double percent(uint64_t part, uint64_t whole)
{
    return whole > 0 ? 100 * (double)part / (double)whole : NAN;
}

static double share_refused(const struct cri_quota_counts *counts)
{
    return percent(refused(counts), refused(counts) + counts->admitted);
}

static void set(struct metric_value *cell, double value)
{
    if (isnan(value))
        cell->text = "no data";
    else
        cell->value = value;
}

static void add_row(struct work *work, uint32_t option, uint32_t quota, uint32_t class,
                    const struct cri_quota_counts *counts, uint64_t used_by_all)
{
    struct study *study = work->study;
    const struct cri_spec *spec = &study_option(study, option)->spec;
    struct metric_value *cells = results_table_row(study->results, work->table);
    double each = 1000.0 * study->n_finished;

    cells[OPTION].text = study->results->options[option].name;
    cells[CLASS].text = study_keep(study, spec->classes[class].name);
    if (work->by_quota)
        (++cells)[CLASS].text = study_keep(study, spec->quotas[quota].name);
    set(&cells[ASKED], (double)counts->asked_tokens / each);
    set(&cells[RESERVED], (double)counts->reserved_tokens / each);
    set(&cells[BACK], (double)counts->returned_tokens / each);
    set(&cells[USED], (double)counts->settled_tokens / each);
    set(&cells[USED_SHARE], percent(counts->settled_tokens, used_by_all));
    set(&cells[REFUSED], (double)refused(counts) / study->n_finished);
    set(&cells[REFUSED_SHARE], share_refused(counts));
}

/* "used up" by the class that used most, "refused" the one of which the largest share was. */
static void say(struct work *work, uint32_t option, uint32_t quota,
                const struct cri_quota_counts *of, uint64_t used_by_all)
{
    const struct cri_spec *spec = &study_option(work->study, option)->spec;
    uint32_t user = CRI_NONE, sufferer = CRI_NONE;
    uint64_t by_limit[CRI_N_LIMITS] = {0};
    int limit = 0;

    for (uint32_t c = 0; c < spec->n_classes; c++) {
        if (user == CRI_NONE || of[c].settled_tokens > of[user].settled_tokens)
            user = c;
        if (refused(&of[c]) > 0 &&
            (sufferer == CRI_NONE || share_refused(&of[c]) > share_refused(&of[sufferer])))
            sufferer = c;
        for (int l = 0; l < CRI_N_LIMITS; l++)
            by_limit[l] += of[c].refused[l];
    }
    if (sufferer == CRI_NONE || used_by_all == 0 || user == sufferer)
        return;
    if (work->n_said == MOST_SAID) {
        work->n_unsaid++;
        return;
    }
    for (int l = 1; l < CRI_N_LIMITS; l++)
        limit = by_limit[l] > by_limit[limit] ? l : limit;
    sim_text_addf(
        &work->note,
        "; %s, %s: '%s' used most, %.1f %% (429 to %.1f %% of its calls); '%s' was refused "
        "most, 429 to %.1f %% of its calls, and used %.1f %%; most 429 by %s",
        work->study->results->options[option].name, spec->quotas[quota].name,
        spec->classes[user].name, percent(of[user].settled_tokens, used_by_all),
        share_refused(&of[user]), spec->classes[sufferer].name, share_refused(&of[sufferer]),
        percent(of[sufferer].settled_tokens, used_by_all), limit_words[limit]);
    work->n_said++;
}

static void add_quota(struct work *work, uint32_t option, uint32_t quota)
{
    struct study *study = work->study;
    const struct cri_spec *spec = &study_option(study, option)->spec;
    struct cri_quota_counts *of = sim_zeroed(spec->n_classes, sizeof *of);
    uint64_t used = 0;
    uint32_t n = 0;

    for (uint32_t c = 0; c < spec->n_classes; c++) {
        of[c] = cri_outcome_class_quota(&study->merged[option], spec, c, quota);
        used += of[c].settled_tokens;
    }
    for (uint32_t c = 0; c < spec->n_classes; c++) {
        if (of[c].asked_requests == 0 && of[c].admitted == 0 && refused(&of[c]) == 0)
            continue;
        add_row(work, option, quota, c, &of[c], used);
        n++;
    }
    if (n > 1)
        say(work, option, quota, of, used);
    free(of);
}

/* Columns in their places: that of quotas is a head as well. */
static void add_table(struct work *work)
{
    struct results_column in_place[MOST_COLUMNS];
    uint32_t n = 0;

    for (uint32_t i = 0; i < N_COLUMNS; i++) {
        in_place[n++] = columns[i];
        if (i == CLASS && work->by_quota)
            in_place[n++] = columns[QUOTA];
    }
    work->table =
        results_table_add(work->study->results, "quota-by-class",
                          "Quota by class: thousand tokens, and calls answered 429", in_place, n);
}

/* Thousands of thousands need no tenths, nor do calls of one replication. */
static void choose_digits(struct work *work)
{
    struct results_table *table = work->table;
    uint32_t shift = work->by_quota ? 1 : 0;

    for (uint32_t r = 0; r < table->n_rows; r++)
        for (uint32_t c = ASKED; c <= USED; c++)
            if (table->cells[(size_t)r * table->n_columns + c + shift].value >= 1000)
                for (uint32_t k = ASKED; k <= USED; k++)
                    table->columns[k + shift].decimals = 0;
    if (work->study->n_finished == 1)
        table->columns[REFUSED + shift].decimals = 0;
}

void study_add_class_quotas(struct study *study)
{
    struct work work = {.study = study};
    bool any = false;

    for (uint32_t o = 0; o < study->n_options; o++) {
        uint32_t n = study_option(study, o)->allowed ? study_option(study, o)->spec.n_quotas : 0;

        any = any || n > 0;
        work.by_quota = work.by_quota || n > 1;
    }
    if (!any)
        return;
    add_table(&work);
    for (uint32_t o = 0; o < study->n_options; o++)
        for (uint32_t q = 0;
             study_option(study, o)->allowed && q < study_option(study, o)->spec.n_quotas; q++)
            add_quota(&work, o, q);
    if (work.n_unsaid > 0)
        sim_text_addf(&work.note, "; and so in %u more", work.n_unsaid);
    work.table->note = sim_arena_printf(
        &study->results->arena,
        "mean of a replication; a call that uses more than it reserved takes the rest at its end%s",
        work.note.length > 0 ? work.note.data : "");
    sim_text_release(&work.note);
    choose_digits(&work);
    results_table_show(study->results, work.table);
}
