#include "analysis/chart/gnuplot.h"

#include "sim/base/child.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROGRAM       "gnuplot"
#define MAX_SVG_BYTES ((size_t)64 << 20)

/* The line of gnuplot's complaint that says what is wrong. */
static void add_complaint(char *messages, struct sim_error *err)
{
    char *line = NULL;

    /* The last: what comes before are warnings. */
    for (char *next = messages; (next = strstr(next, "line ")) != NULL; next++)
        line = next;
    if (line != NULL) {
        size_t used = strlen(err->message);

        line[strcspn(line, "\n")] = '\0';
        /* gnuplot repeats what it was given: not to reach a terminal as it is. */
        for (char *c = line; *c != '\0'; c++)
            if ((unsigned char)*c < 0x20 || *c == 0x7f)
                *c = ' ';
        snprintf(err->message + used, sizeof err->message - used, ": %s", line);
    }
}

/* ---- many pictures of one process ---- */

/* What is printed between them on the stream of messages: which version draws, and that a picture
 * is whole. Words of a user never begin a line there. */
#define SAYS_VERSION "crisim: gnuplot "
#define SAYS_DONE    "crisim: done"

static void add_scripts(struct sim_text *script, const struct gnuplot_picture *pictures, size_t n)
{
    sim_text_add(script, "print sprintf('" SAYS_VERSION "%.1f patchlevel %s', GPVAL_VERSION, "
                         "GPVAL_PATCHLEVEL)\n");
    for (size_t i = 0; i < n; i++) {
        sim_text_add(script, pictures[i].script);
        sim_text_add(script, "print '" SAYS_DONE "'\n");
    }
    /* The last picture is closed. */
    sim_text_add(script, "set terminal unknown\n");
}

static void note_version(const char *messages, char *version, size_t size)
{
    const char *at = strstr(messages, SAYS_VERSION);

    if (at == NULL || (at != messages && at[-1] != '\n'))
        return;
    at += strlen("crisim: ");
    snprintf(version, size, "%.*s", (int)strcspn(at, "\n"), at);
}

/* How many pictures were said to be done. */
static size_t done(const char *messages)
{
    size_t n = 0;

    for (const char *at = messages; (at = strstr(at, SAYS_DONE "\n")) != NULL; at++)
        n += at == messages || at[-1] == '\n';
    return n;
}

/* Take the whole pictures among n out of what was written; @return how many, from the first on. */
static size_t take_pictures(const char *written, size_t n_done, struct gnuplot_picture *pictures,
                            size_t n)
{
    static const char end[] = "</svg>";
    size_t taken = 0;

    while (taken < n && taken < n_done) {
        const char *from = strstr(written, "<svg"), *to = from != NULL ? strstr(from, end) : NULL;
        struct sim_text svg = {0};

        if (to == NULL)
            break;
        to += strlen(end);
        sim_text_add_bytes(&svg, from, (size_t)(to - from));
        pictures[taken++].svg = sim_text_take(&svg);
        written = to;
    }
    return taken;
}

/* A process that reads one script. */
static enum sim_status run(const char *script, double seconds, char **written, size_t *n,
                           char **messages, enum sim_child_end *end, struct sim_error *err)
{
    /* From its standard input gnuplot reads byte by byte, from a file by the block. */
    static const char by_name[] = "/dev/fd/0";
    /* What changes gnuplot's output. */
    static const char *const drop[] = {"LC_", "LANG", "GNUPLOT", "GNUTERM", "DISPLAY", NULL};
    static const char *const add[] = {"LC_ALL=C", NULL};
    char program[] = PROGRAM, defaults[] = "-d", input[] = "/dev/fd/0";
    char *const argv[] = {program, defaults, access(by_name, R_OK) == 0 ? input : NULL, NULL};

    return sim_child_run(&(struct sim_child){.program = PROGRAM,
                                             .argv = argv,
                                             .input = script,
                                             .seconds = seconds,
                                             .most_bytes = MAX_SVG_BYTES,
                                             .limit_files = true,
                                             .drop = drop,
                                             .add = add},
                         written, n, messages, end, err);
}

/* One process for the pictures from the first on that have none. */
static enum sim_status draw_from(struct gnuplot_picture *pictures, size_t n, double seconds,
                                 char *version, size_t version_size, size_t *taken,
                                 enum sim_child_end *end, struct sim_error *err)
{
    struct sim_text script = {0};
    char *written, *messages;
    size_t n_written;
    struct sim_error own = {0};
    enum sim_status st;

    if (err == NULL)
        err = &own;
    *taken = 0;
    add_scripts(&script, pictures, n);
    st = run(script.data, seconds, &written, &n_written, &messages, end, err);
    sim_text_release(&script);
    if (messages == NULL)
        return st;
    note_version(messages, version, version_size);
    *taken = take_pictures(written, done(messages), pictures, n);
    if (st == SIM_EOUTPUT)
        add_complaint(messages, err);
    else if (st == SIM_OK && *taken < n)
        st = sim_fail(err, SIM_EOUTPUT, PROGRAM, "drew no whole picture");
    free(written);
    free(messages);
    return st;
}

enum sim_status gnuplot_draw_file(const char *script, double seconds, char **bytes, size_t *n,
                                  struct sim_error *err)
{
    enum sim_child_end end;
    char *messages;
    enum sim_status st = run(script, seconds, bytes, n, &messages, &end, err);

    if (st == SIM_EOUTPUT && messages != NULL)
        add_complaint(messages, err);
    else if (st == SIM_OK && *n == 0)
        st = sim_fail(err, SIM_EOUTPUT, PROGRAM, "drew no picture");
    free(messages);
    if (st != SIM_OK) {
        free(*bytes);
        *bytes = NULL;
    }
    return st;
}

enum sim_status gnuplot_draw(struct gnuplot_picture *pictures, size_t n, double seconds,
                             char *version, size_t version_size)
{
    size_t at = 0;

    version[0] = '\0';
    for (size_t i = 0; i < n; i++)
        pictures[i].svg = NULL;
    if (n == 0)
        gnuplot_version(version, version_size);
    while (at < n) {
        struct sim_error err = {0};
        enum sim_child_end ending = SIM_CHILD_NOT_RUN;
        size_t taken;
        enum sim_status st =
            draw_from(pictures + at, n - at, seconds, version, version_size, &taken, &ending, &err);

        at += taken;
        if (st == SIM_EINTERRUPTED)
            return st;
        if (at < n)
            pictures[at++].err = err;
        /* A fault of one picture spares the others; a gnuplot that is missing, too slow or
         * boundless is not asked again. */
        while (at < n && (ending != SIM_CHILD_BY_ITSELF || *version == '\0'))
            pictures[at++].err = err;
    }
    return SIM_OK;
}

bool gnuplot_version(char *version, size_t size)
{
    enum sim_child_end ending;
    size_t taken;

    version[0] = '\0';
    draw_from(NULL, 0, GNUPLOT_TIME_LIMIT_S, version, size, &taken, &ending, NULL);
    return version[0] != '\0';
}

bool gnuplot_available(void)
{
    char version[64];

    return gnuplot_version(version, sizeof version);
}

/* Bytes at c that must not reach a picture or a terminal: ASCII and C1 control characters, and the
 * marks that turn the reading direction around; 0 if there is none. */
static size_t control_length(const char *c)
{
    const unsigned char *b = (const unsigned char *)c;

    if (b[0] < 0x20 || b[0] == 0x7f)
        return 1;
    if (b[0] == 0xc2 && b[1] >= 0x80 && b[1] < 0xa0)
        return 2;
    if (b[0] == 0xe2 && ((b[1] == 0x80 && b[2] >= 0xaa && b[2] <= 0xae) ||
                         (b[1] == 0x81 && b[2] >= 0xa6 && b[2] <= 0xa9)))
        return 3;
    return 0;
}

void gnuplot_quote(struct sim_text *script, const char *string)
{
    sim_text_add(script, "'");
    while (*string != '\0') {
        size_t control = control_length(string);
        size_t quotes = strspn(string, "'");

        if (control > 0) {
            sim_text_add(script, " ");
        } else if (quotes > 0) {
            /* Doubling them is not enough: gnuplot ends a string in the middle of such a run. */
            sim_text_add(script, "'.\"");
            for (size_t i = 0; i < quotes; i++)
                sim_text_add(script, "\\047");
            sim_text_add(script, "\".'");
        } else {
            sim_text_add_bytes(script, string, 1);
        }
        string += control > 0 ? control : quotes > 0 ? quotes : 1;
    }
    sim_text_add(script, "'");
}
