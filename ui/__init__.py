"""The playground in the browser: a Gradio app on top of `genmodels`, and the only package that imports gradio."""
