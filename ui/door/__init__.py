"""Who comes in, with how much, and how often: everything before Gradio and our own routes."""
