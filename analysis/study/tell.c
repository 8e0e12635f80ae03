/*
 * tell.c: what the processes of an mpirun say to one another between the rounds. Rank 0 alone knows
 * what a study asks for next, and what is in the store; the others are told the points and which of
 * their replications are to be run, and make the same jobs of them.
 */
#include "analysis/study/round.h"

#include "analysis/exec/ranks.h"
#include "sim/base/json_out.h"
#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

/* A point. @return in a process that reads: false if it cannot be made there */
static bool code_point(struct loop *loop, const struct loop_point *point, struct sim_codec *codec)
{
    struct loop_ask ask = {0};
    struct sim_text text = {0};
    struct sim_json_out json;
    char *name = NULL, *patch = NULL;
    uint32_t *options = NULL;

    sim_json_out_init(&json, &text, false);
    if (point != NULL) {
        ask = (struct loop_ask){.of_file = point->of_file,
                                .options = point->options,
                                .n_options = point->n_options,
                                .first_replication = point->first_replication,
                                .n_replications = point->n_replications,
                                .room = point->room,
                                .samples_only = point->samples_only,
                                .pairs = point->pairs};
        name = sim_strdup(point->name);
        if (point->patch != NULL)
            sim_json_out_value(&json, NULL, point->patch);
        patch = sim_text_take(&text);
    }
    sim_codec_string(codec, "name", &name);
    sim_codec_string(codec, "patch", &patch);
    SIM_CODE(codec, &ask, of_file);
    SIM_CODE(codec, &ask, first_replication);
    SIM_CODE(codec, &ask, n_replications);
    SIM_CODE(codec, &ask, room);
    SIM_CODE(codec, &ask, pairs);
    /* Or a point that is merged would be taken there for the one of a search that is not. */
    SIM_CODE(codec, &ask, samples_only);
    SIM_CODE(codec, &ask, n_options);
    if (!sim_codec_holds(codec, ask.n_options))
        ask.n_options = 0;
    options = sim_zeroed(ask.n_options, sizeof *options);
    for (uint32_t i = 0; i < ask.n_options; i++) {
        options[i] = point != NULL ? point->options[i] : 0;
        SIM_CODE_AS(codec, "option", options[i]);
        codec->bad = codec->bad || options[i] >= loop->n_options;
    }
    if (codec->reading && !codec->bad) {
        struct sim_diag diag;

        sim_diag_init(&diag);
        ask.name = name;
        ask.options = options;
        if (patch[0] != '\0')
            ask.patch = loop_keep_patch(loop, patch, strlen(patch), &diag);
        codec->bad = ask.n_replications == 0 || ask.room < ask.n_replications ||
                     ask.n_options == 0 || (patch[0] != '\0' && ask.patch == NULL) ||
                     loop_add(loop, &ask, NULL, NULL) != SIM_OK;
        sim_diag_release(&diag);
    }
    free(name);
    free(patch);
    free(options);
    return !codec->bad;
}

/* Points [first, n_points), or as many as there are to read. */
static bool code_points(struct loop *loop, uint32_t first, struct sim_codec *codec)
{
    uint32_t n = loop->n_points - first;

    SIM_CODE_AS(codec, "n", n);
    for (uint32_t i = 0; i < n && !codec->bad; i++)
        code_point(loop, codec->reading ? NULL : loop->points[first + i], codec);
    return !codec->bad;
}

/* Points that were there before, of which more replications are run. */
static void code_grown(struct loop *loop, struct sim_codec *codec)
{
    uint32_t n = loop->n_grown;

    SIM_CODE_AS(codec, "n grown", n);
    for (uint32_t i = 0; i < n && !codec->bad; i++) {
        uint32_t number = codec->reading ? 0 : loop->grown[i];
        uint32_t n_replications = codec->reading ? 0 : loop->points[number]->n_replications;

        SIM_CODE_AS(codec, "grown", number);
        SIM_CODE_AS(codec, "to", n_replications);
        if (!codec->reading)
            continue;
        codec->bad = codec->bad || number >= loop->n_points ||
                     n_replications <= loop->points[number]->n_replications ||
                     n_replications > loop->points[number]->room;
        if (!codec->bad)
            loop_grow(loop, number, n_replications);
    }
}

/* Which replications the store has; they stand in the order of the points. */
static void code_stored(struct loop *loop, struct sim_codec *codec)
{
    struct round *round = &loop->round;

    for (uint32_t i = 0; i < round->n_replications; i++)
        SIM_CODE(codec, &round->replications[i], stored);
}

void round_tell(struct loop *loop)
{
    struct sim_codec codec = {0};
    void *bytes = NULL;
    size_t n = 0;

    if (exec_n_ranks() == 1)
        return;
    if (loop->round.n_replications > 0) {
        code_grown(loop, &codec);
        code_points(loop, loop->round.first_point, &codec);
        code_stored(loop, &codec);
        bytes = codec.data;
        n = codec.n;
    }
    exec_ranks_share_bytes(&bytes, &n);
    sim_codec_release(&codec);
}

/* What rank 0 has told, as a round. */
static bool hear(struct loop *loop, const void *bytes, size_t n)
{
    struct sim_codec codec = sim_codec_read(bytes, n);
    uint32_t first = loop->n_points;

    code_grown(loop, &codec);
    if (codec.bad || !code_points(loop, first, &codec))
        return false;
    round_begin(loop, first);
    code_stored(loop, &codec);
    round_make_jobs(loop);
    return sim_codec_complete(&codec);
}

void round_serve(struct loop *loop)
{
    for (;;) {
        void *bytes = NULL;
        size_t n = 0;
        bool good;

        exec_ranks_share_bytes(&bytes, &n);
        if (n == 0)
            return;
        good = loop != NULL && hear(loop, bytes, n);
        free(bytes);
        if (good)
            round_run(loop, NULL);
        else
            exec_run(&(struct exec_work){.probe = "none: not read"}, NULL);
    }
}
