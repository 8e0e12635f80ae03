/*
 * arrivals.c: replay of decoded or drawn traffic.
 *
 * Scaling keeps the shape of the traffic at every time scale above one gap: a row that is to
 * appear c times appears c times evenly over the gap to the next row. The number of copies of a
 * row with scale s is floor(s), plus one with probability s - floor(s), by a draw keyed to the
 * row: so the requests at a lower scale are a subset of those at a higher one (with the same
 * floor).
 *
 * The load factor is an adapter around all of that (cri_cursor_next()): it sees the requests of a
 * trace one after the other and gives each as often as it is to come; of drawn traffic it merges
 * the layers (models/load.h), each of which is prepared as the traffic itself is.
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
static void draw_block(struct cri_stream *stream)
{
    const struct cri_arrivals_spec *spec = stream->spec;
    uint64_t n_blocks = (uint64_t)(loop_length(spec) / spec->resample_block);
    uint64_t block;

    if (n_blocks == 0)
        n_blocks = 1;
    block = (uint64_t)(sim_u01(stream->key, CRI_DRAW_BLOCK,
                               sim_entity(stream->name_hash, stream->slot), 0) *
                       (double)n_blocks);
    stream->slot_origin = (sim_time)block * spec->resample_block;
    stream->slot_row = first_row_at(spec->records, stream->slot_origin);
    stream->slot_end = first_row_at(spec->records, stream->slot_origin + spec->resample_block);
}

static void restart_draws(struct cri_stream *stream)
{
    cri_draws_init(&stream->draws, stream->spec->generator, stream->draws_key);
    stream->draws.mean_gap_s /= stream->rate;
    stream->has_drawn = cri_draws_next(&stream->draws, &stream->drawn);
    stream->has_ahead = stream->has_drawn && cri_draws_next(&stream->draws, &stream->ahead);
}

/* Ready to give the first request of layer k; layer 0 is the traffic itself. */
static void init_stream(struct cri_stream *stream, const struct cri_arrivals_spec *spec,
                        uint64_t seed, uint32_t replication, uint32_t layer,
                        const volatile sig_atomic_t *stop)
{
    uint64_t name_hash = sim_hash_string(spec->name);

    *stream =
        (struct cri_stream){.spec = spec,
                            .key = sim_key_make(seed, replication),
                            .name_hash = layer == 0 ? name_hash : sim_entity(name_hash, layer),
                            .rate = cri_load_rate(layer),
                            .stop = stop};
    if (spec->generator != NULL) {
        stream->draws_key = cri_draws_key(seed, spec->name, replication);
        if (layer > 0)
            stream->draws_key.a ^= sim_entity(name_hash, layer);
        restart_draws(stream);
        return;
    }
    if (spec->resample_block > 0 && spec->records->n > 0) {
        sim_time total = loop_length(spec) * (sim_time)spec->loops;

        stream->n_slots = (uint64_t)((total + spec->resample_block - 1) / spec->resample_block);
        draw_block(stream);
    }
}

/* How often the row appears: keyed, so that it is the same whatever else happens. */
static uint32_t row_copies(const struct cri_stream *stream, uint64_t ordinal)
{
    double scale = stream->spec->scale;
    double whole = floor(scale);
    double rest = scale - whole;

    if (rest > 0 &&
        sim_u01(stream->key, CRI_DRAW_THIN, sim_entity(stream->name_hash, ordinal), 0) < rest)
        whole += 1;
    return (uint32_t)whole;
}

static void fill(const struct cri_stream *stream, uint64_t row, struct cri_arrival *out)
{
    const struct cri_records *records = stream->spec->records;

    if (stream->spec->generator != NULL) {
        *out = (struct cri_arrival){.input_tokens = stream->drawn.input_tokens,
                                    .output_tokens = stream->drawn.output_tokens,
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
static bool current_draw(struct cri_stream *stream, uint64_t *ordinal, sim_time *at, sim_time *gap)
{
    const struct cri_arrivals_spec *spec = stream->spec;
    sim_time loop = loop_length(spec);

    if (!stream->has_drawn && stream->row > 0) {
        stream->n_drawn = stream->row;
        stream->row = 0;
        stream->loop++;
        if (stream->loop < spec->loops)
            restart_draws(stream);
    }
    if (!stream->has_drawn || stream->loop >= spec->loops)
        return false;
    *at = (sim_time)stream->loop * loop + stream->drawn.at;
    *gap = (stream->has_ahead ? stream->ahead.at : loop) - stream->drawn.at;
    *ordinal = stream->loop * stream->n_drawn + stream->row;
    return true;
}

/* Rows that give no arrival (thinned, of another label), and blocks without a row, may be many. */
static bool is_stopped(struct cri_stream *stream, uint64_t passed)
{
    stream->stopped = passed % 4096 == 0 && stream->stop != NULL && *stream->stop != 0;
    return stream->stopped;
}

/* Row, its time in the (looped or resampled) trace and the time until the next row; false at the
 * end. */
static bool current_row(struct cri_stream *stream, uint64_t *row, uint64_t *ordinal, sim_time *at,
                        sim_time *gap)
{
    const struct cri_arrivals_spec *spec = stream->spec;
    const struct cri_records *records = spec->records;

    if (spec->generator != NULL) {
        *row = stream->row;
        return current_draw(stream, ordinal, at, gap);
    }
    if (spec->resample_block > 0) {
        sim_time limit = loop_length(spec) * (sim_time)spec->loops;

        while (stream->slot < stream->n_slots) {
            sim_time base = (sim_time)stream->slot * spec->resample_block - stream->slot_origin;

            if (stream->slot_row < stream->slot_end) {
                sim_time next = stream->slot_row + 1 < stream->slot_end
                                    ? records->rows[stream->slot_row + 1].at
                                    : stream->slot_origin + spec->resample_block;

                *row = stream->slot_row;
                *at = base + records->rows[*row].at;
                if (*at >= limit)
                    return false;
                *gap = next - records->rows[*row].at;
                *ordinal = stream->slot * records->n + *row;
                return true;
            }
            stream->slot++;
            if (is_stopped(stream, stream->slot))
                return false;
            if (stream->slot < stream->n_slots)
                draw_block(stream);
        }
        return false;
    }
    if (stream->row == records->n) {
        stream->row = 0;
        stream->loop++;
    }
    if (records->n == 0 || stream->loop >= spec->loops)
        return false;
    *row = stream->row;
    *at = (sim_time)stream->loop * loop_length(spec) + records->rows[*row].at;
    *gap = (*row + 1 < records->n ? records->rows[*row + 1].at : loop_length(spec)) -
           records->rows[*row].at;
    *ordinal = stream->loop * records->n + *row;
    return true;
}

static void advance_row(struct cri_stream *stream)
{
    if (stream->spec->resample_block > 0)
        stream->slot_row++;
    else
        stream->row++;
    if (stream->spec->generator != NULL) {
        stream->drawn = stream->ahead;
        stream->has_drawn = stream->has_ahead;
        stream->has_ahead = stream->has_drawn && cri_draws_next(&stream->draws, &stream->ahead);
    }
    stream->copy = 0;
    stream->copies_known = false;
}

/* The next request of the traffic, as it is without a load factor. */
static bool next_request(struct cri_stream *stream, struct cri_arrival *out)
{
    const struct cri_arrivals_spec *spec = stream->spec;
    const struct cri_records *records = spec->records;
    uint64_t row, ordinal;
    uint64_t passed = 0;
    sim_time at, gap;

    while (!is_stopped(stream, ++passed) && current_row(stream, &row, &ordinal, &at, &gap)) {
        if (spec->label != CRI_NONE && records->label != NULL &&
            records->label[row] != spec->label) {
            advance_row(stream);
            continue;
        }
        if (!stream->copies_known) {
            stream->copies = spec->scale == 1.0 ? 1 : row_copies(stream, ordinal);
            stream->copies_known = true;
        }
        if (stream->copy >= stream->copies) {
            advance_row(stream);
            continue;
        }
        if (stream->copies > 1)
            at += (sim_time)((__int128)gap * stream->copy / stream->copies);
        fill(stream, row, out);
        out->at = warp_time(spec, at);
        out->ordinal = ordinal | (uint64_t)stream->copy << COPY_SHIFT;
        out->position = stream->position++;
        out->copy = 0;
        stream->copy++;
        return true;
    }
    return false;
}

/* On to the request after `original`; false at the end. */
static bool advance_original(struct cri_cursor *cursor)
{
    if (cursor->stream.position == 0)
        cursor->has_ahead_of_it = next_request(&cursor->stream, &cursor->ahead_of_it);
    if (!cursor->has_ahead_of_it)
        return false;
    cursor->original = cursor->ahead_of_it;
    cursor->has_ahead_of_it = next_request(&cursor->stream, &cursor->ahead_of_it);
    if (cursor->stream.stopped)
        return false;
    cursor->load_copies = cri_load_copies(cursor->stream.spec->load, cursor->original.position);
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

/* The next request of a trace at a load factor. */
static bool next_copy(struct cri_cursor *cursor, struct cri_arrival *out)
{
    uint64_t passed = 0;
    sim_time end;

    while (cursor->load_done)
        if (!advance_original(cursor) || is_stopped(&cursor->stream, ++passed))
            return false;
    /* The gap of the last request lasts to the end of the traffic. */
    end = cursor->has_ahead_of_it ? cursor->ahead_of_it.at : cri_arrivals_end(cursor->stream.spec);
    *out = cursor->original;
    out->copy = cursor->load_copy;
    out->at += cri_load_delay(out->copy, end - out->at);
    out->position = cursor->load_position++;
    advance_copy(cursor);
    return true;
}

/* On to the next request of layer k that exists at the load. */
static void advance_layer(struct cri_layer *layer, uint32_t k)
{
    struct cri_stream *stream = &layer->stream;
    double load = stream->spec->load;
    uint64_t passed = 0;

    do {
        layer->has_next = !is_stopped(stream, ++passed) && next_request(stream, &layer->next);
    } while (
        layer->has_next && load < cri_load_full(k) &&
        load <= cri_load_height(k, sim_u01(stream->key, CRI_DRAW_LOAD,
                                           sim_entity(stream->name_hash, layer->next.ordinal), 0)));
    layer->next.copy = k;
}

/* The next request of drawn traffic at a load factor: the earliest of all layers, of those at one
 * instant the lowest layer's. */
static bool next_of_layers(struct cri_cursor *cursor, struct cri_arrival *out)
{
    uint32_t first = cursor->n_layers;

    for (uint32_t k = 0; k < cursor->n_layers; k++) {
        const struct cri_layer *layer = &cursor->layers[k];

        if (layer->stream.stopped) {
            cursor->stream.stopped = true;
            return false;
        }
        if (layer->has_next &&
            (first == cursor->n_layers || layer->next.at < cursor->layers[first].next.at))
            first = k;
    }
    if (first == cursor->n_layers)
        return false;
    *out = cursor->layers[first].next;
    out->position = cursor->load_position++;
    advance_layer(&cursor->layers[first], first);
    return true;
}

void cri_cursor_init(struct cri_cursor *cursor, const struct cri_arrivals_spec *spec, uint64_t seed,
                     uint32_t replication, const volatile sig_atomic_t *stop)
{
    *cursor = (struct cri_cursor){.load_done = true};
    init_stream(&cursor->stream, spec, seed, replication, 0, stop);
    if (!has_load(spec))
        return;
    if (spec->generator == NULL) {
        cursor->load_order = cri_load_order((uint32_t)ceil(spec->load));
        return;
    }
    cursor->n_layers = cri_load_layers(spec->load);
    for (uint32_t k = 0; k < cursor->n_layers; k++) {
        init_stream(&cursor->layers[k].stream, spec, seed, replication, k, stop);
        advance_layer(&cursor->layers[k], k);
    }
}

bool cri_cursor_next(struct cri_cursor *cursor, struct cri_arrival *out)
{
    bool has;

    if (!has_load(cursor->stream.spec))
        has = next_request(&cursor->stream, out);
    else if (cursor->n_layers > 0)
        has = next_of_layers(cursor, out);
    else
        has = next_copy(cursor, out);
    cursor->stopped = cursor->stream.stopped;
    return has;
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

/* Rows of all loops before the horizon, of all labels. */
static double rows_before(const struct cri_arrivals_spec *spec, sim_time horizon)
{
    const struct cri_records *records = spec->records;
    sim_time length = loop_length(spec);
    double until = fmax(0, (double)(horizon - spec->start) * spec->warp);
    uint64_t loops;

    if (until >= (double)length * (double)spec->loops)
        return (double)records->n * (double)spec->loops;
    loops = (uint64_t)(until / (double)length);
    return (double)(loops * records->n +
                    first_row_at(records, (sim_time)ceil(until - (double)loops * (double)length)));
}

static uint64_t rows_of_label(const struct cri_records *records, uint32_t label)
{
    uint64_t n = 0;

    if (records->n_of_label != NULL)
        return records->n_of_label[label];
    for (uint64_t i = 0; i < records->n; i++)
        n += records->label[i] == label;
    return n;
}

double cri_arrivals_expected(const struct cri_arrivals_spec *spec, sim_time horizon)
{
    const struct cri_records *records = spec->records;
    double load = has_load(spec) ? spec->load : 1, n;

    if (spec->generator != NULL) {
        double lasts = spec->generator->duration_s * (double)spec->loops;
        double until = fmax(0, sim_time_to_s(horizon - spec->start) * spec->warp);

        return spec->generator->rate_per_s * fmin(lasts, until) * spec->scale * load;
    }
    if (records->n == 0)
        return 0;
    n = rows_before(spec, horizon);
    if (spec->label != CRI_NONE && records->label != NULL)
        n *= (double)rows_of_label(records, spec->label) / (double)records->n;
    n = round(n * spec->scale);
    return load == 1 ? n : (double)cri_load_count(load, (uint64_t)n);
}
