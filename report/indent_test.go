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
		jsonReport{Summary: jsonSummary{NotEvaluated: []jsonNotEvaluated{{Rule: "LB001", Needs: "[{,:}]"}}}, Findings: []jsonFinding{}})
	for _, value := range values {
		compact, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		for _, margin := range []string{"", "    "} {
			var want bytes.Buffer
			if err := json.Indent(&want, compact, margin, "  "); err != nil {
				t.Fatal(err)
			}
			if got := appendIndented([]byte("x"), compact, margin); string(got) != "x"+want.String() {
				t.Errorf("%s becomes\n%s\nwant\n%s", compact, got[1:], want.Bytes())
			}
		}
	}
}
