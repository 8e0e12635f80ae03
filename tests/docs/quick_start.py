"""quick_start.py CRISIM GUIDE: every command of a guide, in one folder and in its order, beside small inputs of each kind (inputs.py). Each
must end with 0, or with 1 where a stated SLO is missed. What holds of several is looked at: the same calls, fetched in four ways, are the same
traffic; a file that `init` wrote gives the figures of its flags."""
import pathlib, re, shlex, subprocess, sys, tempfile

crisim, guide = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
kinds = ["my.csv", "AWSLogs", "events.json", "answer.json", "console.csv", "trail.json", "metrics.json", "azure.csv", "mooncake.jsonl"]
failed = 0


def run(command, folder):
    words = shlex.split(command, comments=True)
    words[0] = str(crisim)
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def check(good, what):
    global failed
    print("ok" if good else "FAILED", what)
    failed += not good


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    subprocess.run([sys.executable, pathlib.Path(__file__).with_name("inputs.py"), folder], check=True)
    commands = re.findall(r"^    (crisim .*)$", guide.read_text(encoding="utf-8"), re.M)
    check(len(commands) >= 15, f"{len(commands)} commands")
    for command in commands:
        # Two questions begin with a file of the same name.
        if command.startswith("crisim init my.json"):
            (folder / "my.json").unlink(missing_ok=True)
        done = run(command, folder)
        check(done.returncode in (0, 1), f"{done.returncode} {command}" + ("" if done.returncode in (0, 1) else "\n" + done.stderr))
        check(done.stdout != "", "    it says something")
    for kind in kinds:
        check(any(f"--trace {kind} " in command for command in commands), f"the guide has {kind}")

    figures = {}
    flags = "--model sonnet-4.6 --source-region London --csv -q"
    for kind in kinds:
        done = run(f"crisim compare --trace {kind} {flags}", folder)
        figures[kind] = done.stdout
        check(done.returncode == 0 and "success" in done.stdout, f"figures of {kind}")
    for kind in ["events.json", "answer.json", "console.csv"]:
        check(figures[kind] == figures["AWSLogs"], f"{kind} is the same traffic as the log itself")
    check(figures["my.csv"] != figures["AWSLogs"], "max_tokens of a log are its own")
    for kind in kinds:
        (folder / "my.json").unlink(missing_ok=True)
        run(f"crisim init my.json --trace {kind} --model sonnet-4.6 --source-region London", folder)
        check(run("crisim compare my.json --csv -q", folder).stdout == figures[kind], f"init, then compare: the same figures of {kind}")
sys.exit(1 if failed else 0)
