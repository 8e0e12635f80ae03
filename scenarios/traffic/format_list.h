/* One row a format, in the order in which headers are tried; each is format_<row>.c. */
#define TRACE_FORMAT_LIST(X)                                                                       \
    X(native)                                                                                      \
    X(azure)                                                                                       \
    X(splitwise)                                                                                   \
    X(burstgpt)                                                                                    \
    X(mooncake)                                                                                    \
    X(bailian)                                                                                     \
    X(splitwise_sim)                                                                               \
    X(ragpulse)                                                                                    \
    X(agentic)                                                                                     \
    X(weka)                                                                                        \
    X(aibrix)                                                                                      \
    X(llmservingsim)                                                                               \
    X(bedrock)                                                                                     \
    X(cloudtrail)                                                                                  \
    X(cloudwatch)                                                                                  \
    X(servegen)
