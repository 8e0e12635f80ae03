/*
 * cmd_completion.c: what shells complete and what `man crisim` shows, from the rows of commands and
 * flags: neither can name what this build does not have.
 */
#include "analysis/cli/cli.h"
#include "analysis/cli/flags.h"

#include <string.h>

/* Of a command with actions, the flags of any. */
static uint64_t all_flags(const struct cli_command *command)
{
    uint64_t flags = command->flags;

    for (const struct cli_action *a = command->actions; a != NULL && a->name != NULL; a++)
        flags |= a->flags;
    return flags;
}

static bool is_file(const struct cli_flag_words *flag)
{
    return strcmp(flag->value, "FILE") == 0;
}

static bool is_folder(const struct cli_flag_words *flag)
{
    return strcmp(flag->value, "DIR") == 0;
}

/* ---- bash ---- */

static void bash(const struct cli *cli, struct sim_text *out)
{
    struct cli_flag_words flag;

    sim_text_add(out, "# bash completion of crisim; made by `crisim completion bash`\n"
                      "_crisim() {\n"
                      "    local now=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
                      "    local flags= words=\n"
                      "    COMPREPLY=()\n"
                      "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                      "        COMPREPLY=($(compgen -W \"");
    for (const struct cli_command *const *c = cli->commands; *c != NULL; c++)
        sim_text_addf(out, "%s ", (*c)->name);
    sim_text_add(out, "help --help --version\" -- \"$now\"))\n"
                      "        return\n"
                      "    fi\n"
                      "    case ${COMP_WORDS[1]} in\n");
    for (const struct cli_command *const *c = cli->commands; *c != NULL; c++) {
        sim_text_addf(out, "    %s)\n        flags=\"--help", (*c)->name);
        for (uint32_t i = 0; cli_flag_nth(*c, all_flags(*c), i, &flag); i++)
            sim_text_addf(out, " %s", flag.name);
        sim_text_add(out, "\"\n        words=\"");
        for (const struct cli_action *a = (*c)->actions; a != NULL && a->name != NULL; a++)
            sim_text_addf(out, "%s%s", a == (*c)->actions ? "" : " ", a->name);
        sim_text_add(out, "\"\n        case $before in\n");
        for (uint32_t i = 0; cli_flag_nth(*c, all_flags(*c), i, &flag); i++) {
            if (flag.value[0] == '\0')
                continue;
            sim_text_addf(out, "        %s) %s; return ;;\n", flag.name,
                          is_file(&flag)     ? "COMPREPLY=($(compgen -f -- \"$now\"))"
                          : is_folder(&flag) ? "COMPREPLY=($(compgen -d -- \"$now\"))"
                                             : ":");
        }
        sim_text_add(out, "        esac\n        ;;\n");
    }
    sim_text_add(out, "    esac\n"
                      "    case $now in\n"
                      "    -*) COMPREPLY=($(compgen -W \"$flags\" -- \"$now\")) ;;\n"
                      "    *)\n"
                      "        COMPREPLY=($(compgen -f -- \"$now\"))\n"
                      "        [ \"$COMP_CWORD\" -ne 2 ] || [ -z \"$words\" ] ||\n"
                      "            COMPREPLY=($(compgen -W \"$words\" -- \"$now\"))\n"
                      "        ;;\n"
                      "    esac\n"
                      "}\n"
                      "complete -o filenames -F _crisim crisim\n");
}

/* ---- zsh, fish ---- */

/* In single quotes; zsh also takes brackets and colons for its own. */
static void add_quoted(struct sim_text *out, const char *text, const char *escaped)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            sim_text_add(out, "'\\''");
        else
            sim_text_addf(out, "%s%c", strchr(escaped, *text) != NULL ? "\\" : "", *text);
    }
}

static void zsh_flag(const struct cli_flag_words *flag, const char *name, struct sim_text *out)
{
    sim_text_addf(out, "            '%s[", name);
    add_quoted(out, flag->summary, "[]:");
    sim_text_add(out, "]");
    if (flag->value[0] != '\0')
        sim_text_addf(out, ":%s:%s", flag->value,
                      is_file(flag)     ? "_files"
                      : is_folder(flag) ? "_files -/"
                                        : "");
    sim_text_add(out, "' \\\n");
}

static void zsh(const struct cli *cli, struct sim_text *out)
{
    struct cli_flag_words flag;

    sim_text_add(out, "#compdef crisim\n"
                      "# zsh completion of crisim; made by `crisim completion zsh`\n"
                      "_crisim() {\n"
                      "    local -a commands\n"
                      "    commands=(\n");
    for (const struct cli_command *const *c = cli->commands; *c != NULL; c++) {
        sim_text_addf(out, "        '%s:", (*c)->name);
        add_quoted(out, (*c)->summary, ":");
        sim_text_add(out, "'\n");
    }
    sim_text_add(out, "    )\n"
                      "    if (( CURRENT == 2 )); then\n"
                      "        _describe command commands\n"
                      "        return\n"
                      "    fi\n"
                      "    local command=$words[2]\n"
                      "    shift words\n"
                      "    (( CURRENT-- ))\n"
                      "    case $command in\n");
    for (const struct cli_command *const *c = cli->commands; *c != NULL; c++) {
        sim_text_addf(out, "    %s)\n        _arguments \\\n", (*c)->name);
        for (uint32_t i = 0; cli_flag_nth(*c, all_flags(*c), i, &flag); i++) {
            zsh_flag(&flag, flag.name, out);
            if (flag.letter != NULL)
                zsh_flag(&flag, flag.letter, out);
        }
        if ((*c)->actions != NULL) {
            sim_text_add(out, "            '1:action:(");
            for (const struct cli_action *a = (*c)->actions; a->name != NULL; a++)
                sim_text_addf(out, "%s%s", a == (*c)->actions ? "" : " ", a->name);
            sim_text_add(out, ")' \\\n");
        }
        sim_text_add(out, "            '*:file:_files'\n        ;;\n");
    }
    sim_text_add(out, "    esac\n"
                      "}\n"
                      "_crisim \"$@\"\n");
}

static void fish(const struct cli *cli, struct sim_text *out)
{
    struct cli_flag_words flag;

    sim_text_add(out, "# fish completion of crisim; made by `crisim completion fish`\n");
    for (const struct cli_command *const *c = cli->commands; *c != NULL; c++) {
        sim_text_addf(out, "complete -c crisim -n __fish_use_subcommand -a %s -d '", (*c)->name);
        add_quoted(out, (*c)->summary, "");
        sim_text_add(out, "'\n");
        for (const struct cli_action *a = (*c)->actions; a != NULL && a->name != NULL; a++)
            sim_text_addf(out, "complete -c crisim -n '__fish_seen_subcommand_from %s' -a %s\n",
                          (*c)->name, a->name);
        for (uint32_t i = 0; cli_flag_nth(*c, all_flags(*c), i, &flag); i++) {
            sim_text_addf(out, "complete -c crisim -n '__fish_seen_subcommand_from %s' -l %s",
                          (*c)->name, flag.name + 2);
            if (flag.letter != NULL)
                sim_text_addf(out, " -s %s", flag.letter + 1);
            sim_text_addf(out, "%s -d '",
                          flag.value[0] == '\0' ? ""
                          : is_file(&flag)      ? " -r -F"
                          : is_folder(&flag)    ? " -x -a '(__fish_complete_directories)'"
                                                : " -x");
            add_quoted(out, flag.summary, "");
            sim_text_add(out, "'\n");
        }
    }
}

/* ---- man ---- */

/* Text as roff takes it: a line never begins with what is a request, dashes are dashes. */
static void add_roff(struct sim_text *out, const char *text)
{
    bool line_start = true;

    for (; *text != '\0'; text++) {
        if (line_start && (*text == '.' || *text == '\''))
            sim_text_add(out, "\\&");
        line_start = *text == '\n';
        if (*text == '\\')
            sim_text_add(out, "\\e");
        else if (*text == '-')
            sim_text_add(out, "\\-");
        else
            sim_text_addf(out, "%c", *text);
    }
}

static void manual_flags(const struct cli_command *command, const char *head, uint64_t flags,
                         struct sim_text *out)
{
    struct cli_flag_words flag;

    for (uint32_t i = 0; cli_flag_nth(command, flags, i, &flag); i++) {
        if (i == 0)
            sim_text_addf(out, ".PP\n%s\n", head);
        sim_text_add(out, ".TP\n.B ");
        if (flag.letter != NULL) {
            add_roff(out, flag.letter);
            sim_text_add(out, ", ");
        }
        add_roff(out, flag.name);
        if (flag.value[0] != '\0')
            sim_text_addf(out, " \\fI%s\\fR", flag.value);
        sim_text_add(out, "\n");
        if (flag.group[0] != '\0') {
            add_roff(out, flag.group);
            sim_text_add(out, ": ");
        }
        add_roff(out, flag.summary);
        sim_text_add(out, "\n");
    }
}

static void manual(const struct cli *cli, struct sim_text *out)
{
    sim_text_addf(
        out,
        ".TH CRISIM 1 \"\" \"crisim %s\" \"User Commands\"\n"
        ".SH NAME\n"
        "crisim \\- which way of calling Amazon Bedrock holds up\n"
        ".SH SYNOPSIS\n"
        ".B crisim\n"
        ".I command\n"
        "[\\fIarguments\\fR] [\\fIflags\\fR]\n"
        ".SH DESCRIPTION\n"
        "A discrete\\-event simulator for capacity planning of Amazon Bedrock "
        "cross\\-Region inference, offline: for a traffic, quotas and rules, which way of "
        "calling \\- one Region, a Geographic profile, the Global profile \\- holds up, "
        "how fast, at what price, and what happens when a Region goes away.\n"
        ".SH COMMANDS\n",
        CRISIM_VERSION);
    for (const struct cli_command *const *c = cli->commands; *c != NULL; c++) {
        const struct cli_command *command = *c;
        struct sim_text exits = {0};

        sim_text_add(out, ".SS ");
        add_roff(out, "crisim ");
        add_roff(out, command->name);
        if (command->arguments[0] != '\0') {
            sim_text_add(out, " ");
            add_roff(out, command->arguments);
        }
        sim_text_add(out, "\n");
        add_roff(out, command->summary);
        sim_text_add(out, "\n");
        for (const struct cli_action *a = command->actions; a != NULL && a->name != NULL; a++) {
            char head[80];

            snprintf(head, sizeof head, "Flags of \\fB%s\\fR:", a->name);
            manual_flags(command, head, a->flags, out);
        }
        if (command->actions == NULL)
            manual_flags(command, "Flags:", command->flags, out);
        sim_text_add(out, ".PP\n.nf\n");
        add_roff(out, command->examples);
        sim_text_add(out, ".fi\n.PP\nExit codes: ");
        cli_exits_text(command, &exits);
        add_roff(out, exits.data);
        sim_text_release(&exits);
    }
    sim_text_add(out, ".SH ENVIRONMENT\n"
                      ".TP\n.B NO_COLOR\nno colours, whatever the terminal\n"
                      ".TP\n.B CLICOLOR_FORCE\ncolours, whatever standard output is\n");
}

static const struct cli_action forms[] = {
    {"bash", 0}, {"zsh", 0}, {"fish", 0}, {"manual", 0}, {NULL, 0}};

static int run(const struct cli *cli)
{
    static void (*const write[])(const struct cli *cli, struct sim_text *out) = {bash, zsh, fish,
                                                                                 manual};
    const char *names[sizeof forms / sizeof forms[0]];
    struct sim_text text = {0};
    const char *nearest;
    int code;

    for (size_t i = 0; forms[i].name != NULL; i++) {
        names[i] = forms[i].name;
        if (strcmp(forms[i].name, cli->words[0]) != 0)
            continue;
        write[i](cli, &text);
        code = cli_print(&text);
        sim_text_release(&text);
        return code;
    }
    nearest = sim_nearest_name(cli->words[0], names, sizeof forms / sizeof forms[0] - 1);
    fprintf(stderr, "crisim completion: no such form '%s'%s%s%s; bash, zsh, fish or manual\n",
            cli->words[0], nearest != NULL ? "; did you mean '" : "",
            nearest != NULL ? nearest : "", nearest != NULL ? "'?" : "");
    return 2;
}

const struct cli_command cli_command_completion = {
    .name = "completion",
    .arguments = "bash | zsh | fish | manual",
    .summary = "what a shell completes, or the manual page; `cmake --install` installs all four",
    .flags = 0,
    .actions = forms,
    .min_words = 1,
    .max_words = 1,
    .examples = "example:\n  source <(crisim completion bash)\n",
    .run = run,
};
