"""The instructions in an exported archive. Like model cards, they are in English."""

from __future__ import annotations

from digitnet.store.card import ModelCard

_TEXT = """\
# digitnet, model {version}

A network that reads handwritten digits, trained {created}. It reads {accuracy:.2%} of MNIST's
10,000 test digits correctly.

Input `image`: 28 x 28 grey levels, unsigned bytes, 255 is ink and 0 is paper, in MNIST's
format: the digit fits a box of 20 x 20 and its centre of mass lies in the middle. {batch}

Outputs, calibrated:

- `probabilities`: one number for each digit from 0 to 9; they sum to 1.
- `digit_score`: how likely it is that this is a digit at all, from 0 to 1.
- `digit`: the digit, or -1 for an empty image and for one whose score is below {threshold:.4f}.

`sample.json` holds a drawing: its strokes, its image and the expected answer.

{files}
```
{install}
```

```python
import json

import numpy as np
{code}
print(digit)
```

The network was trained on MNIST (Yann LeCun, Corinna Cortes, Christopher J. C. Burges,
CC BY-SA 3.0) and on synthetic handwriting.
"""

_SAMPLE = """
sample = json.load(open("sample.json"))
image = np.array([sample["image"]], np.uint8)
"""

_MANY = "Any number of images can be read at a time."
_ONE = "One image is read at a time."

_PARTS = {
    "keras": (
        _MANY,
        "`model.keras` is for Keras 3 with any of its backends.\n",
        'pip install "keras>=3.15" tensorflow',
        "import keras\n"
        + _SAMPLE
        + 'answer = keras.saving.load_model("model.keras")(image)\ndigit = int(answer["digit"][0])',
    ),
    "saved_model": (
        _MANY,
        "`saved_model` is a folder for TensorFlow and TensorFlow Serving.\n",
        "pip install tensorflow",
        "import tensorflow as tf\n" + _SAMPLE + 'model = tf.saved_model.load("saved_model")\n'
        "answer = model.serve(image)\n"
        'digit = int(answer["digit"][0])',
    ),
    "litert": (
        _ONE,
        "`model.tflite` is for LiteRT, also on phones and in browsers. `model_int8.tflite` is a\n"
        "quarter of its size: its weights are rounded to 8 bits (dynamic-range quantisation).\n"
        "Values between layers stay 32-bit floats: full 8-bit quantisation would round the\n"
        "calibrated probabilities to 1/256; hardware that only computes with 8-bit numbers cannot\n"
        "run it.\n",
        "pip install ai-edge-litert",
        "from ai_edge_litert.interpreter import Interpreter\n"
        + _SAMPLE
        + 'answer = Interpreter("model.tflite").get_signature_runner()(image=image)\n'
        'digit = int(answer["digit"][0])',
    ),
    "onnx": (
        _MANY,
        "`model.onnx` is for ONNX Runtime and whatever else reads ONNX.\n",
        "pip install onnxruntime",
        "import onnxruntime\n" + _SAMPLE + 'session = onnxruntime.InferenceSession("model.onnx")\n'
        '(digits,) = session.run(["digit"], {"image": image})\n'
        "digit = int(digits[0])",
    ),
}


def readme(format: str, card: ModelCard) -> str:
    """Return the instructions for one of the formats, in Markdown."""
    batch, files, install, code = _PARTS[format]
    return _TEXT.format(
        version=card.version,
        created=card.created[:10],
        accuracy=card.report.test_accuracy,
        threshold=card.report.calibration.threshold,
        batch=batch,
        files=files,
        install=install,
        code=code,
    )
