"""Every word that the playground shows, in English and in Korean."""
