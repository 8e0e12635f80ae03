#include "analysis/stats/sensitivity.h"

#include "analysis/stats/design.h"
#include "sim/base/memory.h"
#include "sim/base/sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Purposes of draws. */
enum { DRAW_START = 16, DRAW_ORDER, DRAW_RESAMPLE };

/* ---- tornado ---- */

struct stats_bar stats_tornado_bar(uint32_t factor, const double *stated, const double *low,
                                   const double *high, uint32_t n, double level)
{
    struct stats_bar bar = {.factor = factor,
                            .low = stats_paired(low, stated, n, level),
                            .high = stats_paired(high, stated, n, level)};

    /* fmax and fmin ignore a NaN: the side that is there counts. */
    bar.swing = isnan(bar.low.mean) && isnan(bar.high.mean)
                    ? NAN
                    : fmax(0, fmax(bar.low.mean, bar.high.mean)) -
                          fmin(0, fmin(bar.low.mean, bar.high.mean));
    return bar;
}

static int wider_first(const void *a, const void *b)
{
    const struct stats_bar *x = a, *y = b;

    if (isnan(x->swing) != isnan(y->swing))
        return isnan(x->swing) ? 1 : -1;
    if (x->swing != y->swing && !isnan(x->swing))
        return x->swing > y->swing ? -1 : 1;
    return (x->factor > y->factor) - (x->factor < y->factor);
}

void stats_tornado_order(struct stats_bar *bars, uint32_t n)
{
    sim_sort(bars, n, sizeof *bars, wider_first);
}

/* ---- Morris ---- */

bool stats_morris_points(struct sim_key key, uint32_t r, uint32_t k, uint32_t levels,
                         double *points)
{
    uint32_t *order;

    if (k == 0 || levels == 0 || levels % 2 != 0)
        return false;
    order = sim_fresh(k, sizeof *order);
    for (uint32_t t = 0; t < r; t++) {
        double *at = points + (size_t)t * (k + 1) * k;

        /* From the lower half of the grid delta leads up, from the upper half down: both are as
         * likely, and every level is a start as often as any other. */
        for (uint32_t j = 0; j < k; j++)
            at[j] = floor(sim_u01(key, DRAW_START, t, j) * levels) / (levels - 1);
        stats_permute(key, DRAW_ORDER, t, k, order);
        for (uint32_t step = 0; step < k; step++, at += k) {
            uint32_t j = order[step];
            uint32_t level = (uint32_t)lround(at[j] * (levels - 1));

            memcpy(at + k, at, k * sizeof *at);
            level = level < levels / 2 ? level + levels / 2 : level - levels / 2;
            at[k + j] = (double)level / (levels - 1);
        }
    }
    free(order);
    return true;
}

/* The factor that a step from `from` to `to` moves; k = none or several. */
static uint32_t moved(const double *from, const double *to, uint32_t k)
{
    uint32_t found = k;

    for (uint32_t j = 0; j < k; j++) {
        if (from[j] == to[j])
            continue;
        if (found < k)
            return k;
        found = j;
    }
    return found;
}

bool stats_morris_effects(const double *points, const double *values, uint32_t r, uint32_t k,
                          struct stats_effect *effects)
{
    bool good = true;

    for (uint32_t j = 0; j < k; j++)
        effects[j] = (struct stats_effect){0};
    /* Twice over the steps: the means, then the squares about them. */
    for (int pass = 0; pass < 2; pass++) {
        for (uint64_t i = 0; i < stats_morris_size(r, k); i++) {
            const double *from = points + i * k, *to = from + k;
            struct stats_effect *effect;
            double change;
            uint32_t j;

            if (i % (k + 1) == k)
                continue; /* the last point of a trajectory */
            j = moved(from, to, k);
            if (j == k) {
                good = false;
                continue;
            }
            effect = &effects[j];
            change = (values[i + 1] - values[i]) / (to[j] - from[j]);
            if (isnan(change))
                continue;
            if (pass == 1) {
                effect->sd += (change - effect->mean) * (change - effect->mean);
                continue;
            }
            effect->mean += change;
            effect->mean_abs += fabs(change);
            effect->n++;
        }
        for (uint32_t j = 0; pass == 0 && j < k; j++) {
            effects[j].mean = effects[j].n > 0 ? effects[j].mean / effects[j].n : NAN;
            effects[j].mean_abs = effects[j].n > 0 ? effects[j].mean_abs / effects[j].n : NAN;
        }
    }
    for (uint32_t j = 0; j < k; j++)
        effects[j].sd = effects[j].n > 1 ? sqrt(effects[j].sd / (effects[j].n - 1)) : NAN;
    return good;
}

/* ---- Sobol ---- */

bool stats_sobol_design(struct sim_key key, uint32_t n, uint32_t k, bool pairs, double *points)
{
    double *both = sim_fresh((size_t)n * 2 * k, sizeof *both);
    bool good = k > 0 && stats_sobol_points(&key, n, 2 * k, both);

    for (uint32_t i = 0; good && i < n; i++) {
        const double *a = both + (size_t)i * 2 * k, *b = a + k;

        memcpy(points, a, k * sizeof *points);
        memcpy(points + k, b, k * sizeof *points);
        points += 2 * (size_t)k;
        for (uint32_t j = 0; j < k; j++, points += k) {
            memcpy(points, a, k * sizeof *points);
            points[j] = b[j];
        }
        for (uint32_t j = 0; pairs && j < k; j++, points += k) {
            memcpy(points, b, k * sizeof *points);
            points[j] = a[j];
        }
    }
    free(both);
    return good;
}

/* Values of base points, and which of those count. */
struct runs {
    const double *values;
    uint32_t width, k; /* values of a base point; factors */
    const uint32_t *rows;
    uint32_t n;
};

static const double *row(const struct runs *runs, uint32_t i)
{
    return runs->values + (size_t)runs->rows[i] * runs->width;
}

static double variance_of(const struct runs *runs, double *mean_of)
{
    double sum = 0, squares = 0, mean;

    for (uint32_t i = 0; i < runs->n; i++)
        sum += row(runs, i)[0] + row(runs, i)[1];
    mean = sum / (2.0 * runs->n);
    *mean_of = mean;
    for (uint32_t i = 0; i < runs->n; i++)
        for (uint32_t side = 0; side < 2; side++) {
            double off = row(runs, i)[side] - mean;

            squares += off * off;
        }
    return runs->n > 1 ? squares / (2.0 * runs->n - 1) : NAN;
}

/* Both shares of factor j. Values are taken less their mean: the same in the limit, and a model
 * whose mean is large against its spread needs far fewer points. */
static void shares_of(const struct runs *runs, uint32_t j, double mean, double variance,
                      double *first, double *total)
{
    double alone = 0, with_all = 0;

    for (uint32_t i = 0; i < runs->n; i++) {
        const double *f = row(runs, i);
        double change = f[2 + j] - f[0];

        alone += (f[1] - mean) * change;
        with_all += change * change;
    }
    *first = variance > 0 ? alone / runs->n / variance : NAN;
    *total = variance > 0 ? with_all / (2.0 * runs->n) / variance : NAN;
}

/* The value below which a share p of the n sorted ones lies. */
static double percentile(const double *sorted, uint32_t n, double p)
{
    uint32_t at = (uint32_t)ceil(p * n);

    return sorted[at > 0 ? at - 1 : 0];
}

static void add_interval(struct stats_estimate *estimate, double *sorted, uint32_t n, double level)
{
    double sum = 0, squares = 0;

    sim_sort(sorted, n, sizeof *sorted, sim_by_double);
    for (uint32_t i = 0; i < n; i++)
        sum += sorted[i];
    for (uint32_t i = 0; i < n; i++)
        squares += (sorted[i] - sum / n) * (sorted[i] - sum / n);
    estimate->low = percentile(sorted, n, (1 - level) / 2);
    estimate->high = percentile(sorted, n, (1 + level) / 2);
    estimate->sd = n > 1 ? sqrt(squares / (n - 1)) : NAN;
}

/* Base points drawn with replacement, all factors alike, again and again. */
static void bootstrap(struct sim_key key, const struct runs *runs, uint32_t resamples, double level,
                      struct stats_share *shares)
{
    uint32_t *rows = sim_fresh(runs->n, sizeof *rows);
    double *first = sim_fresh((size_t)runs->k * resamples, sizeof *first);
    double *total = sim_fresh((size_t)runs->k * resamples, sizeof *total);
    struct runs drawn = *runs;

    drawn.rows = rows;
    for (uint32_t s = 0; s < resamples; s++) {
        double variance, mean;

        for (uint32_t i = 0; i < runs->n; i++)
            rows[i] = runs->rows[(uint32_t)(sim_u01(key, DRAW_RESAMPLE, s, i) * runs->n)];
        variance = variance_of(&drawn, &mean);
        for (uint32_t j = 0; j < runs->k; j++) {
            size_t at = (size_t)j * resamples + s;

            shares_of(&drawn, j, mean, variance, &first[at], &total[at]);
        }
    }
    for (uint32_t j = 0; j < runs->k; j++) {
        add_interval(&shares[j].first, first + (size_t)j * resamples, resamples, level);
        add_interval(&shares[j].total, total + (size_t)j * resamples, resamples, level);
    }
    free(total);
    free(first);
    free(rows);
}

static void share_pairs(const struct runs *runs, double mean, double variance,
                        const struct stats_share *shares, double *together)
{
    double square = 0; /* of the mean */

    for (uint32_t i = 0; i < runs->n; i++)
        square += (row(runs, i)[0] - mean) * (row(runs, i)[1] - mean);
    square /= runs->n;
    for (uint32_t a = 0; a < runs->k; a++) {
        together[(size_t)a * runs->k + a] = NAN;
        for (uint32_t b = a + 1; b < runs->k; b++) {
            double product = 0;
            double share;

            /* The estimator is not symmetric in a and b; the mean of both is steadier. */
            for (uint32_t i = 0; i < runs->n; i++) {
                const double *f = row(runs, i) + 2;

                product += ((f[runs->k + a] - mean) * (f[b] - mean) +
                            (f[runs->k + b] - mean) * (f[a] - mean)) /
                           2;
            }
            share = (product / runs->n - square) / variance - shares[a].first.mean -
                    shares[b].first.mean;
            together[(size_t)a * runs->k + b] = share;
            together[(size_t)b * runs->k + a] = share;
        }
    }
}

double stats_sobol_shares(struct sim_key key, const double *values, uint32_t n, uint32_t k,
                          bool pairs, uint32_t resamples, double level, struct stats_share *shares,
                          double *together)
{
    uint32_t *rows = sim_fresh(n, sizeof *rows);
    struct runs runs = {.values = values, .width = (pairs ? 2 * k : k) + 2, .k = k, .rows = rows};
    double variance, mean;

    for (uint32_t i = 0; i < n; i++) {
        bool whole = true;

        for (uint32_t v = 0; v < runs.width; v++)
            whole = whole && isfinite(values[(size_t)i * runs.width + v]);
        if (whole)
            rows[runs.n++] = i;
    }
    variance = variance_of(&runs, &mean);
    for (uint32_t j = 0; j < k; j++) {
        shares[j] = (struct stats_share){
            .first = {.mean = NAN, .low = NAN, .high = NAN, .sd = NAN, .n = runs.n},
            .total = {.mean = NAN, .low = NAN, .high = NAN, .sd = NAN, .n = runs.n}};
        if (runs.n > 1)
            shares_of(&runs, j, mean, variance, &shares[j].first.mean, &shares[j].total.mean);
    }
    if (runs.n > 1 && variance > 0 && resamples > 0)
        bootstrap(key, &runs, resamples, level, shares);
    if (together != NULL && pairs && runs.n > 1)
        share_pairs(&runs, mean, variance, shares, together);
    free(rows);
    return variance;
}
