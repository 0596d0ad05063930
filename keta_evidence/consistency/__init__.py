"""Where records contradict themselves, each other or their documents."""
