/*
 * key_list.h: condition keys of which something is known for every planned call, whoever makes it:
 * X(name, presence, value), value NULL = only that it is there; where it can have one of several
 * forms, they are lines of the value, with CRI_HOLE and CRI_DIGIT (match.h) for what is not known.
 * A key that is not here is MAYBE there, with any value. What depends on the call itself (aws:RequestedRegion,
 * bedrock:InferenceProfileArn) is in call.c.
 *
 * Source: IAM User Guide, "AWS global condition context keys"; Service Authorization Reference,
 * "Amazon Bedrock". A planned call is made by an application with a role or a user of its own, over
 * TLS, not on behalf of another service, without a prompt router. The principal of a role's session
 * is the role. Root credentials, of the account or by sts:AssumeRoot, are no application's.
 */
#ifndef CRISIM_MODELS_ACCESS_KEY_LIST_H
#define CRISIM_MODELS_ACCESS_KEY_LIST_H

#define CRI_KEY_LIST(X)                                                                            \
    X("aws:SecureTransport", ALWAYS, "true")                                                       \
    X("aws:ViaAWSService", ALWAYS, "false")                                                        \
    X("aws:PrincipalIsAWSService", ALWAYS, "false")                                                \
    X("aws:PrincipalServiceName", NEVER, NULL)                                                     \
    X("aws:PrincipalServiceNamesList", NEVER, NULL)                                                \
    X("aws:CalledVia", NEVER, NULL)                                                                \
    X("aws:CalledViaFirst", NEVER, NULL)                                                           \
    X("aws:CalledViaLast", NEVER, NULL)                                                            \
    X("aws:SourceArn", NEVER, NULL)                                                                \
    X("aws:SourceAccount", NEVER, NULL)                                                            \
    X("aws:SourceOrgID", NEVER, NULL)                                                              \
    X("aws:SourceOrgPaths", NEVER, NULL)                                                           \
    X("bedrock:PromptRouterArn", NEVER, NULL)                                                      \
    X("aws:AssumedRoot", NEVER, NULL)                                                              \
    X("aws:PrincipalArn", ALWAYS,                                                                  \
      "arn:\1:iam::" CRI_TWELVE_DIGITS ":role/\1\n"                                               \
      "arn:\1:iam::" CRI_TWELVE_DIGITS ":user/\1\n"                                               \
      "arn:\1:sts::" CRI_TWELVE_DIGITS ":federated-user/\1")                                      \
    X("aws:PrincipalType", ALWAYS, "AssumedRole\nUser\nFederatedUser")                             \
    X("aws:userid", ALWAYS, NULL)                                                                  \
    X("aws:CurrentTime", ALWAYS, NULL)                                                             \
    X("aws:EpochTime", ALWAYS, NULL)

#endif
