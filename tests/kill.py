#!/usr/bin/env python3
"""Kills `generate` again and again, and holds that the next run repairs what was left.

    python3 tests/kill.py target/debug/rolewright [--runs 300] [--seed 1]

Each round changes the spec and its script, starts `generate`, and ends it after a random while with
SIGKILL, SIGTERM, SIGINT or SIGHUP. Then every file must be the old or the new one as a whole, a
signal that can be caught must have left all old or all new, and the next run must end with 0 and
leave what a fresh run writes, without a temporary file. Exit 1 at the first round that does not.
"""
import argparse
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

SPEC = """version: 1
role: {{ name: app }}
buckets:
{buckets}
instance:
  type: t3.micro
  ami: {{ id: ami-0123456789abcdef0 }}
  user_data: boot.sh
"""


def write(folder, number):
    """Two inputs that differ in every file that is generated."""
    buckets = "\n".join(
        f"  - {{ name: photos-{number}-{i}, access: [read] }}" for i in range(1 + number % 3)
    )
    (folder / "spec.yaml").write_text(SPEC.format(buckets=buckets))
    (folder / "boot.sh").write_text(f"#!/bin/sh\necho {number}\n" * 50)


def tree(folder):
    """Every file below a folder with its bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    program = str(pathlib.Path(args.program).resolve())
    chance = random.Random(args.seed)
    count = {"killed": 0, "finished": 0, "between": 0, "temporary": 0}
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        out = folder / "out"

        def generate(target):
            return subprocess.run(
                [program, "generate", "spec.yaml", "-o", str(target)],
                cwd=folder, capture_output=True, text=True,
            )

        write(folder, 0)
        start = time.monotonic()
        assert generate(out).returncode == 0
        whole = time.monotonic() - start
        for number in range(1, args.runs + 1):
            old = tree(out)
            write(folder, number)
            fresh = folder / "fresh"
            assert generate(fresh).returncode == 0
            new = tree(fresh)
            subprocess.run(["rm", "-rf", str(fresh)], check=True)
            sent = chance.choice(
                [signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP]
            )
            child = subprocess.Popen(
                [program, "generate", "spec.yaml", "-o", "out"],
                cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
            # Most of a run is reading: more kills where files are written.
            time.sleep(whole * chance.uniform(0.5, 1.1))
            child.send_signal(sent)
            child.wait()
            left = tree(out)
            kept = {path: text for path, text in left.items() if ".rolewright-" not in path}
            torn = [p for p, text in kept.items() if text not in (old.get(p), new.get(p))]
            count["finished" if child.returncode == 0 else "killed"] += 1
            count["between"] += kept not in (old, new)
            count["temporary"] += len(left) != len(kept)
            if sent != signal.SIGKILL and left not in (old, new):
                print(f"round {number}: {sent.name} left neither the old nor the new files")
                return 1
            # The script changes once more before anybody looks.
            if number % 2:
                write(folder, number + 1000)
            repaired = generate(out)
            assert generate(fresh).returncode == 0
            wanted = tree(fresh)
            subprocess.run(["rm", "-rf", str(fresh)], check=True)
            if torn or repaired.returncode != 0 or tree(out) != wanted:
                print(f"round {number}, {sent.name}: torn {torn}\n{repaired.stderr}")
                return 1
    print(f"{args.runs} runs: {count}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
