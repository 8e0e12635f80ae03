#include "analysis/cli/cli.h"

#include "sim/base/stop.h"

#include <errno.h>
#include <string.h>

volatile sig_atomic_t cli_stops_gently;

static const char *program = "crisim";

void cli_set_program(const char *stated, const char *called)
{
    if (stated != NULL && stated[0] != '\0')
        program = stated;
    else if (called != NULL && strchr(called, '/') != NULL)
        program = called;
}

const char *cli_program(void)
{
    return program;
}

/* Commands inside a message, `crisim ...`, as the caller has to type them. */
static void print_message(const char *message)
{
    struct sim_text word = {0};
    const char *command;

    sim_text_add_shell_word(&word, program);
    while ((command = strstr(message, "`crisim ")) != NULL) {
        fprintf(stderr, "%.*s`%s ", (int)(command - message), message, word.data);
        message = command + strlen("`crisim ");
    }
    fprintf(stderr, "%s\n", message);
    sim_text_release(&word);
}

void cli_print_findings(const struct sim_diag *diag)
{
    char line[4096];
    size_t errors_shown = 0;

    for (size_t i = 0; i < diag->n; i++) {
        sim_finding_format(&diag->findings[i], line, sizeof line);
        print_message(line);
        errors_shown += diag->findings[i].severity == SIM_SEVERITY_ERROR;
    }
    if (diag->n_errors == 0)
        return;
    if (diag->n_errors > errors_shown)
        fprintf(stderr, "... and %zu more\n", diag->n_errors - errors_shown);
    fprintf(stderr, "%zu problem%s found; nothing was run\n", diag->n_errors,
            diag->n_errors == 1 ? "" : "s");
}

int cli_fail(const struct sim_error *err)
{
    struct sim_text text = {0};

    sim_text_add(&text, "crisim: ");
    sim_text_add_visible(&text, err->where);
    sim_text_add(&text, err->where[0] != '\0' ? ": " : "");
    sim_text_add_visible(&text, err->message);
    print_message(text.data);
    sim_text_release(&text);
    return sim_status_exit_code(err->status);
}

/* A reader that has seen enough (`| head`) is no fault: nothing is said. */
static int output_failed(int reason)
{
    if (reason != EPIPE)
        fprintf(stderr, "crisim: standard output could not be written: %s\n", strerror(reason));
    return 7;
}

int cli_print(const struct sim_text *text)
{
    if (text->length > 0 && fwrite(text->data, 1, text->length, stdout) != text->length)
        return output_failed(errno);
    return fflush(stdout) != 0 ? output_failed(errno) : 0;
}

int cli_finish(int code)
{
    /* What could not be written was reported where it was printed, if it was printed there. */
    if (code != 6 && code != 7 && (fflush(stdout) != 0 || ferror(stdout)))
        code = output_failed(errno);
    if (sim_stopped() && code != 6 && code != 7)
        code = 128 + (int)sim_stop;
    return code;
}
