#include "analysis/cli/precision.h"

#include "analysis/cli/amount.h"
#include "analysis/stats/precision.h"

#include <math.h>
#include <string.h>

enum { MOST_REPLICATIONS = 200, EXIT_PRECISION = 5 };

static const struct cli_unit per_cent[] = {{"%", 0.01}, {NULL, 0}};
static const struct cli_quantity relative = {per_cent, "%", 100, "2%", false};
static const double least = 1e-4, widest = 0.5;

int cli_precision_read(const struct cli *cli, struct cli_precision *precision)
{
    *precision = (struct cli_precision){0};
    if (cli->precision == NULL) {
        if (cli->most_replications == 0)
            return 0;
        fprintf(stderr, "crisim %s: --max-replications bounds what --precision runs: give it too\n",
                cli->command->name);
        return 2;
    }
    if (!cli_quantity_read(&relative, cli->precision, &precision->relative) ||
        !(precision->relative >= least && precision->relative <= widest)) {
        fprintf(stderr,
                "crisim %s: --precision must be from 0.01%% to 50%%, as 2%% or 0.02 (got '%s')\n",
                cli->command->name, cli->precision);
        return 2;
    }
    cli_quantity_say(&relative, cli->command->name, "--precision", cli->precision);
    precision->most = cli->most_replications > 0 ? cli->most_replications : MOST_REPLICATIONS;
    if (cli->replications_given && cli->replications > precision->most) {
        fprintf(stderr,
                "crisim %s: --replications %u is more than --max-replications allows (%u)\n",
                cli->command->name, cli->replications, precision->most);
        return 2;
    }
    return 0;
}

void cli_precision_begin(const struct cli_precision *precision, uint32_t stated,
                         struct plan_settings *compiled)
{
    if (!(precision->relative > 0))
        return;
    if (compiled->override_replications)
        stated = compiled->replications;
    compiled->override_replications = true;
    compiled->replications = stats_precision_next(stated, 0, precision->most);
}

int cli_precision_code(const struct results *results, int code)
{
    bool missed = results->precision.asked > 0 && !results->precision.met;

    return missed && (code == 0 || code == CLI_EXIT_SLO) ? EXIT_PRECISION : code;
}
