"""The environments, as data: a row each. How a row is made is a way of ways.py.

A row is a name, the steps of `pip install` in their order, and as needed
  python     the version of the interpreter (default: any that every wheel below is made for)
  way        how the environment is made (default: "uv", a virtual environment by `uv venv`)
  framework  steps of the other half, for ways that install in two places
  byte_code  environments whose compiled Python it takes where the source is the same file
"""

SEVEN = ["nvidia-cublas-cu12", "nvidia-cuda-runtime-cu12", "nvidia-cudnn-cu12<10",
         "nvidia-cufft-cu12", "nvidia-cusolver-cu12", "nvidia-cusparse-cu12",
         "nvidia-nvjitlink-cu12"]
# The releases that TensorFlow 2.18 to 2.20 ask for: one download for all of them.
SEVEN_OF_12_5 = ["nvidia-cublas-cu12==12.5.3.2", "nvidia-cuda-runtime-cu12==12.5.82",
                 "nvidia-cudnn-cu12==9.3.0.75", "nvidia-cufft-cu12==11.2.3.61",
                 "nvidia-cusolver-cu12==11.6.3.83", "nvidia-cusparse-cu12==12.5.1.3",
                 "nvidia-nvjitlink-cu12==12.5.82"]
# Before 2.14 there was no extra: what people installed beside it.
CUDA_11 = ["nvidia-cublas-cu11==11.11.3.6", "nvidia-cuda-runtime-cu11==11.8.89",
           "nvidia-cudnn-cu11==8.7.0.84", "nvidia-cufft-cu11==10.9.0.58",
           "nvidia-cusolver-cu11==11.4.1.48", "nvidia-cusparse-cu11==11.7.5.86"]
# Up to 2.13, TensorFlow opens this one too.
CURAND_11 = ["nvidia-curand-cu11==10.3.0.86"]
# The releases that the rows of PyTorch and JAX bring.
CUDA_13 = ["nvidia-cublas==13.4.1.3", "nvidia-cuda-nvrtc==13.2.86", "nvidia-cuda-runtime==13.2.86",
           "nvidia-cudnn-cu13==9.26.0.51", "nvidia-cufft==12.2.0.57", "nvidia-curand==10.4.5.25",
           "nvidia-nvjitlink==13.5.37"]
CUDA_12_9 = ["nvidia-cublas-cu12==12.9.3.13", "nvidia-cuda-nvrtc-cu12==12.9.86",
             "nvidia-cuda-runtime-cu12==12.9.79", "nvidia-cudnn-cu12==9.28.0.42",
             "nvidia-cufft-cu12==11.4.1.4", "nvidia-curand-cu12==10.3.10.19",
             "nvidia-nvjitlink-cu12==12.9.86"]
# What `import tensorflow` needs of its own requirements: the rest is left out to be small.
IMPORTS = ["absl-py", "astunparse", "flatbuffers", "gast", "google-pasta", "grpcio", "h5py",
           "keras", "ml-dtypes", "numpy", "opt-einsum", "packaging", "protobuf", "requests", "setuptools<81",
           "six", "termcolor", "typing-extensions", "wrapt"]

# What `import torch` needs of its own requirements, without the compiler of kernels.
OF_TORCH = ["filelock", "fsspec", "jinja2", "networkx", "setuptools", "sympy", "typing-extensions"]

# What JAX asks for a version, and what that needs: it lists devices without the rest.
JAX_LIBRARIES = ["nvidia-cublas-cu12==12.9.3.13", "nvidia-cuda-cupti-cu12==12.9.79",
                 "nvidia-cuda-nvrtc-cu12==12.9.86", "nvidia-cuda-runtime-cu12==12.9.79",
                 "nvidia-cudnn-cu12==9.28.0.42", "nvidia-cufft-cu12==11.4.1.4",
                 "nvidia-cusparse-cu12==12.5.10.65", "nvidia-nvjitlink-cu12==12.9.86"]
JAX_LIBRARIES_OF_2024 = ["nvidia-cublas-cu12==12.5.3.2", "nvidia-cuda-cupti-cu12==12.9.79",
                         "nvidia-cuda-runtime-cu12==12.5.82", "nvidia-cudnn-cu12==9.3.0.75",
                         "nvidia-cufft-cu12==11.2.3.61", "nvidia-cusparse-cu12==12.5.1.3",
                         "nvidia-nvjitlink-cu12==12.5.82"]
# CUPTI 13.2 calls itself without end where the driver is a stand-in.
JAX_LIBRARIES_13 = ["nvidia-cublas==13.4.1.3", "nvidia-cuda-cupti==13.0.85",
                    "nvidia-cuda-nvrtc==13.2.86", "nvidia-cuda-runtime==13.2.86",
                    "nvidia-cudnn-cu13==9.26.0.51", "nvidia-cufft==12.2.0.57",
                    "nvidia-cusparse==12.7.10.12", "nvidia-nvjitlink==13.5.37"]


def jax(version, cuda, libraries):
    return [["jax==" + version, "jaxlib==" + version],
            ["--no-deps", "jax-cuda%d-plugin==%s" % (cuda, version),
             "jax-cuda%d-pjrt==%s" % (cuda, version)] + libraries]

# Two that people put beside each other.
TORCH_2_15 = ["torch==2.15.0", "numpy"]
TORCH_2_1 = ["torch==2.1.2", "numpy<2"]
JAX_CUDA_12 = jax("0.12.0.1", 12, JAX_LIBRARIES)
TF_2_19 = ["tensorflow[and-cuda]==2.19.1"]


def row(*steps, python=">=3.10,<3.13", way="uv", **more):
    return dict(steps=list(steps), python=python, way=way, **more)


def release(version, python, extra="[and-cuda]"):
    return row(["tensorflow%s==%s" % (extra, version)], python=python)


TABLE = {
    # One of each release that matters most, with hundreds of faults.
    "tf-2.21.0-cuda": row(["tensorflow[and-cuda]==2.21.0"]),
    "tf-2.20.0-cuda": row(["tensorflow[and-cuda]==2.20.0"]),
    "tf-2.20.0": row(["tensorflow==2.20.0"]),
    "tf-cpu-2.21.0": row(["tensorflow-cpu==2.21.0"]),
    "tf-2.21.0-cuda+cpu": row(["tensorflow[and-cuda]==2.21.0"],
                              ["--no-deps", "tensorflow-cpu==2.21.0"]),
    "tf-cpu+2.21.0-cuda": row(["tensorflow-cpu==2.21.0"], ["tensorflow[and-cuda]==2.21.0"]),
    "tf-2.18.0-cuda": row(["tensorflow[and-cuda]==2.18.0"]),
    "tf-2.16.1-cuda": row(["tensorflow[and-cuda]==2.16.1", "setuptools<80"], python="3.11"),
    "tf-2.13.1": row(["tensorflow==2.13.1"], python="3.11"),
    "tf-2.21.0-small": row(["--no-deps", "tensorflow==2.21.0"], IMPORTS, ["--no-deps"] + SEVEN),

    # Every release, and every Python that has wheels.
    "tf-2.12.1-cu11": row(["tensorflow==2.12.1"], CUDA_11, python="3.8"),
    "tf-2.12.1-cu11+curand": row(["tensorflow==2.12.1"], CUDA_11 + CURAND_11, python="3.8"),
    "tf-2.13.1-cu11": row(["tensorflow==2.13.1"], CUDA_11 + CURAND_11, python="3.11"),
    "tf-2.14.1-cuda": release("2.14.1", "3.9"),
    "tf-2.15.1-cuda": release("2.15.1", "3.10"),
    "tf-2.16.2-cuda": release("2.16.2", "3.12"),
    "tf-2.17.1-cuda": release("2.17.1", "3.9"),
    "tf-2.19.1-cuda": release("2.19.1", "3.12"),
    "tf-2.20.0-cuda-3.13": release("2.20.0", "3.13"),
    "tf-2.21.0-cuda-3.13": release("2.21.0", "3.13"),
    "tf-cpu-2.12.1": row(["tensorflow-cpu==2.12.1"], python="3.8"),
    "tf-cpu-2.15.1": row(["tensorflow-cpu==2.15.1"], python="3.10"),

    # Pairs that do not belong together.
    "tf-2.13.1-cu12": row(["tensorflow==2.13.1"], ["--no-deps"] + SEVEN_OF_12_5, python="3.11"),
    "tf-2.15.1-cudnn9": row(["tensorflow[and-cuda]==2.15.1"],
                            ["--no-deps", "nvidia-cudnn-cu12==9.3.0.75"], python="3.10"),
    "tf-2.20.0-cu11+cu12": row(["tensorflow==2.20.0"], ["--no-deps"] + CUDA_11,
                               ["--no-deps"] + SEVEN_OF_12_5, python="3.11"),

    # Ways to make an environment.
    "way-venv": row(["tensorflow==2.20.0"], ["--no-deps"] + SEVEN_OF_12_5, python="3.11",
                    way="venv"),
    "way-virtualenv": row(["tensorflow==2.20.0"], ["--no-deps"] + SEVEN_OF_12_5, python="3.11",
                          way="virtualenv"),
    "way-system-framework": row(["--no-deps"] + SEVEN_OF_12_5, python="3.11", way="system",
                                base=[["tensorflow==2.20.0"]]),
    "way-system-libraries": row(["tensorflow==2.20.0"], python="3.11", way="system",
                                base=[["--no-deps"] + SEVEN_OF_12_5]),
    "way-system-all": row(python="3.11", way="system",
                          base=[["tensorflow==2.20.0"], ["--no-deps"] + SEVEN_OF_12_5]),
    "way-uv-relocatable": row(["tensorflow==2.20.0"], ["--no-deps"] + SEVEN_OF_12_5,
                              python="3.11", way="uv-relocatable"),
    "way-uv-symlinks": row(["tensorflow==2.20.0"], ["--no-deps"] + SEVEN_OF_12_5,
                           python="3.11", way="uv-symlinks"),
    "way-user": row(["tensorflow[and-cuda]==2.19.1"], python="3.12", way="user"),
    "way-target": row(["tensorflow[and-cuda]==2.19.1"], python="3.12", way="target"),
    "way-conda": row(["tensorflow==2.13.1"], CUDA_11 + CURAND_11, python="3.11", way="conda"),
    "way-editable": row(["tensorflow==2.20.0"], ["--no-deps"] + SEVEN_OF_12_5, python="3.11",
                        way="editable"),
    "way-checkout": row(["tensorflow==2.20.0"], ["--no-deps"] + SEVEN_OF_12_5, python="3.11",
                        way="checkout"),
    "way-moved": row(["tensorflow==2.20.0"], ["--no-deps"] + SEVEN_OF_12_5, python="3.11",
                     way="moved"),
    "way-odd-path": row(["tensorflow==2.20.0"], ["--no-deps"] + SEVEN_OF_12_5, python="3.11",
                        way="odd-path"),
    "way-link": row(["tensorflow==2.20.0"], ["--no-deps"] + SEVEN_OF_12_5, python="3.11",
                    way="link"),

    # PyTorch: torch_truth. No other index is asked, so 2.0.1 is the last one for CUDA 11.
    "torch-2.15.0-cu13": row(["torch==2.15.0", "numpy"], python="3.12"),
    "torch-2.1.2-cu12": row(["torch==2.1.2", "numpy<2"], python="3.11"),

    "torch-2.0.1-cu11": row(["--no-deps", "torch==2.0.1"],
                            ["--no-deps", "nvidia-cublas-cu11==11.10.3.66",
                             "nvidia-cuda-cupti-cu11==11.7.101",
                             "nvidia-cuda-nvrtc-cu11==11.7.99",
                             "nvidia-cuda-runtime-cu11==11.7.99", "nvidia-cudnn-cu11==8.5.0.96",
                             "nvidia-cufft-cu11==10.9.0.58", "nvidia-curand-cu11==10.2.10.91",
                             "nvidia-cusolver-cu11==11.4.0.1",
                             "nvidia-cusparse-cu11==11.7.4.91", "nvidia-nccl-cu11==2.14.3",
                             "nvidia-nvtx-cu11==11.7.91"], OF_TORCH + ["numpy<2"],
                            python="3.10"),

    # JAX: jax_truth.
    "jax-cuda12": row(*jax("0.12.0.1", 12, JAX_LIBRARIES), python="3.12"),
    "jax-cuda13": row(*jax("0.12.0.1", 13, JAX_LIBRARIES_13), python="3.12"),
    "jax-0.7.2-cuda12": row(*jax("0.7.2", 12, JAX_LIBRARIES), python="3.12"),
    "jax-0.4.30-cuda12": row(["numpy<2.1"], *jax("0.4.30", 12, JAX_LIBRARIES_OF_2024),
                             python="3.10"),

    # Two or three frameworks in one environment, by the order of installation: mixed_truth.
    "torch-2.15+tf-2.19": row(TORCH_2_15, TF_2_19, python="3.12",
                              byte_code=["torch-2.15.0-cu13", "tf-2.19.1-cuda"]),
    "tf-2.19+torch-2.15": row(TF_2_19, TORCH_2_15, python="3.12",
                              byte_code=["torch-2.15.0-cu13", "tf-2.19.1-cuda"]),
    "torch-2.15+jax-cuda12": row(TORCH_2_15, *jax("0.12.0.1", 12, JAX_LIBRARIES), python="3.12",
                                 byte_code=["torch-2.15.0-cu13", "jax-cuda12"]),
    "jax-cuda12+torch-2.15": row(*jax("0.12.0.1", 12, JAX_LIBRARIES), TORCH_2_15, python="3.12",
                                 byte_code=["torch-2.15.0-cu13", "jax-cuda12"]),
    "tf-2.19+jax-cuda12": row(TF_2_19, *jax("0.12.0.1", 12, JAX_LIBRARIES), python="3.12",
                              byte_code=["jax-cuda12", "tf-2.19.1-cuda"]),
    "torch-2.1+tf-2.21": row(TORCH_2_1, ["tensorflow[and-cuda]==2.21.0"], python="3.11",
                             byte_code=["torch-2.1.2-cu12", "tf-2.21.0-cuda"]),
    "tf-2.21+torch-2.1": row(["tensorflow[and-cuda]==2.21.0"], TORCH_2_1, python="3.11",
                             byte_code=["torch-2.1.2-cu12", "tf-2.21.0-cuda"]),
    "torch-2.1+tf-2.16": row(TORCH_2_1, ["tensorflow==2.16.1", "setuptools<80"], python="3.11",
                             byte_code=["torch-2.1.2-cu12", "tf-2.16.1-cuda"]),

    # Keras on each backend: keras_truth.
    "keras-torch": row(["torch==2.15.0", "numpy"], ["keras==3.15.1"], python="3.12"),
    "keras-jax": row(*jax("0.12.0.1", 12, JAX_LIBRARIES), ["keras==3.15.1"], python="3.12"),
    # No backend at all.
    "keras-alone": row(["keras==3.15.1"], python="3.12"),

    # ONNX Runtime: onnx_truth. CUDA 13, 12 and 11; the libraries are those of the rows above.
    "onnx-1.31.1-cu13": row(["onnxruntime-gpu[cuda,cudnn]==1.31.1"] + CUDA_13, python="3.12"),
    "onnx-1.23.2-cu12": row(["onnxruntime-gpu[cuda,cudnn]==1.23.2"] + CUDA_12_9, python="3.12"),
    "onnx-1.16.3-cu11": row(["onnxruntime-gpu==1.16.3", "numpy<2"] + CUDA_11 + CURAND_11,
                            python="3.11"),
    "onnx-1.31.1-bare": row(["onnxruntime-gpu==1.31.1"], python="3.12"),
    "onnx-cpu-1.31.1": row(["onnxruntime==1.31.1"], python="3.12"),
    "onnx-gpu+cpu": row(["onnxruntime-gpu[cuda,cudnn]==1.31.1"] + CUDA_13,
                        ["onnxruntime==1.31.1"], python="3.12"),
    "onnx-cpu+gpu": row(["onnxruntime==1.31.1"],
                        ["onnxruntime-gpu[cuda,cudnn]==1.31.1"] + CUDA_13, python="3.12"),
    "onnx-gpu+cpu-1.30.0": row(["onnxruntime-gpu[cuda,cudnn]==1.31.1"] + CUDA_13,
                               ["onnxruntime==1.30.0"], python="3.12"),
}
