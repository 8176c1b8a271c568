"""Run by the Python that is judged: what people run, and paste, when they ask why there is no GPU."""

import sys

import tensorflow as tf

print("TensorFlow version:", tf.__version__, flush=True)
print("Num GPUs Available: ", len(tf.config.list_physical_devices("GPU")), flush=True)
sys.stderr.flush()
