"""Fuzz: ``python tests/fuzz/run.py [TARGET…] [--seconds 60]``; ``--seconds`` is processor time for each target.

Needs atheris (``pip install --group fuzz``), which finds inputs that reach new code. It starts from ``corpus/TARGET`` and
keeps what it finds in ``.fuzz/TARGET``, for the next run. An input that breaks a promise, or takes more than five seconds,
is printed and kept in ``.fuzz/found``: mend the program, and put the input into the corpus, which the tests run.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
import traceback
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
ROOT = TESTS.parent
sys.path[:0] = [str(ROOT / "src"), str(TESTS)]
CORPUS = TESTS / "fuzz" / "corpus"
KEPT = ROOT / ".fuzz"
FOUND = KEPT / "found"
NAMES = (
    "notes",
    "bibtex",
    "ris",
    "tagged",
    "xml",
    "json",
    "jsonl",
    "query",
    "identifiers",
    "settings",
    "answers",
)
_SLOW = 5.0
"""Seconds of processor time; the tracing of atheris makes everything some times slower."""
_LONGEST = 8192
_MEMORY = 2048
_WORDS = {
    "notes": "# ## - * + 1. > | --- [ ] ( ) ** __ ` ``` ~~~ $ $$ <a <!-- --> <br> </td> [x] [^1] ![ https:// arxiv.org/abs/ "
    "2305.16300 10.1145/ 作者 ： 。 Title: Authors: Year: 2020 ICLR et al. and , . ; \\x0a\\x0a \\x20\\x20 \\x09 #tag [[ ]] {% --- +++ title:: :: 論文",
    "bibtex": "@article{ @string{ @comment{ @preamble{ @misc( title= author= year= month= crossref= url= doi= journal= and others "
    "{ } \\x22 # , = \\\\' \\\\textbf{ \\\\( $ % eprint= archiveprefix= date= jan pages= --",
    "ris": "TY\\x20\\x20-\\x20 JOUR ER\\x20\\x20-\\x20 TI\\x20\\x20-\\x20 AU\\x20\\x20-\\x20 PY\\x20\\x20-\\x20 DA\\x20\\x20-\\x20 "
    "UR\\x20\\x20-\\x20 DO\\x20\\x20-\\x20 KW\\x20\\x20-\\x20 N1\\x20\\x20-\\x20 SP\\x20\\x20-\\x20 / \\x0a",
    "tagged": "PMID-\\x20 %0\\x20 %A\\x20 %T\\x20 FN\\x20 VR\\x20 PT\\x20J AU\\x20 TI\\x20 ER EF RT\\x20 FAU\\x20-\\x20 LID\\x20-\\x20 DP\\x20\\x20-\\x20 \\x0a",
    "xml": "<?xml <PubmedArticle> </PubmedArticle> <xml><records> <record> <title> <![CDATA[ ]]> <!DOCTYPE <!ENTITY &a; &#0; <style> <year>",
    "query": "title: author: year: tag: -tag: has: missing: is: id: OR AND NOT NEAR( * \\x22 .. 2020.. | ( ) - ! 检索 C++ @",
    "identifiers": "arXiv: https://arxiv.org/abs/ doi: https://doi.org/ 10.1145/ github.com/ openreview.net/forum?id= aclanthology.org/ "
    "hep-th/9901001 v2 % %2F ?q= # and , von Jr. auth.lower + year shorttitle(1) +10d cat: AND all: 2020-13-99 http://[",
    "settings": "[providers] [providers.arxiv] url= key= delay= timeout= disabled= = [keys] pattern= db= backups= true inf nan \\x22\\x22\\x22 {} []",
}  # fmt: skip


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one target in this process; atheris ends it."""
    import atheris

    with atheris.instrument_imports(include=["readlist"]):
        from fuzz.mutator import mutate_json
        from fuzz.targets import TARGETS

        TARGETS[name](b"")  # loads what is loaded on demand
        for path in sorted((CORPUS / name).iterdir()):
            TARGETS[name](path.read_bytes())

    known: set[tuple[str, ...]] = set()

    def test(data: bytes) -> None:
        start = time.process_time()
        try:
            TARGETS[name](data)
        except Exception as error:  # noqa: BLE001  (all that is not among the errors that are reported to people)
            where = traceback.extract_tb(error.__traceback__)[-1]
            if (key := (type(error).__name__, where.filename, str(where.lineno))) not in known:
                known.add(key)
                _report(name, data, "".join(traceback.format_exception(error)[-6:]))
        taken = time.process_time() - start
        if taken > _SLOW and ("slow",) not in known:
            known.add(("slow",))
            _report(name, data, f"took {taken:.1f} seconds for {len(data)} bytes")

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        head = 1 if name == "answers" else 0
        if seed % 3:
            changed = mutate_json(data[head:].decode("utf-8", "replace"), seed, most)
            if changed is not None:
                return data[:head] + changed.encode("utf-8", "surrogatepass")
        return atheris.Mutate(data, most)

    kept = KEPT / name
    kept.mkdir(parents=True, exist_ok=True)
    FOUND.mkdir(exist_ok=True)
    arguments = [
        f"-max_total_time={seconds}",
        f"-max_len={_LONGEST}",
        f"-rss_limit_mb={_MEMORY}",
        "-timeout=120",
    ]
    arguments += [f"-artifact_prefix={FOUND}/{name}-", "-verbosity=0", "-print_final_stats=1"]
    if words := _WORDS.get(name, "").split():
        dictionary = KEPT / f"{name}.dict"
        dictionary.write_text("".join(f'"{_escape(word)}"\n' for word in words), encoding="utf-8")
        arguments.append(f"-dict={dictionary}")
    by_value = {"custom_mutator": mutate} if name in ("json", "jsonl", "answers") else {}
    atheris.Setup([sys.argv[0], *arguments, str(kept), str(CORPUS / name)], test, **by_value)
    atheris.Fuzz()


def _escape(word: str) -> str:
    return "".join(
        c if " " < c < "\x7f" and c != '"' else "".join(f"\\x{b:02x}" for b in c.encode()) for c in word
    )


def _report(name: str, data: bytes, what: str) -> None:
    path = FOUND / f"{name}-{hashlib.sha1(data).hexdigest()[:12]}"
    path.write_bytes(data)
    print(f"\n{name}: {path}\n{data[:300]!r}\n{what}", flush=True)


def _run(name: str, seconds: int) -> float:
    """Fuzz one target for so many seconds, and return the processor time that it got; on a busy machine it is less."""
    start = os.times()
    command = [sys.executable, __file__, name, "--seconds", str(seconds), "--inside"]
    subprocess.run(command, check=False, stderr=subprocess.DEVNULL)
    end = os.times()
    return end.children_user + end.children_system - start.children_user - start.children_system


def main() -> int:
    """Fuzz each target in a process of its own, and say what was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", choices=[[], *NAMES], help="all by default")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        fuzz(given.targets[0], given.seconds)
    before = set(FOUND.glob("*"))
    for name in given.targets or NAMES:
        spent = 0.0
        while (left := given.seconds - spent) >= 1 and (more := _run(name, max(5, int(left)))):
            spent += more
        print(f"{name:12} {spent:6.0f} s of processor time", flush=True)
    found = sorted(set(FOUND.glob("*")) - before)
    print(*(f"found: {path}" for path in found), sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
