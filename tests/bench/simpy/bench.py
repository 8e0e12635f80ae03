"""HOLD and M/M/1 by SimPy 2 (the package python3-simpy). Usage: bench.py hold N OPERATIONS | mm1 CUSTOMERS"""
import sys
import time
from math import log
from random import Random

from SimPy.Simulation import Process, Resource, Simulation, hold, release, request

draw = Random(1).random


class Holder(Process):
    def run(self, left):
        while left[0] > 0:
            left[0] -= 1
            yield hold, self, -log(1 - draw())


class Customer(Process):
    def visit(self, server):
        yield request, self, server
        yield hold, self, -0.9 * log(1 - draw())
        yield release, self, server


class Source(Process):
    def run(self, n, server):
        for _ in range(n):
            customer = Customer(sim=self.sim)
            self.sim.activate(customer, customer.visit(server))
            yield hold, self, -log(1 - draw())


def main():
    sim = Simulation()
    sim.initialize()
    n = int(sys.argv[2])
    operations = n
    if sys.argv[1] == "hold":
        operations = int(sys.argv[3])
        left = [operations]
        for _ in range(n):
            holder = Holder(sim=sim)
            sim.activate(holder, holder.run(left), at=draw())
    else:
        source = Source(sim=sim)
        sim.activate(source, source.run(n, Resource(capacity=1, sim=sim)))
    start = time.process_time()
    sim.simulate(until=1e12)
    print("%.1f" % ((time.process_time() - start) / operations * 1e9))


main()
