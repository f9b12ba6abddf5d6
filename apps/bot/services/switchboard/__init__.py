"""The switches of all shops in a process's memory: heard of by LISTEN, looked at again now and then."""
