#include "analysis/advise/amend_words.h"

#include <string.h>
#include <strings.h>

static const char *list_name(const struct amend_shown *shown, const struct amended *change,
                             const struct import_edit *edit)
{
    const struct cri_statement *statement = &change->file->policy.statements[change->statement];
    struct sim_text text = {0};
    const char *name;

    if (edit->list == IMPORT_ACTIONS)
        return statement->not_action ? "'NotAction'" : "'Action'";
    if (edit->list == IMPORT_RESOURCES)
        return statement->not_resource ? "'NotResource'" : "'Resource'";
    if (edit->list == IMPORT_EXEMPTION)
        return "a condition of its own, 'ArnNotLike' of 'bedrock:InferenceProfileArn'";
    sim_text_addf(&text, "'%s' of '", statement->conditions[edit->condition].word);
    if (policy_set_keeps_ids(shown->set))
        sim_text_add_visible(&text, statement->conditions[edit->condition].key);
    else
        import_policy_hide_key(statement->conditions[edit->condition].key, &text);
    sim_text_add(&text, "'");
    name = sim_arena_strdup(shown->arena, text.data);
    sim_text_release(&text);
    return name;
}

static const char *take(const struct amend_shown *shown, struct sim_text *text)
{
    const char *taken = sim_arena_strdup(shown->arena, text->data != NULL ? text->data : "");

    sim_text_release(text);
    return taken;
}

/* "add 'a', 'b' to 'NotAction'; remove ..." */
static const char *edits_text(const struct amend_shown *shown, const struct amended *change)
{
    const struct cri_statement *statement = &change->file->policy.statements[change->statement];
    struct sim_text text = {0};

    for (uint32_t i = 0; i < change->edits.n; i++) {
        const struct import_edit *edit = &change->edits.edits[i];
        const struct import_edit *before = i > 0 ? &change->edits.edits[i - 1] : NULL;
        const struct import_edit *after =
            i + 1 < change->edits.n ? &change->edits.edits[i + 1] : NULL;
        bool same = before != NULL && before->add == edit->add && before->list == edit->list &&
                    before->condition == edit->condition;

        sim_text_add(&text, same ? ", '" : before != NULL ? "; " : "");
        if (!same)
            sim_text_add(&text, edit->add ? "add '" : "remove '");
        if (policy_set_keeps_ids(shown->set))
            sim_text_add_visible(&text, edit->value);
        else
            import_policy_hide(
                edit->value,
                edit->list == IMPORT_VALUES ? statement->conditions[edit->condition].key : NULL,
                &text);
        sim_text_add(&text, "'");
        if (after == NULL || after->add != edit->add || after->list != edit->list ||
            after->condition != edit->condition)
            sim_text_addf(&text, " %s %s", edit->add ? "to" : "from",
                          list_name(shown, change, edit));
    }
    return take(shown, &text);
}

/* Whether a statement is about other services than Bedrock. */
static bool is_about_others(const struct cri_statement *statement)
{
    bool actions = statement->not_action, resources = statement->not_resource;

    for (uint32_t i = 0; i < statement->actions.n; i++)
        actions = actions || strncasecmp(statement->actions.items[i].text, "bedrock", 7) != 0;
    for (uint32_t i = 0; i < statement->resources.n; i++)
        resources = resources || strstr(statement->resources.items[i].text, ":bedrock") == NULL;
    return actions && resources;
}

/* Regions that are on the list of a Deny now, through which other services pass as well. */
static void add_opened_regions(const struct amended *change, struct sim_text *out)
{
    const struct cri_statement *statement = &change->file->policy.statements[change->statement];
    struct sim_text regions = {0};

    for (uint32_t i = 0; i < change->edits.n; i++) {
        const struct import_edit *edit = &change->edits.edits[i];

        if (edit->list == IMPORT_VALUES && strcmp(edit->value, "unspecified") != 0 &&
            amend_is_region_key(&statement->conditions[edit->condition]))
            sim_text_addf(&regions, "%s%s", regions.length > 0 ? ", " : "", edit->value);
    }
    if (regions.length > 0 && is_about_others(statement))
        sim_text_addf(out,
                      "the statement then denies nothing in %s any more, not to other services "
                      "either",
                      regions.data);
    sim_text_release(&regions);
}

/* Actions of a list that is about all that the statement names: not of one profile or Region. */
static void add_opened_actions(const struct amended *change, struct sim_text *out)
{
    const struct cri_statement *statement = &change->file->policy.statements[change->statement];
    struct sim_text actions = {0};

    for (uint32_t i = 0; i < change->edits.n; i++)
        if (change->edits.edits[i].list == IMPORT_ACTIONS)
            sim_text_addf(&actions, "%s%s", actions.length > 0 ? ", " : "",
                          change->edits.edits[i].value);
    if (actions.length > 0)
        sim_text_addf(out,
                      statement->deny ? "%sthe statement then denies %s to no model and in no "
                                        "Region any more"
                                      : "%sthe statement then allows %s wherever its Resource and "
                                        "Condition fit, not for this model alone",
                      out->length > 0 ? "; " : "", actions.data);
    sim_text_release(&actions);
}

/* What passes besides the call. */
static const char *opens_text(const struct amend_shown *shown, const struct amended *change)
{
    struct sim_text text = {0};

    if (change->file->policy.statements[change->statement].deny)
        add_opened_regions(change, &text);
    add_opened_actions(change, &text);
    return text.length > 0 ? take(shown, &text) : NULL;
}

/* The statement as it is, sparing the profile that is called: a condition more, but nothing else
 * passes. */
static const char *narrower_text(const struct amend_shown *shown, const struct amended *change)
{
    const char *profile = NULL;
    struct cri_statement statement;
    struct sim_json *json = NULL;
    struct sim_text text = {0};
    struct import_edit edit = {.add = true, .list = IMPORT_EXEMPTION};
    bool good;

    if (!change->file->policy.statements[change->statement].deny)
        return NULL;
    for (uint32_t i = 0; i < shown->verdict->n_checks && profile == NULL; i++)
        profile = shown->verdict->checks[i].request.profile.text;
    if (profile == NULL)
        return NULL;
    edit.value = amend_entry(shown->arena, profile, true);
    good = import_statement_amended(change->file, change->statement, &edit, 1, shown->arena,
                                    &statement, &json);
    for (uint32_t i = 0; good && i < shown->verdict->n_checks; i++)
        good = cri_statement_fits(&statement, &shown->verdict->checks[i].request, NULL) != CRI_TRUE;
    sim_json_destroy(json);
    if (!good)
        return NULL;
    import_statement_text(change->file, change->statement, &edit, 1,
                          policy_set_keeps_ids(shown->set), &text);
    return take(shown, &text);
}

/* Statement ids of AWS Control Tower's Region deny, for a landing zone and for one organizational
 * unit ("Configure the Region deny control", AWS Control Tower User Guide). */
static const char *const control_tower[] = {"GRREGIONDENY", "CTMULTISERVICEPV1"};

static const char *managed_text(const struct cri_statement *statement)
{
    for (size_t i = 0; i < sizeof control_tower / sizeof control_tower[0]; i++)
        if (strcmp(statement->sid, control_tower[i]) == 0)
            return "the statement is Control Tower's Region deny: change it there (its Regions or "
                   "parameters), for what is changed by hand is drift";
    return NULL;
}

void amend_describe(const struct amend_shown *shown, const struct amended *change,
                    struct amend_change *out)
{
    bool keep = policy_set_keeps_ids(shown->set);
    struct sim_text text = {0}, real = {0};
    struct cri_judgement judgement = {.policy = &change->file->policy,
                                      .statement =
                                          &change->file->policy.statements[change->statement]};

    import_statement_text(change->file, change->statement, change->edits.edits, change->edits.n,
                          keep, &text);
    import_statement_text(change->file, change->statement, change->edits.edits, change->edits.n,
                          true, &real);
    *out = (struct amend_change){.statement =
                                     policy_statement_text(shown->set, &judgement, shown->arena),
                                 .what = edits_text(shown, change),
                                 .managed = managed_text(judgement.statement),
                                 .opens = opens_text(shown, change),
                                 .n_entries = change->edits.n,
                                 .hidden = strcmp(text.data, real.data) != 0};
    out->json = take(shown, &text);
    if (out->opens != NULL)
        out->narrower = narrower_text(shown, change);
    sim_text_release(&real);
}
