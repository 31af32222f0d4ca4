package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/akslint/akslint/report"
)

// hostileTexts are what the author of a pull request may write anywhere.
var hostileTexts = []string{
	"web\n::error file=a.yaml,line=1::all is well",
	"\r\n::stop-commands::x\r\n::add-mask::a",
	"web ##[set-env name=PATH;]/tmp",
	"##vso[task.setvariable variable=PATH;]/tmp",
	"##\u0301vso\ufe0f[task.complete result=Succeeded;]",
	"a,line=1,title=x::y;code=LB001;]z",
	"%0A::error::x%25%3A%2C %AZP25%3B%5D",
	"\x1b[2J\x1b[31mred\x1b]0;title\x07\x1b]8;;https://evil.example\x1b\\link",
	"\u009b2J\u0085\u0090",
	"ok\x00\b\b\x7f",
	"user\u202e\u2066 // approved\u2069\u2066 \u200f",
	"pay\u200bload\u2060\ufeff\U000e0041\u3164",
	"a\u2028::error::b\u2029::error::c",
	"[click](javascript:alert(1)) ](javascript:alert(1)) ![x](https://evil.example/x.png)",
	`\[x](1) \\[y](https://evil.example) [z](99)`,
	`<img src=x onerror=alert(1)><script>alert(1)</script></summary></details><!--`,
	"a | b \\| c |\n| error | d |\n\n# heading\n\n- [ ] task",
	"`` ` ``` ~~~ </code> ``",
	"@octocat #1 octo/repo#2 www.evil.example https://evil.example :skull: $x$",
	`]]><failure message="x"/> &lt; &#x0; <?xml?> <!DOCTYPE a [<!ENTITY b "c">]>`,
	`"}],"x":[{"\u0022`,
	strings.Repeat("very-long-name-", 3_000) + "]]>",
	"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
	"../../etc/passwd",
	"\xed\xa0\x80 \xf0\x9f \xc0\x80",
}

// hostileManifests are manifests with a text in each place that reports show:
// names, values, keys, comments, suppressions, the comment that names a
// template; as YAML escapes it, and as it is.
func hostileManifests(text string) map[string]string {
	q := strconv.QuoteToASCII(text) // YAML knows the same escapes
	line := strings.NewReplacer("\n", " ", "\r", " ").Replace(text)
	return map[string]string{
		"escaped": fmt.Sprintf(`# Source: %[2]s
apiVersion: v1
kind: Service
metadata:
  name: %[1]s
  namespace: %[1]s
  annotations:
    service.beta.kubernetes.io/azure-load-balancer-internal: %[1]s
    service.beta.kubernetes.io/%[2]s: x
    ? %[1]s
    : 1 # akslint: ignore[%[2]s] %[2]s
spec:
  type: LoadBalancer
  ports: [{port: 80, targetPort: %[1]s, protocol: %[1]s, name: %[1]s}]
  selector: {app: %[1]s}
  %[1]s: 1
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: %[1]s, namespace: %[1]s}
spec:
  selector: {matchLabels: {app: web, ? %[1]s : b}}
  template:
    metadata: {labels: {app: web, ? %[1]s : c}}
    spec: {containers: [{name: %[1]s, image: x, ports: [{name: %[1]s, containerPort: 80}]}]}
`, q, line),
		"raw":       "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + text + "\n  annotations: {a: 1}\n",
		"commented": "# " + text + "\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations:\n    a: 1 # " + text + "\n",
		"json":      `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":` + q + `,"annotations":{` + q + `:1}}}`,
	}
}

// own are the lines by which our reports speak to a build server.
var own = map[string]*regexp.Regexp{
	"github": regexp.MustCompile(`(?m)^::(error|warning|notice) file=[^,:\n]*,line=\d+,endLine=\d+,col=\d+,endColumn=\d+,title=[^,:\n]*::`),
	"azure":  regexp.MustCompile(`(?m)^##vso\[task\.logissue type=(error|warning);sourcepath=[^];\n]*;linenumber=\d+;columnnumber=\d+;code=[^];\n]*;\]`),
}

// obeyed is what a terminal, a build server or a browser would act on.
var obeyed = regexp.MustCompile(`(?im)^\s*::|##[\pM\p{Cf}]*\[|##[\pM\p{Cf}]*vso[\pM\p{Cf}]*\[|[\x00-\x08\x0b-\x1f\x7f]`)

// TestHostile runs akslint over hostile manifests in files with hostile names,
// into every format, with fixes and without. Nothing of them is obeyed.
func TestHostile(t *testing.T) {
	t.Chdir(t.TempDir())
	for i, text := range hostileTexts {
		for name, manifest := range hostileManifests(text) {
			put(t, filepath.Join(strconv.Itoa(i), name+".yaml"), manifest)
			if file := text + ".yaml"; !strings.ContainsAny(text, "/\x00") && len(file) < 255 {
				put(t, filepath.Join("named", file), manifest)
			}
		}
	}
	runs := map[string][]string{"diff": {"--diff", "--unsafe-fixes"}, "statistics": {"--statistics"}, "color": {"--color=never", "--baseline", "baseline.json"}}
	if code, out := hostileRun(t, "--write-baseline", "baseline.json", "0"); code != exitClean {
		t.Fatalf("exit code %d: %s", code, out)
	}
	for _, format := range report.Formats() {
		runs[format] = []string{"--format", format}
	}
	for name, args := range runs {
		t.Run(name, func(t *testing.T) {
			code, got := hostileRun(t, append(args, ".")...)
			if code == exitFault {
				t.Error("the run failed")
			}
			if name == "diff" { // a patch holds the lines of the file as they are, each behind its mark
				checkPatch(t, got)
				return
			}
			checkObeyed(t, name, got)
		})
	}
	if code, got := hostileRun(t, "--fix", "--unsafe-fixes", "."); code == exitFault {
		t.Error("--fix failed")
	} else {
		checkObeyed(t, "text", got)
	}
}

// hostileRun gives the exit code of a lint and all that it writes.
func hostileRun(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out, said bytes.Buffer
	code := Main(context.Background(), append([]string{"lint"}, args...), Streams{Out: &out, Err: &said})
	checkObeyed(t, "stderr", said.String())
	return code, out.String()
}

func checkObeyed(t *testing.T, format, text string) {
	t.Helper()
	rest := text
	if line := own[format]; line != nil {
		rest = line.ReplaceAllString(text, "> ")
	}
	if at := obeyed.FindStringIndex(rest); at != nil {
		t.Errorf("obeyed: %q", rest[max(0, at[0]-60):min(len(rest), at[1]+60)])
	}
	for i, r := range text {
		if r == unicode.ReplacementChar || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cc) && r != '\n' && r != '\t' {
			t.Errorf("%U at %q", r, text[max(0, i-60):i])
			break
		}
	}
	switch format {
	case "json", "sarif", "gitlab":
		if !json.Valid([]byte(text)) {
			t.Error("no JSON")
		}
	case "junit":
		if err := xml.Unmarshal([]byte(text), new(struct{})); err != nil {
			t.Error(err)
		}
	case "markdown":
		for _, tag := range regexp.MustCompile(`<[^>]*>`).FindAllString(text, -1) {
			if !strings.Contains("<code></code><details></details><summary></summary><!-- akslint -->", tag) {
				t.Errorf("a tag: %q", tag)
			}
		}
		for _, link := range regexp.MustCompile(`\]\([^)]*\)`).FindAllString(text, -1) {
			if !strings.HasPrefix(link, "](https://github.com/akslint/akslint/blob/main/docs/rules/") {
				t.Errorf("a link: %q", link)
			}
		}
	}
}

// checkPatch holds that each line of a patch begins as lines of patches do.
func checkPatch(t *testing.T, patch string) {
	t.Helper()
	if patch == "" {
		t.Error("there is nothing to fix")
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(patch, "\n"), "\n") {
		if !strings.ContainsAny(line[:min(1, len(line))], " +-@\\") {
			t.Errorf("a line of a patch: %q", line)
		}
	}
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
