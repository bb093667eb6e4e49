"""What a run imports, and what it would import late, 2.4 s in all: once, in the process that workers are forked from.

The first optimizer wants the compiler, the small digits scikit-learn, and MNIST torchvision.
Nothing of it is ever garbage: Python does not look for any meanwhile, which takes a third of the time, and no worker
looks at it later, which would take almost a second and a copy of every page that it shares with the others.
"""

import gc
from importlib import import_module

gc.disable()
for _name in ("ui.live.worker.session", "sklearn.datasets", "torch._dynamo"):
    import_module(_name)
import_module("genmodels.data.torchvision_import").import_torchvision()
gc.freeze()
gc.enable()
