"""What people and drills say to the simulator itself, under /simulator/."""
