package report

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"
)

// TestIndented holds that the indentation is that of package json.
func TestIndented(t *testing.T) {
	var values []any
	for name, text := range hostileTexts {
		values = append(values, text, []string{text, text}, map[string]any{name: text, text: []any{text, nil, 1.5, true}})
	}
	values = append(values, "", `\`, `\\"`, `"\`, -1, nil, []int{}, map[string]int{}, slices.Clone(values),
		[]any{[]any{}, []any{[]any{map[string]any{"": []any{}}}}, map[string]any{}},
		jsonReport{Summary: jsonSummary{NotEvaluated: []jsonNotEvaluated{{Rule: "LB001", Needs: "[{,:}]"}}}, Findings: []struct{}{}})
	for _, value := range values {
		compact, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := json.Indent(&want, compact, "", "  "); err != nil {
			t.Fatal(err)
		}
		if got := appendIndented([]byte("x"), compact); string(got) != "x"+want.String() {
			t.Errorf("%s becomes\n%s\nwant\n%s", compact, got[1:], want.Bytes())
		}
	}
}

// TestPen holds that a pen writes as writeJSON does.
func TestPen(t *testing.T) {
	texts := []string{"", `\`, `\"`, "two\nlines", "#[", "##[", "##vso[", "<&>", "\x00", "\x7f", "\xff", "\u2028"}
	for name, text := range hostileTexts {
		texts = append(texts, name, text)
	}
	type item struct {
		Text   string   `json:"text"`
		Number int      `json:"number"`
		None   []string `json:"none"`
	}
	var items []item
	for i, text := range texts {
		items = append(items, item{text, -i, []string{}})
	}
	var want bytes.Buffer
	if err := writeJSON(&want, map[string][]item{"items": items}); err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	p := pen{to: &got}
	p.open('{')
	listOf(&p, "items", items, func(i *item) {
		p.open('{')
		p.text("text", i.Text)
		p.number("number", i.Number)
		listOf(&p, "none", i.None, func(*string) {})
		p.close('}')
	})
	p.close('}')
	p.out = append(p.out, '\n')
	p.spill(0)
	if got.String() != want.String() {
		t.Errorf("a pen writes\n%s\nwant\n%s", got.String(), want.String())
	}
}
