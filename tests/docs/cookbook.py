"""cookbook.py CRISIM COOKBOOK: every block and command of the cookbook, in a folder for each recipe; what it
says to read must be in what its commands print or write. A recipe without a command, or a command that ends with
anything but 0 or 1, fails."""
import json, pathlib, re, shlex, subprocess, sys, tempfile

crisim, cookbook = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
show = len(sys.argv) > 3


def merged(base, patch):
    if not isinstance(patch, dict) or not isinstance(base, dict):
        return patch
    result = dict(base)
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key, {} if isinstance(value, dict) else None), value)
    return result


def run(command, folder):
    words = shlex.split(command)
    assert words[0] == "crisim", command
    words[0] = str(crisim)
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


def commands_of(text):
    return re.findall(r"^    (crisim .*)$", text, re.M)


failed = 0
head, *recipes = re.split(r"^## ", cookbook.read_text(encoding="utf-8"), flags=re.M)
assert recipes, "no recipe"
for recipe in recipes:
    title = recipe.split("\n", 1)[0]
    said, wrong = "", []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for command in commands_of(head):
            code, out, err = run(command, folder)
            if code != 0:
                wrong.append(f"{command}: {code} {err}")
        scenario = json.loads((folder / "my.json").read_text(encoding="utf-8"))
        for named, block in re.findall(r"(?:^`([\w.-]+)`:\n\n)?^```json\n(.*?)^```$", recipe, re.M | re.S):
            if named:
                (folder / named).write_text(block, encoding="utf-8")
            else:
                scenario = merged(scenario, json.loads(block))
        (folder / "my.json").write_text(json.dumps(scenario), encoding="utf-8")
        commands = commands_of(recipe)
        if not commands:
            wrong.append("no command")
        for command in commands:
            code, out, err = run(command, folder)
            said += out
            if show:
                print(f"### {title}\n$ {command}: {code}\n{err}{out}")
            if code not in (0, 1):
                wrong.append(f"{command}: {code} {err}")
    words = re.search(r"^Read (.*)", recipe, re.M)
    # Up to the first colon, bracket or semicolon: what is to be read in the output.
    words = re.findall(r"`([^`]+)`", re.split(r"[:;(]", words.group(1))[0]) if words else []
    if not words:
        wrong.append("nothing to read")
    wrong += [f"'{word}' is not in what it prints" for word in words if word not in " ".join(said.split())]
    print("FAILED" if wrong else "ok", title, *wrong, sep="\n    " if wrong else " ")
    failed += bool(wrong)
sys.exit(1 if failed else 0)
