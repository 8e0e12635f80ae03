#!/usr/bin/env bash
# run.sh TREE: the report as people get it, in a browser. On paper: the PDF has pages, a number on each, and the text of every table; made
# twice it is the same bytes. On a screen of 400 and of 1400 px: no message on the console, nothing that sticks out of the page. Figures: each
# form is what it says it is. Ends with 77 where there is no browser.
set -uo pipefail
tree=$(realpath "$1")
crisim=$tree/build/release/crisim
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
checks=0
failed=0
check() { # NAME COMMAND...
    local name=$1
    shift
    checks=$((checks + 1))
    if ! "$@"; then
        failed=$((failed + 1))
        echo "FAILED: $name"
    fi
}
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) ||
    { echo "skipped: no browser"; exit 77; }
for tool in pdftotext pdfinfo; do
    command -v $tool >/dev/null || { echo "skipped: no $tool (poppler-utils)"; exit 77; }
done
[ "$(id -u)" -ne 0 ] || browser="$browser --no-sandbox"

# Every cell of every table of report.html, in the text of the PDF. Spaces and line breaks are laid out anew.
cells_are_in() { # HTML TEXT
    python3 - "$1" "$2" <<'EOF'
import html.parser, re, sys

class Cells(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.cells, self.depth = [], 0
    def handle_starttag(self, tag, attrs):
        if tag in ("td", "th"):
            self.cells.append("")
            self.depth += 1
    def handle_endtag(self, tag):
        self.depth -= tag in ("td", "th")
    def handle_data(self, data):
        if self.depth > 0:
            self.cells[-1] += data

def plain(text):
    # A printed line may be broken anywhere, with a hyphen of its own.
    return re.sub(r"[\s\u00a0\u25b8\u2010-]", "", text)

page = Cells()
page.feed(open(sys.argv[1], encoding="utf-8").read())
printed = plain(open(sys.argv[2], encoding="utf-8").read())
wanted = {plain(cell) for cell in page.cells} - {""}
# A cell of several lines is printed between others of its row: its words are looked for one by one.
missing = [cell for cell in page.cells if plain(cell) not in printed
           and not all(plain(word) in printed for word in re.split(r"[\s-]+", cell))]
print(f"{len(wanted)} texts of tables, {len(missing)} not on paper")
for cell in missing[:5]:
    print("  not on paper:", cell)
sys.exit(1 if missing or len(wanted) < 50 else 0)
EOF
}

# What sticks out at a width, and what the console says: the page without its policy, in a frame of that width.
on_screen() { # HTML WIDTH
    local html=$1 width=$2 out
    sed 's/<meta http-equiv="Content-Security-Policy"[^>]*>//' "$html" >"$folder/page.html"
    cat >"$folder/frame.html" <<EOF
<!DOCTYPE html><body style="margin:0"><iframe id="f" style="width:${width}px;height:1000px;border:0" src="page.html"></iframe><p id="o"></p>
<script>document.getElementById("f").onload = e => {
  const d = e.target.contentDocument, w = d.documentElement.clientWidth, bad = [];
  for (const n of d.querySelectorAll("h1,h2,h3,p,li,figure,table,pre,dl,details,header,main"))
    if (!n.closest(".scroll,.plot,pre code") && n.getBoundingClientRect().right > w + 1) bad.push(n.tagName + ":" + n.textContent.slice(0, 40));
  document.getElementById("o").textContent = "width " + w + " wide " + d.documentElement.scrollWidth + " out " + bad.length + " " + bad.slice(0, 3).join("|");
};</script>
EOF
    # shellcheck disable=SC2086
    out=$($browser --headless --disable-gpu --allow-file-access-from-files --window-size=1600,1200 --virtual-time-budget=5000 \
        --user-data-dir="$folder/browser" --dump-dom "file://$folder/frame.html" 2>/dev/null | grep -o 'width [0-9]* wide [0-9]* out .*</p>')
    echo "at $width px: ${out%</p>}"
    # A bar at the side takes some pixels.
    [[ $out =~ ^width\ ([0-9]+)\ wide\ ([0-9]+)\ out\ 0\  ]] && [ "${BASH_REMATCH[1]}" -eq "${BASH_REMATCH[2]}" ] &&
        [ "${BASH_REMATCH[1]}" -ge $((width - 20)) ]
}

# The page itself, with its policy: whatever it would say.
console_is_silent() { # HTML
    local said
    # shellcheck disable=SC2086
    said=$($browser --headless --disable-gpu --enable-logging=stderr --v=0 --user-data-dir="$folder/browser" --virtual-time-budget=3000 \
        --dump-dom "file://$1" 2>&1 >/dev/null | grep CONSOLE)
    [ -z "$said" ] || echo "$said"
    [ -z "$said" ]
}

pages_are_numbered() { # PDF TEXT
    local n
    n=$(pdfinfo "$1" | sed -n 's/^Pages: *//p')
    echo "$n pages"
    [ "$n" -ge 3 ] && grep -q "page 1 of $n" "$2" && grep -q "page $n of $n" "$2"
}

# What is decided on is the first page, whole and alone.
decision_is_page_1() { # PDF
    pdftotext -layout -f 1 -l 1 "$1" "$folder/page-1" && pdftotext -layout -f 2 -l 2 "$1" "$folder/page-2" &&
        grep -q 'The board is asked' "$folder/page-1" && grep -q 'How far to believe it' "$folder/page-1" &&
        ! grep -q 'What the decision rests on' "$folder/page-1" && head -15 "$folder/page-2" | grep -q 'What the decision rests on'
}

# The same chapters, numbered alike, in all three forms.
chapters_agree() { # HTML MARKDOWN TEXT
    local html markdown
    html=$(grep -oE '<h2[^>]*>[^<]*' "$1" | sed 's/<[^>]*>//')
    markdown=$(sed -n 's/^## //p' "$2")
    [ -n "$html" ] && [ "$html" = "$markdown" ] || { diff <(echo "$html") <(echo "$markdown"); return 1; }
    while read -r title; do
        grep -qF "$title" "$3" || { echo "not on paper: $title"; return 1; }
    done <<<"$html"
}

# Where the options are the columns of a table, the recommended one is the first.
recommended_is_first() { # MARKDOWN SUMMARY
    python3 - "$1" "$2" <<'EOF'
import json, sys
summary = json.load(open(sys.argv[2]))
names = [option["name"] for option in summary["options"]]
best, tables = summary["recommended"], 0
for line in open(sys.argv[1], encoding="utf-8"):
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    if not line.startswith("| metric | unit |") or "verdict" in cells:
        continue
    tables += 1
    if cells[2] != best or sorted(cells[2:]) != sorted(names):
        sys.exit(f"columns of a table: {cells}")
sys.exit(0 if tables > 3 and best else f"{tables} tables of options, recommended: {best}")
EOF
}

is() { # FILE START: the first bytes
    [ "$(head -c ${#2} "$1")" = "$2" ]
}

for study in "compare compare-modes --quick" "compare serving-loss --quick" "review compare-modes --budget 10s"; do
    read -r command example flags <<<"$study"
    results=$folder/$command-$example
    # shellcheck disable=SC2086
    "$crisim" $command "$tree/scenarios/examples/$example.json" $flags -q --out "$results" >/dev/null
    example="$command of $example"
    check "$example: report --pdf" "$crisim" report "$results" --pdf --figures png,pdf,svg
    cp "$results/report.pdf" "$folder/first.pdf"
    "$crisim" report "$results" --pdf >/dev/null
    check "$example: the same PDF again" cmp "$folder/first.pdf" "$results/report.pdf"
    pdftotext -layout "$results/report.pdf" "$folder/text"
    check "$example: pages and their numbers" pages_are_numbered "$results/report.pdf" "$folder/text"
    check "$example: chapters" chapters_agree "$results/report.html" "$results/report.md" "$folder/text"
    grep -q '"recommended": null' "$results/summary.json" ||
        check "$example: recommended first" recommended_is_first "$results/report.md" "$results/summary.json"
    check "$example: tables on paper" cells_are_in "$results/report.html" "$folder/text"
    if [ "$command" = review ]; then
        check "$example: page 1" decision_is_page_1 "$results/report.pdf"
        check "$example: the record of the decision" grep -q '^## Decision Outcome' "$results/adr.md"
        for title in "When something fails" "Cases and sensitivity" "Credibility" "Architecture review" "Appendix"; do
            # The same number in all forms.
            number=$(sed -n "s/^## \([0-9]*\)\. $title.*/\1/p" "$results/report.md")
            check "$example: section $title" grep -q "^ *$number\. $title" "$folder/text"
            check "$example: section $title on the screen" grep -q ">$number\. $title<" "$results/report.html"
        done
    fi
    check "$example: the scenario on paper" grep -q '"format": "crisim-scenario"' "$folder/text"
    check "$example: under 2 MB" [ "$(wc -c <"$results/report.html")" -lt 2000000 ]
    check "$example: silent" console_is_silent "$results/report.html"
    for width in 400 1400; do
        check "$example: at $width px" on_screen "$results/report.html" $width
    done
    for svg in "$results"/figure-*.svg; do
        figure=${svg%.svg}
        check "${figure##*/}.png" is "$figure.png" $'\x89PNG'
        check "${figure##*/}.pdf" is "$figure.pdf" '%PDF'
        check "${figure##*/}.csv" grep -qE '^(panel,series,x,y,low|row,part,value)$' "$figure.csv"
        if command -v gnuplot >/dev/null; then
            check "${figure##*/}.gp draws" sh -c "gnuplot '$figure.gp' | grep -q '<svg'"
        fi
    done
done
# Without a browser: said, and nothing half done.
PATH=$folder/none:/bin "$crisim" report "$folder/compare-compare-modes" --pdf >"$folder/out" 2>&1
status=$?
if ! PATH=/bin command -v chromium >/dev/null; then
    check "without a browser: exit 7" [ "$status" -eq 7 ]
    check "without a browser: what to do" grep -q 'apt-get install chromium' "$folder/out"
fi
echo "$((checks - failed)) passed, $failed failed, 0 skipped; the report on paper and on screens"
[ "$failed" -eq 0 ]
