"""A plan as a job: what to make of a spec is a value, what became of it is another, and either may travel.

``render`` and ``check`` are the two kinds of work, pure functions from a job to its outcome. ``pool`` runs any of them
on this machine. What picks a share of the jobs, keeps what was made, or runs them on other machines stands beside the
pool: it takes the same jobs and hands over the same outcomes.
"""
