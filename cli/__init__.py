"""The command line: options in, records on standard output, exit codes. Ships as `annotators.cli`."""
