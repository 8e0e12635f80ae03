/*
 * changes.h: what would change a verdict. Along each input - load, capacity, quotas, hops - the
 * scenario as stated is run at factors on what is stated, replication 0 only, until every change of
 * the choice and of who holds is known to 2 % (analysis/decide/search.h). Load is searched once
 * more for each other rule by which minute quotas may come back, and the first 429 under each is
 * known to 0.1 %: the least of them is the room to grow.
 *
 * Where no option holds as stated, quotas and capacity are searched upward too, for the least at
 * which one does.
 *
 * Beyond ALONG_MOST_OPTIONS options (along.h) nothing is searched, and that is said.
 *
 * At most ten times the requests of the comparison are simulated, or ten million where that is
 * more; what the budget does not pay for is named.
 */
#ifndef CRISIM_ANALYSIS_STUDY_CHANGES_H
#define CRISIM_ANALYSIS_STUDY_CHANGES_H

#include "analysis/study/judge.h"
#include "analysis/study/study.h"

struct changes;

/** Requests that are searched at most, where the comparison takes so many. */
double changes_most(double requests);
/** After the comparison's own points are finished. */
struct changes *changes_create(struct loop *loop, struct judge *judge, const struct cases *cases,
                               const struct draws *draws);
void changes_destroy(struct changes *changes);
/** Take in what was asked for last, and ask for more; nothing is asked for when it is over. */
enum sim_status changes_next(struct changes *changes, struct sim_error *err);

/** Room to grow of the options, for the verdict: the least over the rules; NaN = not known. */
void changes_room(const struct changes *changes, struct decide_option *options);

#endif
