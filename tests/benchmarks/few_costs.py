"""Costs that are easy to reckon with."""

from benchmarks.costs import Cost, Costs, Idle, Line, Memory, Training

COSTS = Costs(
    stroke=Cost(server=10.0, engine=2.0, balancer=0.5, clients=1.0, received=4000.0),
    live=Cost(server=8.0, engine=2.0, balancer=0.5, clients=1.0, received=4000.0),
    look=Cost(server=4.0, engine=1.0, received=2000.0),
    drawing=Cost(server=3.0, engine=2.0, balancer=0.25),
    refused=Cost(server=1.0, balancer=0.25),
    question=Cost(server=1.0, balancer=0.25, received=200.0),
    download=Cost(server=2.0, balancer=1.0, received=250_000.0),
    follow=Cost(server=1.5, balancer=0.25),
    others=0.5,
    wall=Line(0.3, 0.02),
    wall_bytes=Line(200.0, 300.0),
    write=Line(0.8, 0.01),
    read=Line(0.2, 0.01),
    commit=Line(4.0, 0.1),
    idle=Idle(server=10.0, engine=1.0, balancer=1.0, database=2.0),
    memory=Memory(2e8, 8e8, 1e5, 1e4, 1e4),
    training=Training(30.0, 60.0, 1e9),
)
