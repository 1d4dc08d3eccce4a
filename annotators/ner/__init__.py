"""The NER stage: taggers, the shipped model, training."""
