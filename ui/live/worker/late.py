"""What a run would import late, 2.4 s in all: once, in the process that every worker is forked from.

The first optimizer wants the compiler, the small digits scikit-learn, and MNIST torchvision.
"""

import sklearn.datasets  # noqa: F401
import torch._dynamo  # noqa: F401

from genmodels.data.torchvision_import import import_torchvision

import_torchvision()
