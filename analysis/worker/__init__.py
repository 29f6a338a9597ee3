"""What runs jobs: the cluster, its supervisor, and one attempt from claim to end."""
