/*
 * labels.c: where the names of series go.
 *
 * At the end of its line a name needs no other sign. Where lines end together (load that goes back
 * to nothing ends all of them at zero) names would lie in a heap that says nothing: they then stand
 * inside the panel, at the place where their line is furthest from all others.
 */
#include "analysis/chart/layout.h"
#include "sim/base/sort.h"

#include <math.h>

#define NEAR_PX      5  /* between a line and the name beside it */
#define MOST_AWAY_PX 30 /* further from its line a name is not read as its own */
#define NEXT_PX      14 /* up to here a name stands next to its line */
#define CLEAR_PX     9 /* so much further are other lines; twice as far where it stands less near */
#define STEP_PX      6 /* places that are tried */
#define PAD_PX       4
#define ABOVE_PX     18 /* so far a name may reach out of the panel, where nothing is written */
#define SAME_END_PX  2.5
#define FAR_PX       60 /* further away makes no place better */
#define TOGETHER_PX  24 /* lines that share a place are that close to one another */
#define LEADER_PX    15 /* from the panel's edge to a label */

/* The heights that a curve covers in each pixel column of the panel; high < low = none. */
struct raster {
    uint32_t n;
    double *low, *high; /* px from the top: low is the upper edge */
};

static void cover(struct raster *raster, double column, double y)
{
    if (column < 0 || column >= raster->n)
        return;
    raster->low[(uint32_t)column] = fmin(raster->low[(uint32_t)column], y);
    raster->high[(uint32_t)column] = fmax(raster->high[(uint32_t)column], y);
}

static struct raster rasterize(const struct chart_frame *frame, struct sim_arena *arena,
                               const struct chart_curve *curve)
{
    struct raster raster = {(uint32_t)(frame->right - frame->left) + 1, NULL, NULL};
    double half = curve->width / 2;

    raster.low = sim_arena_alloc(arena, raster.n * sizeof *raster.low);
    raster.high = sim_arena_alloc(arena, raster.n * sizeof *raster.high);
    for (uint32_t c = 0; c < raster.n; c++) {
        raster.low[c] = INFINITY;
        raster.high[c] = -INFINITY;
    }
    for (uint32_t i = 0; i < curve->n; i++) {
        double x1 = chart_x_px(frame, curve->x[i]) - frame->left;
        double y1 = chart_y_px(frame, curve->y[i]), x2, y2;

        if (!isfinite(y1))
            continue;
        cover(&raster, floor(x1), y1 - half);
        cover(&raster, floor(x1), y1 + half);
        if (curve->leaves && i + 1 == curve->n)
            cover(&raster, floor(x1), frame->top);
        if (i + 1 == curve->n || !isfinite(curve->y[i + 1]))
            continue;
        x2 = chart_x_px(frame, curve->x[i + 1]) - frame->left;
        y2 = chart_y_px(frame, curve->y[i + 1]);
        for (double c = fmax(ceil(x1), 0); c <= fmin(x2, raster.n); c++) {
            double y = y1 + (y2 - y1) * (c - x1) / (x2 - x1);

            cover(&raster, c, y - half);
            cover(&raster, c, y + half);
        }
    }
    return raster;
}

/* How far a box is from a curve [px]; 0 = touches. Columns are of the panel. */
static double distance(const struct raster *raster, double from, double to, double top,
                       double bottom)
{
    double least = INFINITY;

    for (double c = fmax(floor(from), 0); c <= fmin(to, raster->n - 1); c++) {
        double low = raster->low[(uint32_t)c], high = raster->high[(uint32_t)c];

        if (low > high)
            continue;
        least = fmin(least, high < top ? top - high : low > bottom ? low - bottom : 0);
    }
    return least;
}

/* A label, or several of lines that run along with one another, with a place in the panel. */
struct place {
    double x, y, width, height; /* x, y: the middle */
    double worth;               /* how much further other lines are than its own; <= 0: none */
    bool narrow;
};

/* What is to be placed: labels by their indices, and the heights that their lines cover. */
struct group {
    uint32_t *members;
    uint32_t n;
    bool *is_own; /* of the frame's curves */
    struct raster own;
};

struct board {
    struct chart_frame *frame;
    struct sim_arena *arena;
    struct chart_label *labels;
    uint32_t n_labels;
    struct raster *rasters; /* of the frame's curves */
    struct place *places;   /* those that are taken */
    uint32_t n_places;
    bool *placed; /* n_labels */
};

static const struct chart_lines *lines_of(const struct chart_label *label, bool narrow)
{
    return narrow ? &label->narrow : &label->wide;
}

static bool is_taken(const struct board *board, const struct place *place)
{
    for (uint32_t i = 0; i < board->n_places; i++) {
        const struct place *other = &board->places[i];

        if (fabs(place->x - other->x) < (place->width + other->width) / 2 + PAD_PX &&
            fabs(place->y - other->y) < (place->height + other->height) / 2)
            return true;
    }
    return false;
}

/* How much nearer the place is to the group's lines than to others; <= 0: not clearly theirs. */
static double worth_of(const struct board *board, const struct group *group,
                       const struct place *place, double away)
{
    const struct chart_frame *frame = board->frame;
    double left = place->x - frame->left - place->width / 2 - PAD_PX;
    double top = place->y - place->height / 2 + 2, bottom = place->y + place->height / 2 - 2;
    double others = FAR_PX;

    if (is_taken(board, place))
        return 0;
    for (uint32_t i = 0; i < frame->n_curves; i++) {
        double far;

        if (group->is_own[i])
            continue;
        far = distance(&board->rasters[i], left, left + place->width + 2 * PAD_PX, top, bottom);
        /* What all are measured by runs along with them, and is known by its looks. */
        if (frame->curves[i].shape == CHART_CONTEXT)
            far = far > 0 ? INFINITY : 0;
        others = fmin(others, far);
        if (others <= (away > NEXT_PX ? 2 : 1) * away + CLEAR_PX)
            return 0;
    }
    return others - away;
}

/* The place at column x of the panel, above or below the group's lines; away: how far from them. */
static bool place_at(const struct board *board, const struct group *group, double x, bool above,
                     struct place *place, double *away)
{
    const struct chart_frame *frame = board->frame;
    const struct raster *own = &group->own;
    double half = place->width / 2, edge = above ? INFINITY : -INFINITY;
    uint32_t middle = (uint32_t)x;

    for (double c = floor(x - half); c <= x + half; c++)
        edge = above ? fmin(edge, own->low[(uint32_t)c]) : fmax(edge, own->high[(uint32_t)c]);
    if (!isfinite(edge) || own->low[middle] > own->high[middle] ||
        (group->n > 1 && own->high[middle] - own->low[middle] > TOGETHER_PX))
        return false;
    place->x = frame->left + x;
    place->y =
        above ? edge - NEAR_PX - place->height / 2 + 2 : edge + NEAR_PX + place->height / 2 - 2;
    *away = above ? own->low[middle] - (place->y + place->height / 2 - 2)
                  : place->y - place->height / 2 + 2 - own->high[middle];
    return *away <= MOST_AWAY_PX && place->y - place->height / 2 >= frame->top - ABOVE_PX &&
           place->y + place->height / 2 <= frame->bottom - 1;
}

static struct place best_place(const struct board *board, const struct group *group)
{
    struct place best = {0};
    double panel = board->frame->right - board->frame->left;

    for (int narrow = 0; narrow < 2; narrow++) {
        struct place place = {.narrow = narrow};

        for (uint32_t i = 0; i < group->n; i++) {
            const struct chart_lines *lines = lines_of(&board->labels[group->members[i]], narrow);

            place.width = fmax(place.width, lines->width);
            place.height += lines->height;
        }
        for (double x = place.width / 2 + PAD_PX; x <= panel - place.width / 2 - PAD_PX;
             x += STEP_PX)
            for (int above = 1; above >= 0; above--) {
                double away;

                if (!place_at(board, group, x, above, &place, &away))
                    continue;
                place.worth = worth_of(board, group, &place, away);
                /* Ties: the right-most, nearest to where a name is looked for. */
                if (place.worth > 0 && place.worth >= best.worth)
                    best = place;
            }
        if (best.worth > 0)
            break;
    }
    return best;
}

static struct group group_of(const struct board *board, const uint32_t *members, uint32_t n)
{
    struct sim_arena *arena = board->arena;
    uint32_t columns = board->rasters[0].n;
    struct group group = {sim_arena_alloc(arena, n * sizeof *members),
                          n,
                          sim_arena_alloc(arena, board->frame->n_curves * sizeof(bool)),
                          {columns, NULL, NULL}};

    group.own.low = sim_arena_alloc(arena, columns * sizeof *group.own.low);
    group.own.high = sim_arena_alloc(arena, columns * sizeof *group.own.high);
    for (uint32_t c = 0; c < columns; c++) {
        group.own.low[c] = INFINITY;
        group.own.high[c] = -INFINITY;
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t curve = board->labels[members[i]].curve;

        group.members[i] = members[i];
        group.is_own[curve] = true;
        for (uint32_t c = 0; c < columns; c++) {
            group.own.low[c] = fmin(group.own.low[c], board->rasters[curve].low[c]);
            group.own.high[c] = fmax(group.own.high[c], board->rasters[curve].high[c]);
        }
    }
    return group;
}

static void write_lines(struct board *board, const struct chart_label *label,
                        const struct chart_lines *lines, enum chart_align align, double x,
                        double top)
{
    for (uint32_t i = 0; i < lines->n; i++)
        chart_place_text(board->frame, board->arena,
                         (struct chart_text){lines->lines[i], align, label->colour, x,
                                             top + (i + 0.5) * CHART_LINE_PX});
}

static void take_place(struct board *board, const struct group *group, const struct place *place)
{
    double top = place->y - place->height / 2;

    board->places[board->n_places++] = *place;
    for (uint32_t i = 0; i < group->n; i++) {
        const struct chart_label *label = &board->labels[group->members[i]];
        const struct chart_lines *lines = lines_of(label, place->narrow);

        write_lines(board, label, lines, CHART_CENTER, place->x, top);
        top += lines->height;
        board->placed[group->members[i]] = true;
    }
}

/* Would the label at the end of its line touch that of another? */
static bool is_crowded(const struct board *board, uint32_t the)
{
    const struct chart_label *label = &board->labels[the];

    for (uint32_t i = 0; i < board->n_labels; i++)
        if (i != the && !board->placed[i] &&
            fabs(board->labels[i].wanted - label->wanted) <
                (board->labels[i].wide.height + label->wide.height) / 2)
            return true;
    return false;
}

/* One by one. The one that stands out most goes first: what is left over has a line of its own. */
static void place_singles(struct board *board)
{
    for (;;) {
        struct place best = {0};
        struct group the_best = {0};

        for (uint32_t i = 0; i < board->n_labels; i++) {
            struct group group;
            struct place place;

            if (board->placed[i] || !board->labels[i].can_move || !is_crowded(board, i))
                continue;
            group = group_of(board, &i, 1);
            place = best_place(board, &group);
            if (place.worth > best.worth) {
                best = place;
                the_best = group;
            }
        }
        if (best.worth <= 0)
            return;
        take_place(board, &the_best, &best);
    }
}

/* Does its line end where another one does, so that a name there could be either's? */
static bool ends_with_others(const struct board *board, uint32_t the)
{
    const struct chart_frame *frame = board->frame;
    const struct chart_label *label = &board->labels[the];

    for (uint32_t i = 0; i < frame->n_curves; i++) {
        const struct chart_curve *curve = &frame->curves[i];

        if (i != label->curve && curve->shape == CHART_LINE && !curve->leaves &&
            fabs(chart_y_px(frame, curve->y[curve->n - 1]) - label->wanted) < SAME_END_PX)
            return true;
    }
    return false;
}

/* Lines that are nowhere apart from one another, but from all others: together. */
static void place_together(struct board *board)
{
    uint32_t *left = sim_arena_alloc(board->arena, board->n_labels * sizeof *left), n = 0;
    struct group group;
    struct place place;

    for (uint32_t i = 0; i < board->n_labels; i++)
        if (!board->placed[i] && board->labels[i].can_move && is_crowded(board, i) &&
            ends_with_others(board, i))
            left[n++] = i;
    if (n < 2)
        return;
    /* The upper name is that of the line that ends higher. */
    for (uint32_t i = 1; i < n; i++)
        for (uint32_t k = i;
             k > 0 && board->labels[left[k]].wanted < board->labels[left[k - 1]].wanted; k--) {
            uint32_t upper = left[k];

            left[k] = left[k - 1];
            left[k - 1] = upper;
        }
    group = group_of(board, left, n);
    place = best_place(board, &group);
    if (place.worth > 0)
        take_place(board, &group, &place);
}

static int by_wanted(const void *a, const void *b)
{
    const struct chart_label *x = *(const struct chart_label *const *)a;
    const struct chart_label *y = *(const struct chart_label *const *)b;

    if (x->wanted != y->wanted)
        return x->wanted < y->wanted ? -1 : 1;
    return (x > y) - (x < y);
}

/* Those without a place beside their lines: at the right, with a hairline when moved. */
static void place_ends(struct board *board)
{
    struct chart_frame *frame = board->frame;
    struct sim_arena *arena = board->arena;
    const struct chart_label **ends = sim_arena_alloc(arena, board->n_labels * sizeof *ends);
    double *at = sim_arena_alloc(arena, board->n_labels * sizeof *at);
    double *height = sim_arena_alloc(arena, board->n_labels * sizeof *height);
    uint32_t n = 0;
    double top = frame->top;
    bool apart;

    /* The first may stand beside the panel's very top, unless a text above reaches over there. */
    for (uint32_t i = 0; i < frame->n_texts; i++)
        if (frame->texts[i].y < frame->top &&
            chart_text_left(&frame->texts[i]) + chart_text_px(frame->texts[i].text) > frame->right)
            top = frame->top + CHART_LINE_PX / 2.0 - 3;
    for (uint32_t i = 0; i < board->n_labels; i++)
        if (!board->placed[i])
            ends[n++] = &board->labels[i];
    if (n == 0)
        return;
    sim_sort(ends, n, sizeof *ends, by_wanted);
    for (uint32_t i = 0; i < n; i++) {
        at[i] = ends[i]->wanted;
        height[i] = ends[i]->wide.height;
    }
    chart_spread(at, height, n, top - CHART_LINE_PX / 2.0, frame->bottom + CHART_LINE_PX / 2.0);
    /* Hairlines from one place to all labels would say nothing. */
    apart = ends[n - 1]->wanted - ends[0]->wanted > 6;
    for (uint32_t i = 0; i < n; i++) {
        if (apart && fabs(at[i] - ends[i]->wanted) > 3)
            chart_place_line(frame, arena,
                             (struct chart_line){frame->right + 2, ends[i]->wanted,
                                                 frame->right + LEADER_PX - 3, at[i], 0.7,
                                                 CHART_MUTED, false});
        write_lines(board, ends[i], &ends[i]->wide, CHART_LEFT, frame->right + LEADER_PX,
                    at[i] - height[i] / 2);
    }
}

void chart_place_labels(struct chart_frame *frame, struct sim_arena *arena,
                        struct chart_label *labels, uint32_t n)
{
    struct board board = {.frame = frame, .arena = arena, .labels = labels, .n_labels = n};

    if (n == 0)
        return;
    board.rasters = sim_arena_alloc(arena, frame->n_curves * sizeof *board.rasters);
    board.places = sim_arena_alloc(arena, (n + frame->n_texts) * sizeof *board.places);
    board.placed = sim_arena_alloc(arena, n * sizeof *board.placed);
    for (uint32_t i = 0; i < frame->n_curves; i++)
        board.rasters[i] = rasterize(frame, arena, &frame->curves[i]);
    for (uint32_t i = 0; i < frame->n_texts; i++) {
        const struct chart_text *text = &frame->texts[i];
        double width = chart_text_px(text->text);

        board.places[board.n_places++] = (struct place){
            chart_text_left(text) + width / 2, text->y, width, CHART_LINE_PX, 1, false};
    }
    place_singles(&board);
    place_together(&board);
    place_ends(&board);
}
