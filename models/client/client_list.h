/* Parts of a client in the order in which they decide; each is models/client/client_<row>.c. */
#define CRI_CLIENT_LIST(X)                                                                         \
    X(deadline) /* first: a user who has left hears nothing */                                     \
    X(stream)   /* a broken stream is the application's, before any retry */                       \
    X(cut_off)  /* so is what an output quota ended */                                             \
    X(retry)                                                                                       \
    X(budget)   /* may take a retry back */                                                        \
    X(patience) /* a retry that would come too late; it has been paid for */                       \
    X(fallback) /* where no retry is made */
