#!/usr/bin/env python3
"""Tests of redact.py. Prints TAP."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from redact import redact  # noqa: E402

UUID = "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6"
OTHER = "GPU-0011aaff-d72c-4106-c12f-20bd9faed9f6"
ROWS = [
    ("a user and his home", "user eva uid=1000 home=/home/eva\nenv HOME=/home/eva\n",
     "user ada uid=1000 home=/home/ada\nenv HOME=/home/ada\n"),
    ("a home of another name", "cwd /data/people/eva/work\n", "cwd /home/ada/work\n"),
    ("a longer path that begins alike", "file /data/people/eva2/x\n", "file /data/people/eva2/x\n"),
    ("a name within a word stays", "file /usr/lib/libeval.so\n", "file /usr/lib/libeval.so\n"),
    ("the host, with and without its domain", "env A=node7.example.org:node7\n", "env A=box:box\n"),
    ("the number of a card", f"  | GPU UUID: {UUID}\n",
     "  | GPU UUID: GPU-00000001-0000-4000-8000-000000000001\n"),
    ("two cards stay two", f"{UUID} {OTHER} {UUID}\n",
     "GPU-00000001-0000-4000-8000-000000000001 GPU-00000002-0000-4000-8000-000000000002 "
     "GPU-00000001-0000-4000-8000-000000000001\n"),
    ("a mask by the beginning of it", f"{UUID}\nenv CUDA_VISIBLE_DEVICES=GPU-8932f937\n",
     "GPU-00000001-0000-4000-8000-000000000001\nenv CUDA_VISIBLE_DEVICES=GPU-00000001\n"),
    ("versions of the board", "  | Video BIOS: 96.00.74.00.1c\n", "  | Video BIOS: (left out)\n"),
    ("a secret", "env WANDB_API_KEY=abc\nenv \"GH_TOKEN=a b\"\nenv PATH=/bin\n",
     "env PATH=/bin\n"),
]


def main():
    failed = 0
    for number, (name, text, expected) in enumerate(ROWS, 1):
        got = redact(text, "eva", "node7.example.org", "/data/people/eva"
                     if "/data" in text else "/home/eva")
        if got != expected:
            failed += 1
            print(f"# got {got!r}\n# expected {expected!r}")
        print(f"{'ok' if got == expected else 'not ok'} {number} - {name}")
    got = redact("user root home=/root\n", "root", "localhost", "/root")
    failed += got != "user root home=/root\n"
    print(f"{'ok' if got == 'user root home=/root' + chr(10) else 'not ok'} "
          f"{len(ROWS) + 1} - root is nobody in particular")
    print(f"1..{len(ROWS) + 1}")
    return 1 if failed else 0


sys.exit(main())
