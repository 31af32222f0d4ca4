package report

import (
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// The rules of the cases; what they say need not be true.
func ruleLB() *analyzer.Meta {
	return &analyzer.Meta{
		ID: "LB001", Name: "wrong-annotation-value", Severity: analyzer.Error,
		Summary:    "A boolean annotation is neither \"true\" nor \"false\"",
		Doc:        "Azure compares it with exactly\n`true`.\n\nThe rest is taken for false.\n\n# Fix\n\nQuotes it:\n\n```yaml\n# as here\na: \"true\"\n```",
		References: []string{"https://example.com/annotations"},
	}
}
func ruleSVC() *analyzer.Meta {
	return &analyzer.Meta{ID: "SVC002", Name: "dangling-target-port", Summary: "A target port is no port", Severity: analyzer.Warning}
}
func ruleDOC() *analyzer.Meta {
	return &analyzer.Meta{ID: "DOC001", Name: "unreadable-document", Summary: "A document cannot be read", Severity: analyzer.Error}
}

// ruleQuiet is one that found nothing.
func ruleQuiet() *analyzer.Meta {
	return &analyzer.Meta{ID: "CL020", Name: "kubenet", Summary: "kubenet is being retired", Doc: "# Fix\n\nTake another.", Severity: analyzer.Info}
}

// document parses a text and returns its first document.
func document(name, text string) *manifest.Document {
	return manifest.Parse(manifest.NewSource(name, []byte(text)), manifest.ParseOptions{Manifest: true}).Documents[0]
}

// raw is a document that nobody tried to read.
func raw(name, text string) *manifest.Document {
	return &manifest.Document{Source: manifest.NewSource(name, []byte(text)), Span: manifest.Span{End: len(text)}}
}

// on makes a finding at a path of a document's first object, as the engine
// would.
func on(d *manifest.Document, rule *analyzer.Meta, at manifest.Path, message string) analyzer.Finding {
	o := d.Objects[0]
	return analyzer.Finding{
		At: at, Message: message, Rule: rule, Severity: rule.Severity,
		Object: o, Document: d, Namespace: o.Namespace, Span: o.Locate(at),
	}
}

// in makes a finding on the part of a document that reads as given, the empty
// place at its beginning where it is "".
func in(d *manifest.Document, rule *analyzer.Meta, part, message string) analyzer.Finding {
	start := strings.Index(d.Source.Text(), part)
	return analyzer.Finding{
		Message: message, Rule: rule, Severity: rule.Severity, Document: d,
		Span: manifest.Span{Start: start, End: start + len(part)},
	}
}

// fix replaces the span of a finding.
func fix(f analyzer.Finding, safety analyzer.Safety, title, text string) analyzer.Fix {
	return analyzer.Fix{
		Title: title, Safety: safety, Source: f.Source(),
		Edits: []manifest.Edit{{Span: f.Span, Text: text}},
	}
}

// cases are the results behind the golden files, by name.
func cases() map[string]*analyzer.Result {
	return map[string]*analyzer.Result{
		"clean":     {Summary: analyzer.Summary{Files: 1, Objects: 12}},
		"empty":     {Summary: analyzer.Summary{Templates: 2}},
		"service":   serviceCase(),
		"helm":      helmCase(),
		"wide":      wideCase(),
		"long":      longCase(),
		"documents": documentsCase(),
		"hostile":   hostileCase(),
	}
}

const serviceText = `apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
  annotations:
    service.beta.kubernetes.io/azure-load-balancer-internal: "True"
    service.beta.kubernetes.io/azure-pip-name: web
spec:
  type: LoadBalancer
  ports:
  - name: http
    port: 80
    protocol: TCP
    targetPort: htpp
`

func serviceCase() *analyzer.Result {
	d := document("shop/service.yaml", serviceText)
	other := document("shop/other.yaml", "apiVersion: v1\nkind: Service\nmetadata:\n  name: api\n")
	annotations := manifest.At("metadata", "annotations")
	first := on(d, ruleLB(), annotations.Key("service.beta.kubernetes.io/azure-load-balancer-internal"),
		"`azure-load-balancer-internal` is `\"True\"`; Azure compares it with exactly `true`, so this load balancer gets a public IP")
	first.Fixes = []analyzer.Fix{fix(first, analyzer.Safe, `write "true"`, `"true"`)}
	first.Related = []analyzer.Related{{
		Source: other.Source, Span: other.Objects[0].Locate(manifest.At("metadata", "name")), Message: "this Service has it right",
	}}
	second := on(d, ruleLB(), annotations.Key("service.beta.kubernetes.io/azure-pip-name"),
		"`azure-pip-name` is ignored on an internal load balancer")
	second.Severity = analyzer.Info
	second.Profile = "prod"
	second.Fixes = []analyzer.Fix{fix(second, analyzer.Unsafe, "remove the annotation", "")}
	third := on(d, ruleSVC(), manifest.At("spec", "ports").Index(0).Key("targetPort"),
		"targetPort `htpp` is no port of any selected pod, so connections are refused")
	third.Help = "name one of the container ports: `http`, `metrics`"
	return &analyzer.Result{
		Findings: []analyzer.Finding{first, second, third},
		Rules:    []*analyzer.Meta{ruleQuiet(), first.Rule, third.Rule},
		Summary: analyzer.Summary{
			Files: 2, Objects: 2, Errors: 1, Warnings: 1, Infos: 1, Suppressed: 1, Fixable: 1, Unsafe: 1, Placeholders: 3,
			NotEvaluated: []analyzer.NotEvaluated{
				{Rule: "CL001", Needs: "cluster"}, {Rule: "CL002", Needs: "cluster"}, {Rule: "CL003", Needs: "cluster"},
				{Rule: "CL004", Needs: "cluster"}, {Rule: "CL005", Needs: "cluster"}, {Rule: "CL006", Needs: "cluster"},
				{Rule: "CL007", Needs: "cluster"}, {Rule: "CL020", Needs: "subnets"},
			},
		},
	}
}

func helmCase() *analyzer.Result {
	d := document("<stdin>", "# Source: chart/templates/svc.yaml\n"+serviceText)
	f := on(d, ruleSVC(), manifest.At("spec", "type"), "type is `LoadBalancer`")
	absent := on(d, ruleSVC(), manifest.At("spec", "externalTrafficPolicy"), "externalTrafficPolicy is not set")
	return &analyzer.Result{
		Findings: []analyzer.Finding{f, absent},
		Summary:  analyzer.Summary{Files: 1, Objects: 1, Warnings: 2},
	}
}

func wideCase() *analyzer.Result {
	d := document("wide.yaml", "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a, labels: {名前: 日本, e: \"🚀 e\u0301 ⚠️\", x: y}}\n")
	labels := manifest.At("metadata", "labels")
	return &analyzer.Result{
		Findings: []analyzer.Finding{
			on(d, ruleSVC(), labels.Key("名前"), "label value `日本` is not ASCII"),
			on(d, ruleSVC(), labels.Key("e"), "label value is no label value"),
			on(d, ruleSVC(), labels.Key("x"), "label `x` stands behind them"),
		},
		Summary: analyzer.Summary{Files: 1, Objects: 1, Warnings: 3},
	}
}

func longCase() *analyzer.Result {
	var b strings.Builder
	b.WriteString(`{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"long"},"data":{`)
	for i := range 100 {
		b.WriteString(`"key` + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + `":"value",`)
	}
	b.WriteString(`"blob":"` + strings.Repeat("0123456789", 100) + `","last":"here"}}`)
	d := document("long.json", b.String())
	return &analyzer.Result{
		Findings: []analyzer.Finding{
			on(d, ruleSVC(), manifest.At("kind"), "it stands at the beginning"),
			on(d, ruleSVC(), manifest.At("data", "blob"), "it is longer than a line: "+strings.Repeat("so long ", 200)),
			on(d, ruleSVC(), manifest.At("data", "last"), "it stands at the end"),
		},
		Summary: analyzer.Summary{Files: 1, Objects: 1, Warnings: 3},
	}
}

func documentsCase() *analyzer.Result {
	broken := raw("broken.yaml", "\ufeffkind: Service\r\nmetadata:\r\n\tname: web\r\n")
	return &analyzer.Result{
		Findings: []analyzer.Finding{
			in(broken, ruleDOC(), "kind", "a byte order mark stands before it"),
			in(broken, ruleDOC(), "metadata:\r\n\tname", "this runs over two lines"),
			in(broken, ruleDOC(), "name", "a tab stands before it"),
			in(raw("empty.yaml", ""), ruleDOC(), "", "the file is empty"),
			in(raw("blank.yaml", "\n\n"), ruleDOC(), "\n\n", "the file is blank"),
		},
		Summary: analyzer.Summary{Files: 3, Errors: 5},
	}
}

// hostile is text that tries what text can do.
const hostile = "x\x1b[31m\x1b]0;t\x07\x00\x7f\u0085\u202eevil\u2066\u200b\ufeff\u2028\xff\n::error::no\r##[group]##vso[task.complete]#\u200d#[x] ##\u0301[y] <b>&"

func hostileCase() *analyzer.Result {
	d := document("hostile.yaml", serviceText)
	f := on(d, ruleLB(), manifest.At("metadata").Key(hostile), "value `"+hostile+"`")
	f.Help = hostile
	f.Namespace = hostile
	f.Profile = hostile
	f.Fixes = []analyzer.Fix{fix(f, analyzer.Safe, hostile, hostile)}
	bad := in(raw("\t::warning file="+hostile, "# "+hostile+"\n"), ruleDOC(), "[31m", hostile)
	bad.Document.Origin = hostile
	f.Related = []analyzer.Related{{Source: bad.Source(), Span: bad.Span, Message: hostile}}
	colons := in(raw(":", hostile), ruleDOC(), "error", "a file name may be a colon")
	return &analyzer.Result{
		Findings: []analyzer.Finding{f, bad, colons},
		Summary: analyzer.Summary{
			Files: 3, Objects: 1, Errors: 3, Fixable: 1,
			NotEvaluated: []analyzer.NotEvaluated{{Rule: hostile, Needs: hostile}},
		},
	}
}

// many is a result of n findings, for benchmarks.
func many(n int) *analyzer.Result {
	one := serviceCase()
	for len(one.Findings) < n {
		one.Findings = append(one.Findings, one.Findings[:3]...)
	}
	one.Findings = one.Findings[:n]
	return one
}
