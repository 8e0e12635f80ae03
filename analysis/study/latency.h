/*
 * latency.h: what a paper shows of latency beside the figures of a comparison: how far single
 * replications lie from all of them together, latency by time of arrival and by serving Region.
 */
#ifndef CRISIM_ANALYSIS_STUDY_LATENCY_H
#define CRISIM_ANALYSIS_STUDY_LATENCY_H

#include "analysis/metric/metric.h"
#include "analysis/study/study.h"

struct latency;

struct latency *latency_create(uint32_t n_options);
void latency_destroy(struct latency *latency);
/** A replication of the scenario as stated is there. */
void latency_take(struct latency *latency, uint32_t option, const struct view *view);
/** The tables of a review; after the options. */
void latency_add(const struct latency *latency, struct study *study);

#endif
