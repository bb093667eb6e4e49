# make app: the playground on http://127.0.0.1:7860 · make test: the tests · ALL=1 make test: also the thorough ones
# Without make, as on Windows: py make.py app, py make.py test
PYTHON ?= python3

.PHONY: app test lint clean

app test lint clean:
	@$(PYTHON) make.py $@
