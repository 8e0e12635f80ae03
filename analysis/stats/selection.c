#include "analysis/stats/selection.h"

#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>

/* ---- KN ---- */

/* g(eta) of the paper's equation 4: the bound of the probability that one pair goes wrong. */
static double wrong_pair(const struct stats_kn_settings *settings, double eta)
{
    double power = -(settings->first - 1.0) / 2, c = settings->c, sum = 0;

    for (uint32_t l = 1; l <= settings->c; l++) {
        double term = pow(1 + 2 * eta * (2 * c - l) * l / c, power);

        sum += (l % 2 == 1 ? 1 : -1) * (l == settings->c ? 0.5 : 1) * term;
    }
    return sum;
}

double stats_kn_eta(const struct stats_kn_settings *settings, uint32_t k)
{
    double beta = settings->alpha / (k > 1 ? k - 1 : 1);
    double low = 0, high = 1;

    if (settings->c == 1)
        return (pow(2 * beta, -2 / (settings->first - 1.0)) - 1) / 2;
    while (wrong_pair(settings, high) > beta)
        high *= 2;
    while (high - low > 1e-15 * high) {
        double middle = low + (high - low) / 2;

        if (middle <= low || middle >= high)
            break;
        if (wrong_pair(settings, middle) > beta)
            low = middle;
        else
            high = middle;
    }
    return high;
}

double stats_kn_h2(const struct stats_kn_settings *settings, uint32_t k)
{
    return 2 * settings->c * stats_kn_eta(settings, k) * (settings->first - 1);
}

double stats_kn_allowance(const struct stats_kn_settings *settings, double h2, double s2,
                          uint32_t r)
{
    double delta = settings->delta;

    return fmax(0, delta / (2 * settings->c) * (h2 * s2 / (delta * delta) - r));
}

/* Variance of the differences of the first replications. */
static double variance_of(const double *a, const double *b, uint32_t n)
{
    double mean = 0, squares = 0;

    for (uint32_t r = 0; r < n; r++)
        mean += (a[r] - b[r]) / n;
    for (uint32_t r = 0; r < n; r++)
        squares += (a[r] - b[r] - mean) * (a[r] - b[r] - mean);
    return squares / (n - 1);
}

struct kn {
    const struct stats_kn_settings *settings;
    uint32_t k;
    double h2, *variances, *sums; /* k x k; k, so that greater is better */
    bool *left;
};

/* Rule out what trails by more than it may after r replications, all at once. */
static uint32_t screen(struct kn *kn, uint32_t r, bool *out)
{
    uint32_t n_left = 0;

    for (uint32_t i = 0; i < kn->k; i++) {
        out[i] = false;
        for (uint32_t l = 0; kn->left[i] && l < kn->k && !out[i]; l++) {
            double allowed;

            if (l == i || !kn->left[l])
                continue;
            allowed =
                stats_kn_allowance(kn->settings, kn->h2, kn->variances[(size_t)i * kn->k + l], r);
            /* Equal to the last bit when nothing more is allowed: the first one stays. */
            out[i] = kn->sums[i] < kn->sums[l] - allowed ||
                     (allowed == 0 && kn->sums[i] == kn->sums[l] && l < i);
        }
    }
    for (uint32_t i = 0; i < kn->k; i++) {
        kn->left[i] = kn->left[i] && !out[i];
        n_left += kn->left[i];
    }
    return n_left;
}

static double greater_is_better(const struct stats_kn_settings *settings, double value)
{
    return settings->greatest ? value : -value;
}

struct stats_kn_state stats_kn(const struct stats_kn_settings *settings, const double *samples,
                               uint32_t stride, const uint32_t *n, uint32_t k, bool *left)
{
    struct stats_kn_state state = {.n_left = k, .best = k, .decided = k == 1};
    struct kn kn = {.settings = settings, .k = k, .h2 = stats_kn_h2(settings, k), .left = left};
    bool *out, ready = true;
    double widest = 0;

    for (uint32_t i = 0; i < k; i++) {
        left[i] = true;
        ready = ready && n[i] >= settings->first;
    }
    if (k == 1)
        state.best = 0;
    if (!ready || k <= 1)
        return state;
    kn.variances = sim_zeroed((size_t)k * k, sizeof *kn.variances);
    kn.sums = sim_zeroed(k, sizeof *kn.sums);
    out = sim_zeroed(k, sizeof *out);
    for (uint32_t i = 0; i < k; i++) {
        for (uint32_t r = 0; r < settings->first; r++)
            kn.sums[i] += greater_is_better(settings, samples[(size_t)i * stride + r]);
        for (uint32_t l = 0; l < k; l++) {
            double s2 = variance_of(samples + (size_t)i * stride, samples + (size_t)l * stride,
                                    settings->first);

            kn.variances[(size_t)i * k + l] = s2;
            widest = fmax(widest, s2);
        }
    }
    state.at_most = (uint32_t)fmin(
        UINT32_MAX,
        fmax(settings->first, floor(kn.h2 * widest / settings->delta / settings->delta) + 1));
    for (state.after = settings->first;; state.after++) {
        bool more = true;

        state.n_left = screen(&kn, state.after, out);
        for (uint32_t i = 0; i < k; i++)
            more = more && (!left[i] || n[i] > state.after);
        if (state.n_left == 1 || !more)
            break;
        for (uint32_t i = 0; i < k; i++)
            if (left[i])
                kn.sums[i] +=
                    greater_is_better(settings, samples[(size_t)i * stride + state.after]);
    }
    for (uint32_t i = 0; i < k; i++)
        if (left[i] && (state.best == k || kn.sums[i] > kn.sums[state.best]))
            state.best = i;
    state.decided = state.n_left == 1;
    free(out);
    free(kn.sums);
    free(kn.variances);
    return state;
}

/* ---- OCBA ---- */

/* Weights of all but the best, (s/d)^2, so that the widest is 1: where gaps of 0 are left, those
 * that have them share alone, by their variances. */
static void weigh(const double *sds, const double *gaps, uint32_t k, uint32_t best, double *weights)
{
    bool equal = false;
    double widest = 0;

    for (uint32_t i = 0; i < k; i++)
        equal = equal || (i != best && gaps[i] == 0 && sds[i] > 0);
    for (uint32_t i = 0; i < k; i++) {
        double ratio = equal ? (gaps[i] == 0 ? sds[i] : 0) : sds[i] > 0 ? sds[i] / gaps[i] : 0;

        weights[i] = i == best ? 0 : ratio;
        widest = fmax(widest, weights[i]);
    }
    for (uint32_t i = 0; i < k && widest > 0; i++)
        weights[i] = (weights[i] / widest) * (weights[i] / widest);
}

uint32_t stats_ocba(const double *means, const double *sds, uint32_t k, double least, bool greatest,
                    double *shares)
{
    double *gaps = sim_zeroed(k, sizeof *gaps);
    double squares = 0, sum = 0;
    uint32_t best = 0;

    for (uint32_t i = 1; i < k; i++)
        if (greatest ? means[i] > means[best] : means[i] < means[best])
            best = i;
    for (uint32_t i = 0; i < k; i++)
        gaps[i] = fmax(fabs(means[i] - means[best]), least);
    weigh(sds, gaps, k, best, shares);
    for (uint32_t i = 0; i < k; i++)
        if (i != best && sds[i] > 0)
            squares += (shares[i] / sds[i]) * (shares[i] / sds[i]);
    shares[best] = sds[best] * sqrt(squares);
    for (uint32_t i = 0; i < k; i++)
        sum += shares[i];
    /* Nothing varies (but perhaps the best alone): every design is as well known as another. */
    for (uint32_t i = 0; i < k; i++)
        shares[i] = sum > 0 ? shares[i] / sum : 1.0 / k;
    free(gaps);
    return best;
}

/* In proportion to what each lacks; what is left over by rounding goes where most is left over. */
static void spread(const double *lacks, uint32_t k, double sum, uint32_t more, uint32_t *add)
{
    uint32_t given = 0;

    for (uint32_t i = 0; i < k; i++) {
        add[i] = (uint32_t)floor(lacks[i] / sum * more);
        given += add[i];
    }
    for (; given < more; given++) {
        uint32_t most = 0;

        for (uint32_t i = 1; i < k; i++)
            if (lacks[i] / sum * more - add[i] > lacks[most] / sum * more - add[most])
                most = i;
        add[most]++;
    }
}

void stats_ocba_next(const double *shares, const uint32_t *n, uint32_t k, uint32_t more,
                     uint32_t *add)
{
    double *lacks = sim_zeroed(k, sizeof *lacks);
    double total = more, sum = 0;

    for (uint32_t i = 0; i < k; i++)
        total += n[i];
    for (uint32_t i = 0; i < k; i++) {
        lacks[i] = fmax(0, shares[i] * total - n[i]);
        sum += lacks[i];
    }
    if (sum > 0) {
        spread(lacks, k, sum, more, add);
    } else {
        for (uint32_t i = 0; i < k; i++)
            add[i] = 0;
    }
    free(lacks);
}
