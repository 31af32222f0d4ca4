package report

import (
	"encoding/xml"
	"io"

	"github.com/akslint/akslint/analyzer"
)

// The types below are the part of JUnit's XML that all its readers know.
type (
	junitReport struct {
		XMLName  xml.Name      `xml:"testsuites"`
		Name     string        `xml:"name,attr"`
		Tests    int           `xml:"tests,attr"`
		Failures int           `xml:"failures,attr"`
		Suites   []*junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		File    string        `xml:"file,attr,omitempty"`
		Line    int           `xml:"line,attr,omitempty"`
		Failure *junitOutcome `xml:"failure"`
		Skipped *junitOutcome `xml:"skipped"`
	}
	junitOutcome struct {
		Type    string `xml:"type,attr,omitempty"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// JUnit writes findings as tests that failed, a suite for each file; infos as
// tests that were skipped, for they fail no run. Where nothing was found, one
// test has passed, since a report without any is an error to its readers.
func JUnit(w io.Writer, r *analyzer.Result, _ Options) error {
	report := junitReport{Name: "akslint", Tests: len(r.Findings)}
	suites := map[string]*junitSuite{}
	for i := range r.Findings {
		f := &r.Findings[i]
		file := Inert(f.Source().Name)
		suite := suites[file]
		if suite == nil {
			suite = &junitSuite{Name: file}
			suites[file] = suite
			report.Suites = append(report.Suites, suite)
		}
		suite.Tests++
		if f.Severity == analyzer.Info {
			suite.Skipped++
		} else {
			suite.Failures++
			report.Failures++
		}
		suite.Cases = append(suite.Cases, toJUnitCase(f, file))
	}
	if len(r.Findings) == 0 {
		passed := junitCase{Name: checked(&r.Summary) + ": no findings", Class: "akslint"}
		report.Tests = 1
		report.Suites = []*junitSuite{{Name: "akslint", Tests: 1, Cases: []junitCase{passed}}}
	}
	data, err := xml.MarshalIndent(report, "", "  ")
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, xml.Header+string(data)+"\n")
	return err
}

// toJUnitCase names a test by what it is about and not by its line, so that
// its history stays its own.
func toJUnitCase(f *analyzer.Finding, file string) junitCase {
	at := f.Source().Position(f.Span.Start)
	title := name(f.Rule.ID) + " " + name(f.Rule.Name)
	if f.Object != nil {
		title += ": " + objectName(f)
		if f.At.Len() > 0 {
			title += " " + brief(f.At.String())
		}
	}
	said := statement(f)
	outcome := &junitOutcome{Message: said}
	c := junitCase{Name: title, Class: file, File: file, Line: at.Line}
	if f.Severity == analyzer.Info {
		c.Skipped = outcome
		return c
	}
	outcome.Type = f.Severity.String()
	outcome.Text = location(f.Source(), at) + ": " + said + "\n" + docsURL(f.Rule)
	c.Failure = outcome
	return c
}
