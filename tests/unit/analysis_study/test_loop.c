/*
 * The loop on studies made for it: points in order, more of them asked for, equal ones run once,
 * patches in force, stopped and gone on with.
 */
#define _XOPEN_SOURCE 700 /* mkdtemp() */

#include "analysis/results/jobs.h"
#include "tests/unit/analysis_study/ran.h"

#include "tests/unit/suite.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#define DRAWN                                                                                      \
    "'replications':6,'traffic':{'calls':{'generator':'poisson','rate_per_s':2,"                   \
    "'duration_s':60}},"

enum { MOST = 64 };

/* What the test study below saw. */
static struct seen {
    uint32_t n;
    uint32_t points[MOST], replications[MOST];
    uint64_t pairs;
    uint32_t n_points, n_next;
    uint32_t found; /* number of a point that was asked for again */
    double offered[MOST];
    uint32_t stop_after; /* replications; 0 = never */
} seen;
static volatile sig_atomic_t stop;
static char said[4096];
static uint32_t last_done, last_total, last_found;

static void say(const char *lines)
{
    snprintf(said + strlen(said), sizeof said - strlen(said), "%s", lines);
}

static double last_precision;

static void progress(void *context, const struct loop_progress *now)
{
    (void)context;
    last_done = now->done;
    last_total = now->n;
    last_found = now->found;
    last_precision = now->precision;
}

static enum sim_status ask(struct loop *loop, double load, const char *name, uint32_t n,
                           uint32_t *number, struct sim_error *err)
{
    struct loop_ask what = {.name = name, .n_replications = n, .samples_only = load != 1};

    what.pairs = load == 1;
    if (load != 1)
        what.patch = loop_patch(loop, "{\"load\": %.17g}", load);
    return loop_add(loop, &what, number, err);
}

/* Three times the load adds a Poisson number of 240: three standard deviations. */
static void is_about_three_times(const double *offered)
{
    ck_assert_double_eq_tol(offered[1] - offered[0], 240, 3 * sqrt(240));
}

static enum sim_status first(struct loop *loop, void *state, struct sim_error *err)
{
    enum sim_status status = ask(loop, 1, "", 3, NULL, err);

    (void)state;
    return status == SIM_OK ? ask(loop, 3, "three times", 2, NULL, err) : status;
}

/* Twice, each time at half the load of the last point; then a point that there was. */
static enum sim_status next(struct loop *loop, void *state, struct sim_error *err)
{
    uint32_t round = seen.n_next++;

    (void)state;
    if (round < 2)
        return ask(loop, round == 0 ? 1.5 : 0.75, "half", 1, NULL, err);
    return round == 2 ? ask(loop, 3, "again", 2, &seen.found, err) : SIM_OK;
}

static void take(struct loop *loop, void *state, uint32_t point, uint32_t replication,
                 const struct cri_outcome *outcomes, const struct pairs *pairs)
{
    ck_assert_uint_lt(seen.n, MOST);
    ck_assert_int_eq(pairs != NULL, point == 0);
    ck_assert(outcomes[0].requests > 0 && outcomes[0].complete);
    if (pairs != NULL)
        seen.pairs += pairs[1].n;
    seen.points[seen.n] = point;
    seen.replications[seen.n++] = replication;
    (void)loop;
    (void)state;
    if (seen.n == seen.stop_after)
        stop = 1;
}

static void judge(struct loop *loop, void *state, bool complete, struct results *results)
{
    (void)state;
    results->complete = complete;
    seen.n_points = loop_n_points(loop);
    for (uint32_t p = 0; p < seen.n_points; p++) {
        const struct loop_point *point = loop_point(loop, p);

        ck_assert(!complete || point->n_finished == point->n_replications);
        seen.offered[p] = loop_samples(point, metric_find("offered"), 1)[0];
        ck_assert_int_eq(point->merged == NULL,
                         point->samples_only || point->let_go || point->n_finished == 0);
    }
}

static const struct loop_study study = {
    .name = "compare", .size = 1, .first = first, .next = next, .take = take, .judge = judge};

static enum sim_status run(const struct ran *ran, uint32_t threads, const char *jobs, bool resume,
                           struct sim_error *err)
{
    const struct loop_settings settings = {.plan = ran->plan,
                                           .n_threads = threads,
                                           .stop = &stop,
                                           .jobs = jobs,
                                           .resume = resume,
                                           .progress = progress,
                                           .say = say};
    struct results *results = NULL;
    uint32_t stop_after = seen.stop_after;
    enum sim_status status;

    seen = (struct seen){.found = UINT32_MAX, .stop_after = stop_after};
    said[0] = '\0';
    status = loop_run(&study, &settings, &results, err);
    results_destroy(results);
    return status;
}

START_TEST(points_in_order_until_no_more_are_asked_for)
{
    static const uint32_t points[] = {0, 0, 0, 1, 1, 2, 3};
    static const uint32_t replications[] = {0, 1, 2, 0, 1, 0, 0};
    struct sim_error err;
    struct ran ran;

    ran_open(&ran, DRAWN, OPTION("a", "") "," OPTION("b", SLOW));
    for (uint32_t threads = 1; threads <= 4; threads++) {
        ck_assert_int_eq(run(&ran, threads, NULL, false, &err), SIM_OK);
        ck_assert_uint_eq(seen.n, 7);
        ck_assert_mem_eq(seen.points, points, sizeof points);
        ck_assert_mem_eq(seen.replications, replications, sizeof replications);
        ck_assert_uint_eq(seen.n_points, 4);
        ck_assert_uint_eq(seen.n_next, 4);
        /* The point that was asked for twice is the earlier one. */
        ck_assert_uint_eq(seen.found, 1);
        ck_assert_uint_eq(last_done, 14);
        ck_assert_uint_eq(last_total, 14);
        /* Nothing fails: the success rate is known. */
        ck_assert_double_eq(last_precision, 0);
        /* All 120 or so requests complete in both. */
        ck_assert(seen.pairs > 300 && seen.pairs < 420);
    }
    /* Layers are nested: three times the load, once and a half, three quarters. */
    is_about_three_times(seen.offered);
    ck_assert(seen.offered[2] > 1.4 * seen.offered[0] && seen.offered[2] < 1.6 * seen.offered[0]);
    ck_assert(seen.offered[3] > 0.7 * seen.offered[0] && seen.offered[3] < 0.8 * seen.offered[0]);
    ran_close(&ran);
}
END_TEST

/* ---- points that let go ---- */

static struct {
    uint32_t n_finished[4], numbers[4], n_next;
    double completed;
} gone;

/* The same load in three ways, and each once more when they are finished. */
static enum sim_status ask_in_ways(struct loop *loop, struct sim_error *err)
{
    static const struct loop_ask ways[] = {{.name = "let go", .let_go = true},
                                           {.name = "let go again", .let_go = true},
                                           {.name = "kept"},
                                           {.name = "samples", .samples_only = true}};
    enum sim_status status = SIM_OK;

    for (uint32_t i = 0; i < 4 && status == SIM_OK; i++) {
        struct loop_ask what = ways[i];

        what.n_replications = 2;
        what.patch = loop_patch(loop, "{\"load\": 2}");
        status = loop_add(loop, &what, &gone.numbers[i], err);
    }
    return status;
}

static enum sim_status first_let_go(struct loop *loop, void *state, struct sim_error *err)
{
    enum sim_status status = ask(loop, 1, "", 1, NULL, err);

    (void)state;
    return status == SIM_OK ? ask_in_ways(loop, err) : status;
}

static enum sim_status next_let_go(struct loop *loop, void *state, struct sim_error *err)
{
    (void)state;
    return gone.n_next++ == 0 ? ask_in_ways(loop, err) : SIM_OK;
}

static void finished(struct loop *loop, void *state, uint32_t point)
{
    const struct loop_point *of = loop_point(loop, point);

    (void)state;
    gone.n_finished[point]++;
    ck_assert_uint_eq(of->n_finished, of->n_replications);
    ck_assert_ptr_nonnull(of->merged);
    ck_assert_ptr_nonnull(loop_point_plan(loop, of));
    if (point == 1)
        gone.completed =
            (double)cri_outcome_total(&of->merged[0], CRI_N_PHASES).terminal[CRI_COMPLETED];
}

static void judge_let_go(struct loop *loop, void *state, bool complete, struct results *results)
{
    const double *each = loop_samples(loop_point(loop, 1), metric_find("completed"), 0);

    (void)state;
    (void)complete;
    (void)results;
    /* One point that lets go, and one that keeps its outcomes, which lends its samples. */
    ck_assert_uint_eq(loop_n_points(loop), 3);
    ck_assert_uint_eq(gone.numbers[0], 1);
    ck_assert_uint_eq(gone.numbers[1], 1);
    ck_assert_uint_eq(gone.numbers[2], 2);
    ck_assert_ptr_null(loop_point(loop, 1)->merged);
    ck_assert_ptr_nonnull(loop_point(loop, 2)->merged);
    ck_assert_double_eq(each[0] + each[1], gone.completed);
    ck_assert_double_eq(loop_point_plan(loop, loop_point(loop, 1))->scenario->base.load, 2);
    for (int i = 0; i < 3; i++)
        ck_assert_uint_eq(gone.n_finished[i], 1);
}

static const struct loop_study letting_go = {.name = "compare",
                                             .size = 1,
                                             .first = first_let_go,
                                             .next = next_let_go,
                                             .finished = finished,
                                             .judge = judge_let_go};

/* What is large of a point goes when it was looked at for the last time; whoever wants to keep the
 * outcomes of an equal point gets one of his own. */
START_TEST(points_let_go)
{
    struct loop_settings settings = {.n_threads = 2};
    struct results *results = NULL;
    struct sim_error err;
    struct ran ran;

    ran_open(&ran, DRAWN, OPTION("a", "") "," OPTION("b", TIGHT));
    memset(&gone, 0, sizeof gone);
    settings.plan = ran.plan;
    ck_assert_int_eq(loop_run(&letting_go, &settings, &results, &err), SIM_OK);
    results_destroy(results);
    ran_close(&ran);
}
END_TEST

START_TEST(stopped_and_gone_on_with)
{
    char top[] = "/tmp/crisim-loop-XXXXXX", jobs[64];
    struct sim_error err;
    struct seen straight;
    struct ran ran;

    ck_assert_ptr_nonnull(mkdtemp(top));
    snprintf(jobs, sizeof jobs, "%s/jobs", top);
    ran_open(&ran, DRAWN, OPTION("a", "") "," OPTION("b", SLOW));
    ck_assert_int_eq(run(&ran, 1, NULL, false, &err), SIM_OK);
    straight = seen;
    seen.stop_after = 4;
    ck_assert_int_eq(run(&ran, 1, jobs, false, &err), SIM_EINTERRUPTED);
    ck_assert_msg(strstr(err.message, "interrupted after 8 of 10 replications; --resume") != NULL,
                  "%s", err.message);
    stop = 0;
    seen.stop_after = 0;
    ck_assert_int_eq(run(&ran, 1, jobs, true, &err), SIM_OK);
    ck_assert_msg(strstr(said, "going on after 4 finished replications") != NULL, "%s", said);
    ck_assert_mem_eq(seen.offered, straight.offered, sizeof seen.offered);
    ck_assert_uint_eq(seen.pairs, straight.pairs);
    ck_assert_uint_eq(seen.n, straight.n);
    ck_assert_uint_eq(last_found, 8);
    /* All are there now: not one has to be run, not even by a study that may run none. */
    stop = 1;
    ck_assert_int_eq(run(&ran, 1, jobs, true, &err), SIM_OK);
    stop = 0;
    ck_assert_mem_eq(seen.offered, straight.offered, sizeof seen.offered);
    ck_assert_uint_eq(seen.pairs, straight.pairs);
    ran_close(&ran);
    /* Another seed: nothing of it. */
    ran_open(&ran, "'seed':2," DRAWN, OPTION("a", "") "," OPTION("b", SLOW));
    ck_assert_int_eq(run(&ran, 1, jobs, true, &err), SIM_OK);
    ck_assert_msg(strstr(said, "of another scenario or seed") != NULL, "%s", said);
    ran_close(&ran);
    results_jobs_remove(jobs);
    ck_assert_int_eq(rmdir(top), 0);
}
END_TEST

static enum sim_status ask_nonsense(struct loop *loop, void *state, struct sim_error *err)
{
    (void)state;
    return loop_add(loop,
                    &(struct loop_ask){.name = "nonsense",
                                       .n_replications = 1,
                                       .patch = loop_patch(loop, "{\"load\": -1}")},
                    NULL, err);
}

START_TEST(a_patch_that_does_not_fit_is_an_error)
{
    const struct loop_study nonsense = {
        .name = "compare", .size = 1, .first = ask_nonsense, .judge = judge};
    struct loop_settings settings = {.n_threads = 1};
    struct results *results;
    struct sim_error err;
    struct ran ran;

    ran_open(&ran, "", OPTION("a", ""));
    settings.plan = ran.plan;
    ck_assert_int_eq(loop_run(&nonsense, &settings, &results, &err), SIM_EINVALID);
    ck_assert_ptr_null(results);
    ck_assert_msg(strstr(err.where, "load") != NULL, "%s: %s", err.where, err.message);
    ran_close(&ran);
}
END_TEST

static enum sim_status first_with_room(struct loop *loop, void *state, struct sim_error *err)
{
    const struct loop_ask what = {.name = "", .n_replications = 2, .room = 6, .pairs = true};

    (void)state;
    return loop_add(loop, &what, NULL, err);
}

/* To 4, to 5 beside another point, to 6; then no more. */
static enum sim_status grow(struct loop *loop, void *state, struct sim_error *err)
{
    uint32_t round = seen.n_next++;

    (void)state;
    ck_assert_uint_eq(loop_point(loop, 0)->n_finished, loop_point(loop, 0)->n_replications);
    if (round == 3)
        return SIM_OK;
    loop_grow(loop, 0, round == 0 ? 4 : 4 + round);
    return round == 1 ? ask(loop, 3, "three times", 2, NULL, err) : SIM_OK;
}

/* Replications that are asked for one after the other are those that are asked for at once. */
START_TEST(a_point_grows)
{
    static const uint32_t points[] = {0, 0, 0, 0, 0, 1, 1, 0};
    static const uint32_t replications[] = {0, 1, 2, 3, 4, 0, 1, 5};
    const struct loop_study growing = {.name = "compare",
                                       .size = 1,
                                       .first = first_with_room,
                                       .next = grow,
                                       .take = take,
                                       .judge = judge};
    struct results *results;
    struct sim_error err;
    struct ran ran;

    ran_open(&ran, DRAWN, OPTION("a", "") "," OPTION("b", SLOW));
    for (uint32_t threads = 1; threads <= 3; threads++) {
        struct loop_settings settings = {
            .plan = ran.plan, .n_threads = threads, .stop = &stop, .progress = progress};

        seen = (struct seen){0};
        ck_assert_int_eq(loop_run(&growing, &settings, &results, &err), SIM_OK);
        results_destroy(results);
        ck_assert_uint_eq(seen.n, 8);
        ck_assert_mem_eq(seen.points, points, sizeof points);
        ck_assert_mem_eq(seen.replications, replications, sizeof replications);
        ck_assert_uint_eq(last_total, 16);
        is_about_three_times(seen.offered);
    }
    ran_close(&ran);
}
END_TEST

SUITE_MAIN("loop", points_in_order_until_no_more_are_asked_for, a_point_grows, points_let_go,
           stopped_and_gone_on_with, a_patch_that_does_not_fit_is_an_error)
