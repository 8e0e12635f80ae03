#include "sim/base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum sim_status sim_fail(struct sim_error *err, enum sim_status status, const char *where,
                         const char *format, ...)
{
    va_list arguments;

    if (err == NULL)
        return status;
    err->status = status;
    snprintf(err->where, sizeof err->where, "%s", where != NULL ? where : "");
    va_start(arguments, format);
    vsnprintf(err->message, sizeof err->message, format, arguments);
    va_end(arguments);
    return status;
}

int sim_status_exit_code(enum sim_status status)
{
    switch (status) {
    case SIM_OK:
        return 0;
    case SIM_EUSAGE:
        return 2;
    case SIM_EINVALID:
        return 3;
    case SIM_EINPUT:
        return 4;
    case SIM_EPRECISION:
        return 5;
    case SIM_EOUTPUT:
    case SIM_ENOMEM:
        return 7;
    case SIM_EINTERRUPTED:
        return 130;
    }
    return 6;
}

const char *sim_open_reason(const char *path, int reason)
{
    return strstr(path, "://") != NULL ? "only files are read, and this is an address: fetch it "
                                         "first, as with `curl -O` or `aws s3 cp`"
                                       : strerror(reason);
}
