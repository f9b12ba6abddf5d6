"""Each literal command of the plan that does harm or proves nothing, run; and beside it what is done here instead."""
