"""A question's way to a model: threads that compute, everybody's turn, what may be asked, pictures back and forth."""
