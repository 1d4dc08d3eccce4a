"""Many machines: an input cut into partitions, each annotated by a worker of a Ray cluster."""
