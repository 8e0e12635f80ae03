"""questions.py CRISIM ROOT [TRACES]: every command that docs/questions.md shows is run as it stands there, in one folder beside a small my.json and
the bundled examples; each must end with 0, or with 1 where a stated SLO is missed, and print something. Without TRACES those that name a
published trace are left to the call with TRACES, the folder that has them under names of its own; it runs these alone (77 where it is absent)."""
import json, pathlib, re, shlex, subprocess, sys, tempfile

crisim, root = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
traces = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
published = {"AzureLLMInferenceTrace_conv.csv": "azure-llm-2023-conv.csv", "conversation_trace.jsonl": "mooncake-conversation.jsonl"}
failed = 0


def check(good, what):
    global failed
    print("ok" if good else "FAILED", what)
    failed += not good


if traces is not None and not traces.is_dir():
    print(f"skipped: {traces} is absent")
    sys.exit(77)
text = (root / "docs/questions.md").read_text(encoding="utf-8").replace("\\\n", " ")
shown = re.findall(r"^    (crisim .*)$", text, re.M) + re.findall(r"`(crisim [^`]*)`", text)
commands = sorted({" ".join(shlex.split(c, comments=True)): c for c in shown}.values())
commands = [c for c in commands if not re.search(r"\b(WORD|NAME|DIR|FILE|REGION)\b|\.\.\.", c)]
check(len(commands) >= 25, f"{len(commands)} commands")
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    (folder / "scenarios").mkdir()
    (folder / "scenarios/examples").symlink_to(root / "scenarios/examples")
    for public, ours in published.items():
        if traces is not None:
            (folder / public).symlink_to((traces / ours).resolve())
    # A small scenario with the names that the page uses: a class `chat`, and routes that reach us-east-1.
    made = subprocess.run([crisim, "init", "my.json", "--rate", "1/s", "--for", "5min", "--model", "sonnet-4.6", "--source-region", "London", "--max-tokens", "2000",
                           "--slo", "success=99%"], cwd=folder, capture_output=True, text=True)
    check(made.returncode == 0, "my.json " + (made.stderr if made.returncode else ""))
    mine = json.loads((folder / "my.json").read_text())
    mine["classes"]["chat"] = mine["classes"].pop("requests")
    (folder / "my.json").write_text(json.dumps(mine))
    ran = 0
    for command in commands:
        of_trace = any(public in command for public in published)
        if of_trace != (traces is not None):
            if traces is None:
                print(f"skipped here, of a published trace: {command}")
            continue
        words = shlex.split(command, comments=True)
        done = subprocess.run([crisim, *words[1:]], cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        good = done.returncode in (0, 1) and done.stdout != ""
        check(good, f"{done.returncode} {command}" + ("" if good else "\n" + done.stderr))
        ran += 1
    check(ran >= (20 if traces is None else 5), f"{ran} run")
sys.exit(1 if failed else 0)
