#include "sim/base/stop.h"

volatile sig_atomic_t sim_stop;
