"""Virtual environments that are made in a moment."""
import os
import subprocess
import sys


def bare_environment(prefix):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", prefix], check=True)
    return prefix


def environment_in_pieces(prefix):
    """One whose TensorFlow cannot be imported."""
    bare_environment(prefix)
    site = subprocess.run([prefix + "/bin/python", "-c", "import sysconfig; "
                           "print(sysconfig.get_paths()['purelib'])"], check=True,
                          stdout=subprocess.PIPE, text=True).stdout.strip()
    info = os.path.join(site, "tensorflow-2.20.0.dist-info")
    os.makedirs(info)
    os.makedirs(os.path.join(site, "tensorflow"))
    with open(os.path.join(info, "METADATA"), "w") as stream:
        stream.write("Metadata-Version: 2.1\nName: tensorflow\nVersion: 2.20.0\n")
    with open(os.path.join(info, "RECORD"), "w") as stream:
        stream.write("tensorflow/__init__.py,,\n")
    open(os.path.join(site, "tensorflow/__init__.py"), "w").close()
    return prefix
