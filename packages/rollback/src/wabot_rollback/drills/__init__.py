"""Breaking a release on purpose, on a stack of its own, and rolling it back while simulated customers write.

A drill stands outside: it starts the platform by the plan's command, writes as customers through the simulator's control
API, and gives the engine's commands as people would, each in a process of its own. What it says, it has seen from there.
"""
