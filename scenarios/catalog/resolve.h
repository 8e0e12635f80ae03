/*
 * resolve.h: what people call models, Regions and places: "sonnet-4.6", "London", "Europe"; and
 * what somebody may have meant who misspelt one.
 */
#ifndef CRISIM_SCENARIOS_CATALOG_RESOLVE_H
#define CRISIM_SCENARIOS_CATALOG_RESOLVE_H

#include "scenarios/catalog/catalog.h"

/* Places: what a residency rule may name; areas, Regions and countries with a Region. */
enum catalog_kind { CATALOG_OF_MODELS, CATALOG_OF_REGIONS, CATALOG_OF_PLACES };

/**
 * The models, Regions or places that a word can stand for, the best kind of likeness only: the id
 * or code itself; else the whole label ("Claude Sonnet 4.6"); else, of a word with a number, its
 * words in a row with nothing behind them but a date, a version or "instruct"; else its words in a
 * row; else its words in any order. Case and what stands between words do not matter. Numbers in a
 * row are one version: "sonnet-4" is not Sonnet 4.5, "gpt-4" is not GPT-5.4.
 * @param found  room for `room` indices, in the catalog's order
 * @return how many there are (may exceed room); 0 = it is nothing that is known
 */
uint32_t catalog_resolve(const struct catalog *catalog, enum catalog_kind kind, const char *word,
                         uint32_t *found, uint32_t room);
/** The id, code or name of an index. */
const char *catalog_name_of(const struct catalog *catalog, enum catalog_kind kind, uint32_t index);

/**
 * The only one that a word can stand for. Otherwise CATALOG_NONE, and `why` says what to type
 * instead: "'sonnet' can be 'x', 'y'"; "unknown Region 'Londn'; did you mean 'London'
 * (eu-west-2)?", or one of several that are equally near; else the command that lists them all.
 * Near is a slip (a letter or digit more, less, another, or two swapped) in each four of the word,
 * what lies between words left out; else what begins so, from three letters on; else what
 * begins as two thirds of the word do. Costs some 10 us a name that is known, so a reader of many
 * words asks for those alone that it does not find.
 */
uint32_t catalog_resolve_one(const struct catalog *catalog, enum catalog_kind kind,
                             const char *word, struct sim_text *why);
/** "; did you mean 'London' (eu-west-2)?" and the like alone, for a message of its own. */
void catalog_add_nearest(const struct catalog *catalog, enum catalog_kind kind, const char *word,
                         struct sim_text *out);

/** What an ARN of Bedrock names, behind its last slash: the id of a model or profile; else word. */
const char *catalog_after_arn(const char *word);

#endif
