package report

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// schemaVersion is that of schemas/report.schema.json. It changes when a field
// goes away or changes its meaning, not when one is added.
const schemaVersion = "1"

// The types below are the JSON format, field by field; the schema describes
// them. Lines and columns start at 1, columns count code points, ends are
// exclusive, and arrays are never null.
type (
	jsonReport struct {
		Version  string        `json:"version"`
		Tool     jsonTool      `json:"tool"`
		Summary  jsonSummary   `json:"summary"`
		Findings []jsonFinding `json:"findings"`
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
	jsonFinding struct {
		Rule      string        `json:"rule"`
		Name      string        `json:"name"`
		Severity  string        `json:"severity"`
		Message   string        `json:"message"`
		Help      string        `json:"help"`
		File      string        `json:"file"`
		Line      int           `json:"line"`
		Column    int           `json:"column"`
		EndLine   int           `json:"endLine"`
		EndColumn int           `json:"endColumn"`
		Path      string        `json:"path"`
		Object    jsonObject    `json:"object"`
		Profile   string        `json:"profile"`
		Related   []jsonRelated `json:"related"`
		Fixes     []jsonFix     `json:"fixes"`
		URL       string        `json:"url"`
	}
	jsonObject struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Namespace  string `json:"namespace"`
		Name       string `json:"name"`
	}
	jsonRelated struct {
		File    string `json:"file"`
		Line    int    `json:"line"`
		Column  int    `json:"column"`
		Message string `json:"message"`
	}
	jsonFix struct {
		Title  string     `json:"title"`
		Safety string     `json:"safety"`
		Edits  []jsonEdit `json:"edits"`
	}
	jsonEdit struct {
		File        string `json:"file"`
		StartLine   int    `json:"startLine"`
		StartColumn int    `json:"startColumn"`
		EndLine     int    `json:"endLine"`
		EndColumn   int    `json:"endColumn"`
		Text        string `json:"text"`
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
		Findings: []jsonFinding{},
	})
	if err != nil {
		return err
	}
	return writeFindings(w, head.Bytes(), r.Findings)
}

// writeFindings puts findings, one by one, into the empty list at the end of a
// report: as a whole they would take their memory three times.
func writeFindings(w io.Writer, report []byte, findings []analyzer.Finding) error {
	const empty, margin = "[]\n}\n", "    "
	if len(findings) == 0 {
		_, err := w.Write(report)
		return err
	}
	text := append(bytes.TrimSuffix(report, []byte(empty)), '[')
	var compact bytes.Buffer
	for i := range findings {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, "\n"+margin...)
		var err error
		if text, err = appendJSON(text, &compact, toJSONFinding(&findings[i]), margin); err != nil {
			return err
		}
		if _, err := w.Write(text); err != nil {
			return err
		}
		text = text[:0]
	}
	_, err := io.WriteString(w, "\n  ]\n}\n")
	return err
}

// writeJSON writes a value in any of the formats that are JSON.
func writeJSON(w io.Writer, value any) error {
	text, err := appendJSON(nil, new(bytes.Buffer), value, "")
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// appendJSON appends a value as JSON, by way of a buffer that is free to use.
func appendJSON(text []byte, compact *bytes.Buffer, value any, margin string) ([]byte, error) {
	compact.Reset()
	encoder := json.NewEncoder(compact)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return appendIndented(text, inertJSON(bytes.TrimSuffix(compact.Bytes(), []byte("\n"))), margin), nil
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

func toJSONFinding(f *analyzer.Finding) *jsonFinding {
	start, end := f.Source().Position(f.Span.Start), f.Source().Position(f.Span.End)
	return &jsonFinding{
		Rule: f.Rule.ID, Name: f.Rule.Name, Severity: f.Severity.String(),
		Message: f.Message, Help: f.Help,
		File: f.Source().Name,
		Line: start.Line, Column: start.Column, EndLine: end.Line, EndColumn: end.Column,
		Path: f.At.String(), Object: toJSONObject(f), Profile: f.Profile,
		Related: each(f.Related, toJSONRelated),
		Fixes:   each(f.Fixes, toJSONFix),
		URL:     docsURL(f.Rule),
	}
}

func toJSONObject(f *analyzer.Finding) jsonObject {
	if f.Object == nil {
		return jsonObject{}
	}
	return jsonObject{APIVersion: f.Object.APIVersion, Kind: f.Object.Kind, Namespace: f.Namespace, Name: f.Object.Name}
}

func toJSONRelated(r *analyzer.Related) jsonRelated {
	at := r.Source.Position(r.Span.Start)
	return jsonRelated{File: r.Source.Name, Line: at.Line, Column: at.Column, Message: r.Message}
}

func toJSONFix(fix *analyzer.Fix) jsonFix {
	return jsonFix{
		Title: fix.Title, Safety: fix.Safety.String(),
		Edits: each(fix.Edits, func(e *manifest.Edit) jsonEdit {
			start, end := fix.Source.Position(e.Span.Start), fix.Source.Position(e.Span.End)
			return jsonEdit{
				File: fix.Source.Name, StartLine: start.Line, StartColumn: start.Column,
				EndLine: end.Line, EndColumn: end.Column, Text: e.Text,
			}
		}),
	}
}
