// Stands in for a layer that has headers only.
