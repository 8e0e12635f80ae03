/*
 * operator_list.h: condition operators of policies, X(word, kind, negated, fold). What follows the
 * word ("IfExists") and stands before it ("ForAnyValue:") is read apart. A negated operator is true
 * where its positive one is false.
 *
 * OPAQUE: of numbers, dates and addresses. Nothing of a planned call is known to compare with them.
 */
#ifndef CRISIM_MODELS_ACCESS_OPERATOR_LIST_H
#define CRISIM_MODELS_ACCESS_OPERATOR_LIST_H

#define CRI_OPERATOR_LIST(X)                                                                       \
    X("StringEquals", EQUALS, false, false)                                                        \
    X("StringNotEquals", EQUALS, true, false)                                                      \
    X("StringEqualsIgnoreCase", EQUALS, false, true)                                               \
    X("StringNotEqualsIgnoreCase", EQUALS, true, true)                                             \
    X("StringLike", LIKE, false, false)                                                            \
    X("StringNotLike", LIKE, true, false)                                                          \
    X("ArnEquals", ARN, false, false) /* the same as ArnLike */                                    \
    X("ArnLike", ARN, false, false)                                                                \
    X("ArnNotEquals", ARN, true, false)                                                            \
    X("ArnNotLike", ARN, true, false)                                                              \
    X("Bool", EQUALS, false, true)                                                                 \
    X("Null", NULL_, false, true)                                                                  \
    X("BinaryEquals", OPAQUE, false, false)                                                        \
    X("NumericEquals", OPAQUE, false, false)                                                       \
    X("NumericNotEquals", OPAQUE, true, false)                                                     \
    X("NumericLessThan", OPAQUE, false, false)                                                     \
    X("NumericLessThanEquals", OPAQUE, false, false)                                               \
    X("NumericGreaterThan", OPAQUE, false, false)                                                  \
    X("NumericGreaterThanEquals", OPAQUE, false, false)                                            \
    X("DateEquals", OPAQUE, false, false)                                                          \
    X("DateNotEquals", OPAQUE, true, false)                                                        \
    X("DateLessThan", OPAQUE, false, false)                                                        \
    X("DateLessThanEquals", OPAQUE, false, false)                                                  \
    X("DateGreaterThan", OPAQUE, false, false)                                                     \
    X("DateGreaterThanEquals", OPAQUE, false, false)                                               \
    X("IpAddress", OPAQUE, false, false)                                                           \
    X("NotIpAddress", OPAQUE, true, false)

#endif
