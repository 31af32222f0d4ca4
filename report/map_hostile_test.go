package report

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/akslint/akslint/network"
)

// hostileMap has a text wherever a name of the input gets onto a map.
func hostileMap(text string) string {
	q := strconv.QuoteToASCII(text) // YAML knows the same escapes
	one := strings.NewReplacer("TEXT", q).Replace
	return one(`apiVersion: v1
kind: Service
metadata: {name: TEXT, namespace: TEXT}
spec: {type: LoadBalancer, selector: {app: a}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: TEXT, namespace: TEXT}
spec: {template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: b, namespace: TEXT}
spec: {template: {metadata: {labels: {app: b}}, spec: {containers: [{name: b}]}}}
---
apiVersion: example.com/v1
kind: TEXT
metadata: {name: c, namespace: TEXT}
spec: {template: {metadata: {labels: {app: c}}, spec: {containers: [{name: c}]}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: TEXT, namespace: TEXT}
spec: {podSelector: {matchLabels: {app: a}}, ingress: [{from: [{podSelector: {matchLabels: {app: b}}}]}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: TEXT, namespace: TEXT}
spec: {rules: [{host: TEXT, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: TEXT, port: {number: 80}}}}]}}]}
`)
}

// TestMapHostile brings texts of strangers into every format.
func TestMapHostile(t *testing.T) {
	schema, diffSchema := compiled(t, mapSchemaFile), compiled(t, diffSchemaFile)
	for name, text := range hostileTexts {
		t.Run(name, func(t *testing.T) {
			maps := mapsOf(t, map[string]string{text + ".yaml": hostileMap(text)})
			if len(maps) != 1 || len(maps[0].Groups) == 0 {
				t.Fatalf("%d maps", len(maps))
			}
			for _, format := range MapFormats() {
				got := writeMap(t, format, maps, Options{})
				switch format {
				case "csv":
					continue // for programs, and exact
				case "json":
					validate(t, schema, got)
				case "html":
					checkPage(t, got)
					continue
				case "mermaid":
					checkMermaid(t, got)
				case "dot":
					checkDOT(t, got)
				}
				checkInert(t, got)
			}
			changes := []*network.Change{network.Compare(nil, maps[0])}
			checkInert(t, writeDiff(t, "text", changes, Options{}))
			validate(t, diffSchema, writeDiff(t, "json", changes, Options{}))
			markdown := writeDiff(t, "markdown", changes, Options{})
			checkInert(t, markdown)
			checkDiffMarkdown(t, markdown)
		})
	}
}

// checkPage holds that a page is its template, with nothing of the input that
// means anything to HTML.
func checkPage(t *testing.T, page string) {
	t.Helper()
	data := pageOf(t, page)
	if strings.ContainsAny(data, "<>&") {
		t.Error("the data of the page could end its block")
	}
	var read pageData
	if err := json.Unmarshal([]byte(data), &read); err != nil {
		t.Error(err)
	}
	checkInert(t, data)
	rest := strings.Replace(page, data, "", 1)
	start, end := strings.Index(rest, "<noscript>"), strings.Index(rest, "</noscript>")
	text := rest[start:end]
	text = text[strings.Index(text, "<pre>")+5 : strings.Index(text, "</pre>")]
	if strings.ContainsAny(text, "<>\"") {
		t.Errorf("the text of the page has tags: %s", text)
	}
	rest = strings.Replace(rest, text, "", 1)
	want := strings.NewReplacer("{{style-hash}}", hash(pageCSS), "{{script-hash}}", hash(pageJS), "{{style}}", pageCSS, "{{script}}", pageJS, "{{data}}", "", "{{text}}", "").Replace(pageHTML)
	if rest != want {
		t.Error("the page is more than its template")
	}
}

var mermaidOwn = regexp.MustCompile(`^(flowchart LR|  classDef .*|  end|  subgraph s\d+b\d+ \["([^"]*)"\]|    ?  ?s\d+n\d+(?:\[|\(\[|\(\(|\[\[|\()"([^"]*)"(?:\]|\]\)|\)\)|\]\]|\))(?::::(?:internet|open|held))?|  s\d+n\d+ (?:-->|==>|--x|-\.->)(?:\|"([^"]*)"\|)? s\d+n\d+|  s\d+n\d+(?:\[|\(\[|\(\(|\[\[|\()"([^"]*)"(?:\]|\]\)|\)\)|\]\]|\))(?::::(?:internet|open|held))?)$`)

func checkMermaid(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		m := mermaidOwn.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m == nil {
			t.Errorf("no line of a flowchart: %q", line)
			continue
		}
		for _, label := range m[2:] {
			rest := regexp.MustCompile(`#\d+;`).ReplaceAllString(label, "")
			if strings.ContainsAny(rest, "\"`*_<>&#[]{}|;\\$@") || strings.Contains(rest, "://") {
				t.Errorf("means something to Mermaid: %q", label)
			}
		}
	}
}

var dotString = regexp.MustCompile(`"(?:[^"\\]|\\\\|\\")*"`)

func checkDOT(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		if rest := dotString.ReplaceAllString(line, ""); strings.ContainsAny(rest, `"\<`) || strings.Contains(rest, "evil") {
			t.Errorf("a string has no end: %q", line)
		}
	}
}

func checkDiffMarkdown(t *testing.T, text string) {
	t.Helper()
	own := strings.NewReplacer("<code>", "", "</code>", "", "<br>", "", "<!-- akslint map -->", "", "akslint map:", "", "**opened**", "", "**opened to the internet**", "", "|---|---|---|", "")
	for line := range strings.Lines(text) {
		rest := reference.ReplaceAllString(own.Replace(strings.TrimLeft(line, "#")), "")
		if bars := strings.Count(rest, "|"); bars != 0 && bars != 4 {
			t.Errorf("%d bars in a row: %q", bars, line)
		}
		if strings.ContainsAny(strings.ReplaceAll(rest, "|", ""), "\\`*_~[]!<>&:@#$") {
			t.Errorf("means something to Markdown: %q", line)
		}
	}
}
