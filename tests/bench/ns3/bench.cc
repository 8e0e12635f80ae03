// HOLD and M/M/1 by ns-3's simulator alone. Usage: bench hold N OPERATIONS SCHEDULER | mm1 CUSTOMERS [SCHEDULER]
#include <ns3/core-module.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

using namespace ns3;

static uint64_t state = 1;
static uint64_t left;

static double NextU()
{
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return ((state >> 12) + 0.5) * 0x1p-52;
}

static Time Draw(double mean)
{
    return NanoSeconds(1 + (int64_t)(-std::log(NextU()) * mean));
}

static void Hold()
{
    if (left-- == 0)
        Simulator::Stop();
    Simulator::Schedule(Draw(1e9), &Hold);
}

static uint64_t queue, arrived, served, customers;

static void Depart()
{
    served++;
    if (--queue > 0)
        Simulator::Schedule(Draw(0.9e9), &Depart);
}

static void Arrive()
{
    if (queue++ == 0)
        Simulator::Schedule(Draw(0.9e9), &Depart);
    if (++arrived < customers)
        Simulator::Schedule(Draw(1e9), &Arrive);
}

int main(int argc, char **argv)
{
    uint64_t n = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 0;
    bool hold = argc > 4 && std::string(argv[1]) == "hold";
    uint64_t operations = hold ? std::strtoull(argv[3], nullptr, 10) : n;

    if (hold)
    {
        Simulator::SetScheduler(ObjectFactory(argv[4]));
        left = operations;
        for (uint64_t i = 0; i < n; i++)
            Simulator::Schedule(NanoSeconds((int64_t)(NextU() * 1e9)), &Hold);
    }
    else
    {
        customers = n;
        if (argc > 3)
            Simulator::SetScheduler(ObjectFactory(argv[3]));
        Simulator::Schedule(NanoSeconds(0), &Arrive);
    }
    std::clock_t from = std::clock();
    Simulator::Run();
    std::printf("%.1f\n", double(std::clock() - from) / CLOCKS_PER_SEC / operations * 1e9);
    Simulator::Destroy();
    return 0;
}
