"""Where do reports come from? Files now; the one door to the network later."""
