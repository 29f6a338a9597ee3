"""The pages over uploads and jobs: fetch through the user, call a service, answer."""
