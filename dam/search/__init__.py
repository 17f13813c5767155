"""Search: what was typed (typed), in which forms it is found (forms, match), the hits (find), and
the same for staff (staff_search).
"""
