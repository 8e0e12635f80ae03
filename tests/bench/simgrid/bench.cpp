// HOLD by SimGrid's timers (its bare event list), HOLD and M/M/1 by its actors, in processor time.
// Usage: bench hold-timers N OPERATIONS | hold N OPERATIONS | mm1 CUSTOMERS
#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

namespace sg4 = simgrid::s4u;

static uint64_t state = 1;
static uint64_t left, queue, customers;
static sg4::SemaphorePtr work;

static double next_u()
{
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return ((state >> 12) + 0.5) * 0x1p-52;
}

static void holder()
{
    while (left > 0) {
        left--;
        sg4::this_actor::sleep_for(-std::log(next_u()));
    }
}

// One pending timer: it sets the next when it is due.
static void timer_due()
{
    if (left == 0)
        return;
    left--;
    simgrid::kernel::timer::Timer::set(sg4::Engine::get_clock() - std::log(next_u()), timer_due);
}

// Time moves only while an actor lives.
static void until_done()
{
    while (left > 0)
        sg4::this_actor::sleep_for(1);
}

static void arrivals()
{
    for (uint64_t i = 0; i < customers; i++) {
        work->release();
        sg4::this_actor::sleep_for(-std::log(next_u()));
    }
}

static void server()
{
    for (uint64_t i = 0; i < customers; i++) {
        work->acquire();
        sg4::this_actor::sleep_for(-std::log(next_u()) * 0.9);
    }
}

int main(int argc, char **argv)
{
    sg4::Engine engine(&argc, argv);
    bool timers = argc > 3 && std::string(argv[1]) == "hold-timers";
    bool hold = timers || (argc > 3 && std::string(argv[1]) == "hold");
    uint64_t n = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 0;
    uint64_t operations = hold ? std::strtoull(argv[3], nullptr, 10) : n;
    auto *zone = sg4::create_full_zone("zone");
    auto *host = zone->create_host("host", 1e9)->seal();

    zone->seal();
    if (hold) {
        left = operations;
        for (uint64_t i = 0; i < n; i++) {
            if (timers)
                simgrid::kernel::timer::Timer::set(next_u(), timer_due);
            else
                sg4::Actor::create("holder", host, holder);
        }
        if (timers)
            sg4::Actor::create("until done", host, until_done);
    } else {
        customers = n;
        work = sg4::Semaphore::create(0);
        sg4::Actor::create("arrivals", host, arrivals);
        sg4::Actor::create("server", host, server);
    }
    std::clock_t from = std::clock();
    engine.run();
    std::printf("%.1f\n", double(std::clock() - from) / CLOCKS_PER_SEC / operations * 1e9);
    return 0;
}
