/*
 * part_list.h: the parts of a plan, in the order in which they follow one another in each phase.
 *
 *   regions      first: everything else names Regions by their index
 *   classes      lists the ways to call, for all parts that build or count them
 *   arrivals     before what depends on the rows: who asks for too many tokens, how long a run is
 *   services     the model's index, before anything is kept by it
 *   tiers        whether the model has the tier that a class asks for
 *   access       whether a target can be called, and where it leads: the others skip it if not
 *   routing      changes the destinations that access found, then chooses among them
 *   policies     judges all destinations of a call; what they refuse is not built any further
 *   residency    judges where calls may be processed, once it is known where that is
 *   quotas       what may be called is limited ...
 *   prices       ... and paid for
 *   provisioned  adds a quota and a price of its own, behind those on demand
 *   reserved     the same of reservations
 *   client       on its own
 *   batch        after its targets: it is no way of calling model units
 *   cache        after the service, whose model says what it can cache
 *   capacity     needs all services and all destinations of the option
 *   outages      need the services; after capacity, so that a slip there is told first
 *   closed       needs the horizon, quota changes and outages: what they leave of the quotas
 *   texts        what the options call, once it is settled which classes run
 *   pairing      errors about the whole, before ...
 *   unused       ... warnings ...
 *   admission    ... of which this goes through the requests
 *   describe     what the requests are and reserve, once nothing is wrong with them
 */
#ifndef CRISIM_SCENARIOS_PLAN_PART_LIST_H
#define CRISIM_SCENARIOS_PLAN_PART_LIST_H

#define PLAN_PART_LIST(X)                                                                          \
    X(regions)                                                                                     \
    X(classes)                                                                                     \
    X(arrivals)                                                                                    \
    X(services)                                                                                    \
    X(tiers)                                                                                       \
    X(access)                                                                                      \
    X(routing)                                                                                     \
    X(policies)                                                                                    \
    X(residency)                                                                                   \
    X(quotas)                                                                                      \
    X(prices)                                                                                      \
    X(provisioned)                                                                                 \
    X(reserved)                                                                                    \
    X(client)                                                                                      \
    X(batch)                                                                                       \
    X(cache)                                                                                       \
    X(capacity)                                                                                    \
    X(outages)                                                                                     \
    X(closed)                                                                                      \
    X(texts)                                                                                       \
    X(pairing)                                                                                     \
    X(unused)                                                                                      \
    X(admission)                                                                                   \
    X(describe)

#endif
