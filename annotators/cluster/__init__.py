"""Many machines: inputs cut into partitions, annotated by workers of a Ray cluster, each into a file of its own."""
