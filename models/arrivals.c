/*
 * arrivals.c: replay of decoded or drawn traffic.
 *
 * Scaling keeps the shape of the traffic at every time scale above one gap: a row that is to
 * appear c times appears c times evenly over the gap to the next row. The number of copies of a
 * row with scale s is floor(s), plus one with probability s - floor(s), by a draw keyed to the
 * row: so the requests at a lower scale are a subset of those at a higher one (with the same
 * floor).
 *
 * The load factor is an adapter around all of that (cri_cursor_next()): it sees requests one after
 * the other, whatever they come from, and gives each as often as it is to come.
 */
#include "models/arrivals.h"

#include "models/world.h"
#include "sim/base/text.h"

#include <math.h>

/* Copies share a row's ordinal with the copy number in the high bits; loops follow one another. */
#define COPY_SHIFT 44

static bool has_load(const struct cri_arrivals_spec *spec)
{
    return spec->load > 0 && spec->load != 1;
}

static sim_time loop_length(const struct cri_arrivals_spec *spec)
{
    const struct cri_records *records = spec->records;

    if (spec->generator != NULL)
        return sim_time_from_s(spec->generator->duration_s);
    /* One mean gap after the last row, so that a looped trace has no request too many at the seam.
     */
    return records->n > 1 ? records->span + records->span / (sim_time)(records->n - 1)
                          : records->span + SIM_SECOND;
}

static sim_time warp_time(const struct cri_arrivals_spec *spec, sim_time t)
{
    if (spec->warp == 1.0)
        return t + spec->start;
    return sim_time_from_ns((double)t / spec->warp) + spec->start;
}

static uint64_t first_row_at(const struct cri_records *records, sim_time t)
{
    uint64_t low = 0;
    uint64_t high = records->n;

    while (low < high) {
        uint64_t middle = low + (high - low) / 2;

        if (records->rows[middle].at < t)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Draw which block of the trace fills the current slot. Blocks start at multiples of their length;
 * the last one, which is shorter, is left out unless it is the only one. */
static void draw_block(struct cri_cursor *cursor)
{
    const struct cri_arrivals_spec *spec = cursor->spec;
    uint64_t n_blocks = (uint64_t)(loop_length(spec) / spec->resample_block);
    uint64_t block;

    if (n_blocks == 0)
        n_blocks = 1;
    block = (uint64_t)(sim_u01(cursor->key, CRI_DRAW_BLOCK,
                               sim_entity(cursor->name_hash, cursor->slot), 0) *
                       (double)n_blocks);
    cursor->slot_origin = (sim_time)block * spec->resample_block;
    cursor->slot_row = first_row_at(spec->records, cursor->slot_origin);
    cursor->slot_end = first_row_at(spec->records, cursor->slot_origin + spec->resample_block);
}

static void restart_draws(struct cri_cursor *cursor)
{
    cri_draws_init(&cursor->draws, cursor->spec->generator, cursor->draws_key);
    cursor->has_drawn = cri_draws_next(&cursor->draws, &cursor->drawn);
    cursor->has_ahead = cursor->has_drawn && cri_draws_next(&cursor->draws, &cursor->ahead);
}

void cri_cursor_init(struct cri_cursor *cursor, const struct cri_arrivals_spec *spec, uint64_t seed,
                     uint32_t replication, const volatile sig_atomic_t *stop)
{
    *cursor = (struct cri_cursor){.spec = spec,
                                  .key = sim_key_make(seed, replication),
                                  .name_hash = sim_hash_string(spec->name),
                                  .load_done = true,
                                  .stop = stop};
    if (has_load(spec))
        cursor->load_order = cri_load_order((uint32_t)ceil(spec->load));
    if (spec->generator != NULL) {
        cursor->draws_key = cri_draws_key(seed, spec->name, replication);
        restart_draws(cursor);
        return;
    }
    if (spec->resample_block > 0 && spec->records->n > 0) {
        sim_time total = loop_length(spec) * (sim_time)spec->loops;

        cursor->n_slots = (uint64_t)((total + spec->resample_block - 1) / spec->resample_block);
        draw_block(cursor);
    }
}

/* How often the row appears: keyed, so that it is the same whatever else happens. */
static uint32_t row_copies(const struct cri_cursor *cursor, uint64_t ordinal)
{
    double scale = cursor->spec->scale;
    double whole = floor(scale);
    double rest = scale - whole;

    if (rest > 0 &&
        sim_u01(cursor->key, CRI_DRAW_THIN, sim_entity(cursor->name_hash, ordinal), 0) < rest)
        whole += 1;
    return (uint32_t)whole;
}

static void fill(const struct cri_cursor *cursor, uint64_t row, struct cri_arrival *out)
{
    const struct cri_records *records = cursor->spec->records;

    if (cursor->spec->generator != NULL) {
        *out = (struct cri_arrival){.input_tokens = cursor->drawn.input_tokens,
                                    .output_tokens = cursor->drawn.output_tokens,
                                    .prefix = CRI_NONE};
        return;
    }
    out->input_tokens = records->rows[row].input_tokens;
    out->output_tokens = records->rows[row].output_tokens;
    out->max_tokens = records->max_tokens != NULL ? records->max_tokens[row] : 0;
    out->cache_read = records->cache_read != NULL ? records->cache_read[row] : 0;
    out->cache_write = records->cache_write != NULL ? records->cache_write[row] : 0;
    out->prefix = records->prefix != NULL ? records->prefix[row] : CRI_NONE;
}

/* The request that was drawn last, as current_row() gives a trace's row. Every loop draws the same
 * again. */
static bool current_draw(struct cri_cursor *cursor, uint64_t *ordinal, sim_time *at, sim_time *gap)
{
    const struct cri_arrivals_spec *spec = cursor->spec;
    sim_time loop = loop_length(spec);

    if (!cursor->has_drawn && cursor->row > 0) {
        cursor->n_drawn = cursor->row;
        cursor->row = 0;
        cursor->loop++;
        if (cursor->loop < spec->loops)
            restart_draws(cursor);
    }
    if (!cursor->has_drawn || cursor->loop >= spec->loops)
        return false;
    *at = (sim_time)cursor->loop * loop + cursor->drawn.at;
    *gap = (cursor->has_ahead ? cursor->ahead.at : loop) - cursor->drawn.at;
    *ordinal = cursor->loop * cursor->n_drawn + cursor->row;
    return true;
}

/* Rows that give no arrival (thinned, of another label), and blocks without a row, may be many. */
static bool is_stopped(struct cri_cursor *cursor, uint64_t passed)
{
    cursor->stopped = passed % 4096 == 0 && cursor->stop != NULL && *cursor->stop != 0;
    return cursor->stopped;
}

/* Row, its time in the (looped or resampled) trace and the time until the next row; false at the
 * end. */
static bool current_row(struct cri_cursor *cursor, uint64_t *row, uint64_t *ordinal, sim_time *at,
                        sim_time *gap)
{
    const struct cri_arrivals_spec *spec = cursor->spec;
    const struct cri_records *records = spec->records;

    if (spec->generator != NULL) {
        *row = cursor->row;
        return current_draw(cursor, ordinal, at, gap);
    }
    if (spec->resample_block > 0) {
        sim_time limit = loop_length(spec) * (sim_time)spec->loops;

        while (cursor->slot < cursor->n_slots) {
            sim_time base = (sim_time)cursor->slot * spec->resample_block - cursor->slot_origin;

            if (cursor->slot_row < cursor->slot_end) {
                sim_time next = cursor->slot_row + 1 < cursor->slot_end
                                    ? records->rows[cursor->slot_row + 1].at
                                    : cursor->slot_origin + spec->resample_block;

                *row = cursor->slot_row;
                *at = base + records->rows[*row].at;
                if (*at >= limit)
                    return false;
                *gap = next - records->rows[*row].at;
                *ordinal = cursor->slot * records->n + *row;
                return true;
            }
            cursor->slot++;
            if (is_stopped(cursor, cursor->slot))
                return false;
            if (cursor->slot < cursor->n_slots)
                draw_block(cursor);
        }
        return false;
    }
    if (cursor->row == records->n) {
        cursor->row = 0;
        cursor->loop++;
    }
    if (records->n == 0 || cursor->loop >= spec->loops)
        return false;
    *row = cursor->row;
    *at = (sim_time)cursor->loop * loop_length(spec) + records->rows[*row].at;
    *gap = (*row + 1 < records->n ? records->rows[*row + 1].at : loop_length(spec)) -
           records->rows[*row].at;
    *ordinal = cursor->loop * records->n + *row;
    return true;
}

static void advance_row(struct cri_cursor *cursor)
{
    if (cursor->spec->resample_block > 0)
        cursor->slot_row++;
    else
        cursor->row++;
    if (cursor->spec->generator != NULL) {
        cursor->drawn = cursor->ahead;
        cursor->has_drawn = cursor->has_ahead;
        cursor->has_ahead = cursor->has_drawn && cri_draws_next(&cursor->draws, &cursor->ahead);
    }
    cursor->copy = 0;
    cursor->copies_known = false;
}

/* The next request of the traffic, as it is without a load factor. */
static bool next_request(struct cri_cursor *cursor, struct cri_arrival *out)
{
    const struct cri_arrivals_spec *spec = cursor->spec;
    const struct cri_records *records = spec->records;
    uint64_t row, ordinal;
    uint64_t passed = 0;
    sim_time at, gap;

    while (!is_stopped(cursor, ++passed) && current_row(cursor, &row, &ordinal, &at, &gap)) {
        if (spec->label != CRI_NONE && records->label != NULL &&
            records->label[row] != spec->label) {
            advance_row(cursor);
            continue;
        }
        if (!cursor->copies_known) {
            cursor->copies = spec->scale == 1.0 ? 1 : row_copies(cursor, ordinal);
            cursor->copies_known = true;
        }
        if (cursor->copy >= cursor->copies) {
            advance_row(cursor);
            continue;
        }
        if (cursor->copies > 1)
            at += (sim_time)((__int128)gap * cursor->copy / cursor->copies);
        fill(cursor, row, out);
        out->at = warp_time(spec, at);
        out->ordinal = ordinal | (uint64_t)cursor->copy << COPY_SHIFT;
        out->position = cursor->position++;
        out->copy = 0;
        cursor->copy++;
        return true;
    }
    return false;
}

/* On to the request after `original`; false at the end. */
static bool advance_original(struct cri_cursor *cursor)
{
    if (cursor->position == 0)
        cursor->has_ahead_of_it = next_request(cursor, &cursor->ahead_of_it);
    if (!cursor->has_ahead_of_it)
        return false;
    cursor->original = cursor->ahead_of_it;
    cursor->has_ahead_of_it = next_request(cursor, &cursor->ahead_of_it);
    if (cursor->stopped)
        return false;
    cursor->load_copies = cri_load_copies(cursor->spec->load, cursor->original.position);
    cursor->load_copy = 0;
    cursor->load_done = cursor->load_copies == 0;
    return true;
}

/* In the order of the copies that there would be of a request with most of them, the next one that
 * this request has. */
static void advance_copy(struct cri_cursor *cursor)
{
    do
        cursor->load_copy = cri_load_next(&cursor->load_order, cursor->load_copy);
    while (cursor->load_copy >= cursor->load_copies);
    cursor->load_done = cursor->load_copy == 0;
}

bool cri_cursor_next(struct cri_cursor *cursor, struct cri_arrival *out)
{
    uint64_t passed = 0;
    sim_time end;

    if (!has_load(cursor->spec))
        return next_request(cursor, out);
    while (cursor->load_done)
        if (!advance_original(cursor) || is_stopped(cursor, ++passed))
            return false;
    /* The gap of the last request lasts to the end of the traffic. */
    end = cursor->has_ahead_of_it ? cursor->ahead_of_it.at : cri_arrivals_end(cursor->spec);
    *out = cursor->original;
    out->copy = cursor->load_copy;
    out->at += cri_load_delay(out->copy, end - out->at);
    out->position = cursor->load_position++;
    advance_copy(cursor);
    return true;
}

uint64_t cri_arrival_entity(uint64_t group, const struct cri_arrival *arrival)
{
    uint64_t entity = sim_entity(group, arrival->ordinal);

    return arrival->copy == 0 ? entity : sim_entity(entity, arrival->copy);
}

sim_time cri_arrivals_end(const struct cri_arrivals_spec *spec)
{
    const struct cri_records *records = spec->records;

    if (spec->generator != NULL)
        return spec->start +
               sim_time_from_s(spec->generator->duration_s * (double)spec->loops / spec->warp);
    if (records->n == 0)
        return spec->start;
    /* A single pass ends with its last row: the throughput of a trace is over its own span. */
    if (spec->loops <= 1 && spec->resample_block == 0 && spec->scale <= 1)
        return warp_time(spec, records->span) + 1;
    return warp_time(spec, loop_length(spec) * (sim_time)spec->loops) + 1;
}

double cri_arrivals_expected(const struct cri_arrivals_spec *spec)
{
    double once = spec->generator != NULL
                      ? spec->generator->rate_per_s * spec->generator->duration_s
                      : (double)spec->records->n;

    return once * spec->scale * (double)spec->loops * (has_load(spec) ? spec->load : 1);
}
