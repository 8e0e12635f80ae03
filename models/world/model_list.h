/* Optional models of calls in the order in which they are asked; each is
 * models/world/model_<row>.c. */
#define CRI_MODEL_LIST(X)                                                                          \
    X(prompt_cache)                                                                                \
    X(tier)                                                                                        \
    X(output)                                                                                      \
    X(adjust)                                                                                      \
    X(answers)                                                                                     \
    X(speed)
