"""Run by the Python that is judged: starts the framework and says what it lists."""

import json
import os
import sys
import time

begin = time.monotonic()
import tensorflow  # noqa: E402

print("PROBE imported", flush=True)
imported = time.monotonic()
listed = len(tensorflow.config.list_physical_devices("GPU"))
done = time.monotonic()
with open("/proc/self/maps") as maps:
    mapped = {line.split(None, 5)[5].strip() for line in maps if ".so" in line}
print("PROBE listed " + json.dumps({
    "listed": listed,
    "version": getattr(tensorflow, "__version__", None),
    "import_seconds": round(imported - begin, 3),
    "list_seconds": round(done - imported, 3),
    "mapped": sorted(m for m in mapped if "libcu" in os.path.basename(m) or "libnv" in m),
}), flush=True)
sys.stderr.flush()
os._exit(0)
