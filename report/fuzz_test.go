package report

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// FuzzWriters puts text of strangers wherever it can get into a result.
func FuzzWriters(f *testing.F) {
	f.Add("web", "kind: Service\n", "it is `bad`", "spec", "svc.yaml", 0, 4)
	f.Add(hostile, hostile, hostile, hostile, hostile, 3, 40)
	f.Add("", "", "", "", ":", 0, 0)
	f.Add("::", "\t::x\n::y", "::error::", "##[", "  ::error", 4, 9)
	f.Add("[a](1)", "a|b\n`c", "`a|b](javascript:x)`<b>&#1;", "]]>", "%0A,x=1;y]", 2, 3)
	f.Fuzz(checkWriters)
}

// TestWritersStrange does the same with texts made of the very pieces that
// could do harm together, for a fuzzer needs long to put these in a row.
func TestWritersStrange(t *testing.T) {
	pieces := []string{"#", "##", "vso", "[", "]", ":", "::", " ", "\t", "\n", "\r", "\u0301", "\ufe0f", "\u200d", "\u202e", "\x1b[", "\xff", "a", "日", "🚀",
		"%", ",", ";", "=", "\\", "](", ")", "`", "|", "<", ">", "&", "]]>", "@", "1", "."}
	random := rand.New(rand.NewPCG(1, 2))
	text := func() string {
		var b strings.Builder
		for range random.IntN(12) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		return b.String()
	}
	for range 1000 {
		checkWriters(t, text(), text()+text(), text(), text(), text(), random.IntN(40), random.IntN(40))
		if t.Failed() {
			return
		}
	}
}

// checkWriters runs every writer on one strange result.
func checkWriters(t *testing.T, name, value, message, path, file string, start, end int) {
	r := strange(name, value, message, path, file, manifest.Span{Start: start, End: end})
	for _, format := range writers() {
		got := render(t, format.name, r, Options{Version: name})
		checkHarmless(t, format.name, got, r)
		if format.name == "json" {
			checkReadsBack(t, []byte(got), &r.Findings[0])
		}
	}
	checkHarmless(t, "text", render(t, "text", r, Options{Width: 1}), r)
}

// strange is a result in which every text is a stranger's. Its span lies in
// the text, as the engine promises.
func strange(name, value, message, path, file string, span manifest.Span) *analyzer.Result {
	src := manifest.NewSource(file, []byte(value))
	span.Start = min(max(span.Start, 0), len(src.Text()))
	span.End = min(max(span.End, span.Start), len(src.Text()))
	d := &manifest.Document{Source: src, Span: manifest.Span{End: len(src.Text())}, Origin: file}
	f := analyzer.Finding{
		At: manifest.At("spec").Index(0).Key(path), Message: message, Help: message,
		Rule: &analyzer.Meta{ID: name, Name: name, Summary: message, Doc: value, References: []string{path}}, Severity: analyzer.Error,
		Object: manifest.NewObject(d, name, name, name), Document: d,
		Namespace: name, Span: span, Profile: name,
		Related: []analyzer.Related{{Source: src, Span: span, Message: message}},
		Fixes: []analyzer.Fix{
			{Title: message, Source: src, Edits: []manifest.Edit{{Span: span, Text: value}}},
			{Title: message, Safety: analyzer.Unsafe},
		},
	}
	plain := f
	plain.Object, plain.Severity = nil, analyzer.Info
	return &analyzer.Result{
		Findings: []analyzer.Finding{f, plain},
		Summary:  analyzer.Summary{NotEvaluated: []analyzer.NotEvaluated{{Rule: name, Needs: message}}},
	}
}

// checkReadsBack holds that a JSON report says what the finding says, bad
// bytes aside.
func checkReadsBack(t *testing.T, data []byte, f *analyzer.Finding) {
	t.Helper()
	var report struct {
		Findings []struct {
			Message, File, Path string
			Object              jsonObject
			Fixes               []struct{ Edits []struct{ Text string } }
		}
	}
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	got := report.Findings[0]
	for _, pair := range [][2]string{
		{got.Message, f.Message},
		{got.File, f.Source().Name},
		{got.Path, f.At.String()},
		{got.Object.Name, f.Object.Name},
		{got.Fixes[0].Edits[0].Text, f.Fixes[0].Edits[0].Text},
	} {
		if valid := string([]rune(pair[1])); pair[0] != valid {
			t.Errorf("reads back as %q, not %q", pair[0], valid)
		}
	}
}
