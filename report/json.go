package report

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/akslint/akslint/analyzer"
)

// schemaVersion is that of schemas/report.schema.json. It changes when a field
// goes away or changes its meaning, not when one is added.
const schemaVersion = "1"

// The types below are the JSON format, field by field; the findings, of which a
// run may have thousands, are written without (json_findings.go). The schema
// describes all. Lines and columns start at 1, columns count code points, ends are
// exclusive, and arrays are never null.
type (
	jsonReport struct {
		Version  string      `json:"version"`
		Tool     jsonTool    `json:"tool"`
		Summary  jsonSummary `json:"summary"`
		Findings []struct{}  `json:"findings"` // writeFindings puts them in
	}
	jsonTool struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	jsonSummary struct {
		Files        int                `json:"files"`
		Objects      int                `json:"objects"`
		Errors       int                `json:"errors"`
		Warnings     int                `json:"warnings"`
		Infos        int                `json:"infos"`
		Suppressed   int                `json:"suppressed"`
		Fixable      int                `json:"fixable"`
		Templates    int                `json:"templates"`
		Placeholders int                `json:"placeholders"`
		NotEvaluated []jsonNotEvaluated `json:"notEvaluated"`
	}
	jsonNotEvaluated struct {
		Rule  string `json:"rule"`
		Needs string `json:"needs"`
	}
	jsonObject struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Namespace  string `json:"namespace"`
		Name       string `json:"name"`
	}
)

// JSON writes the format that schemas/report.schema.json describes. Nothing is
// cut and every value is exact, but it is written so that it does no harm on a
// terminal or in a build log.
func JSON(w io.Writer, r *analyzer.Result, opt Options) error {
	var head bytes.Buffer
	err := writeJSON(&head, jsonReport{
		Version:  schemaVersion,
		Tool:     jsonTool{Name: "akslint", Version: opt.Version},
		Summary:  toJSONSummary(&r.Summary),
		Findings: []struct{}{},
	})
	if err != nil {
		return err
	}
	return writeFindings(w, head.Bytes(), r.Findings)
}

// writeJSON writes a value in any of the formats that are JSON.
func writeJSON(w io.Writer, value any) error {
	var compact bytes.Buffer
	encoder := json.NewEncoder(&compact)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	text := appendIndented(nil, inertJSON(bytes.TrimSuffix(compact.Bytes(), []byte("\n"))))
	_, err := w.Write(append(text, '\n'))
	return err
}

// each turns a list into its JSON form. The result is never nil, for a reader
// wants an empty array where there is nothing.
func each[From, To any](list []From, f func(*From) To) []To {
	out := make([]To, len(list))
	for i := range list {
		out[i] = f(&list[i])
	}
	return out
}

func toJSONSummary(s *analyzer.Summary) jsonSummary {
	return jsonSummary{
		Files: s.Files, Objects: s.Objects,
		Errors: s.Errors, Warnings: s.Warnings, Infos: s.Infos,
		Suppressed: s.Suppressed, Fixable: s.Fixable,
		Templates: s.Templates, Placeholders: s.Placeholders,
		NotEvaluated: each(s.NotEvaluated, func(n *analyzer.NotEvaluated) jsonNotEvaluated {
			return jsonNotEvaluated{Rule: n.Rule, Needs: n.Needs}
		}),
	}
}
