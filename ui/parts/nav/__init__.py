"""The page's navigation: chapters, and the tabs in each."""
