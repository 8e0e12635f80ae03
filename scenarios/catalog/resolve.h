/*
 * resolve.h: what people call models and Regions: "sonnet-4.6", "London".
 */
#ifndef CRISIM_SCENARIOS_CATALOG_RESOLVE_H
#define CRISIM_SCENARIOS_CATALOG_RESOLVE_H

#include "scenarios/catalog/catalog.h"

enum catalog_kind { CATALOG_OF_MODELS, CATALOG_OF_REGIONS };

/**
 * The models or Regions that a word can stand for, the best kind of likeness only: the id or code
 * itself; else the whole label ("Claude Sonnet 4.6"); else, of a word with a number, its words in a
 * row with nothing behind them but a date, a version or "instruct" (so "sonnet-4" is not Sonnet
 * 4.5); else its words in a
 * row; else its words in any order. Case and what stands between words do not matter.
 * @param found  room for `room` indices, in the catalog's order
 * @return how many there are (may exceed room); 0 = it is nothing that is known
 */
uint32_t catalog_resolve(const struct catalog *catalog, enum catalog_kind kind, const char *word,
                         uint32_t *found, uint32_t room);
/** The id or code of an index. */
const char *catalog_name_of(const struct catalog *catalog, enum catalog_kind kind, uint32_t index);

#endif
