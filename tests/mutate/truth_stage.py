"""Prepares the world of one fault (tests/oracle/truth) in the mount namespace in which it was started,
says how whycpu is asked there, and keeps the namespace until its input ends.

    truth_stage.py DIRECTORY JOB      DIRECTORY is tests/oracle/truth, JOB is JSON"""
import json
import os
import sys

sys.dont_write_bytecode = True
directory, job = sys.argv[1], json.loads(sys.argv[2])
sys.path.insert(0, directory)

import compare  # noqa: E402
import stage  # noqa: E402

stage.die_with_parent()
world = stage.Stage(job["environment"], job["fault"])
world.set_up()
print(json.dumps({"command": compare.command("whycpu", world)[1:],
                  "environment": dict(world.environment()), "cwd": os.getcwd()}), flush=True)
sys.stdin.read()
