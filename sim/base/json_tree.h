/*
 * json_tree.h: who holds the values of a JSON text; private to the files that make some.
 */
#ifndef CRISIM_SIM_BASE_JSON_TREE_H
#define CRISIM_SIM_BASE_JSON_TREE_H

#include "sim/base/arena.h"

/* The owner of a root: all values that were made for it. */
struct sim_json_document {
    struct sim_arena arena;
};

struct sim_json_document *sim_json_document_create(void);
void sim_json_document_destroy(struct sim_json_document *document);

#endif
