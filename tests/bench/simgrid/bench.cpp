// HOLD and M/M/1 by SimGrid's actors. Usage: bench hold N OPERATIONS | mm1 CUSTOMERS
#include <simgrid/s4u.hpp>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
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
    bool hold = argc > 3 && std::string(argv[1]) == "hold";
    uint64_t n = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 0;
    uint64_t operations = hold ? std::strtoull(argv[3], nullptr, 10) : n;
    auto *zone = sg4::create_full_zone("zone");
    auto *host = zone->create_host("host", 1e9)->seal();

    zone->seal();
    if (hold) {
        left = operations;
        for (uint64_t i = 0; i < n; i++)
            sg4::Actor::create("holder", host, holder);
    } else {
        customers = n;
        work = sg4::Semaphore::create(0);
        sg4::Actor::create("arrivals", host, arrivals);
        sg4::Actor::create("server", host, server);
    }
    auto from = std::chrono::steady_clock::now();
    engine.run();
    std::chrono::duration<double> s = std::chrono::steady_clock::now() - from;
    std::printf("%.1f\n", s.count() / operations * 1e9);
    return 0;
}
