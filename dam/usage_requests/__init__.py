"""Usage requests: asked, claimed, answered; what a grant opens. One file a step."""
