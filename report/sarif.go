package report

import (
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// What GitHub's code scanning takes, and what it shows of that.
const (
	maxResults = 25_000 // results of a report; with one more it refuses the report
	maxPlaces  = 100    // related locations of a result that it keeps
)

const (
	sarifSchema = "https://json.schemastore.org/sarif-2.1.0.json"
	homepage    = "https://github.com/akslint/akslint"
	sourceRoot  = "%SRCROOT%" // what the root of a repository is called by custom
)

// SARIF writes SARIF 2.1.0 as GitHub's code scanning wants it: all rules that
// ran with their pages, each finding on one line with the fingerprint that
// GitHub would compute, the other places linked from the message, and paths
// from the root of the repository. What is more than code scanning takes is
// left out, the least severe first, and Options.Notice is told.
func SARIF(w io.Writer, r *analyzer.Result, opt Options) error {
	log := &sarifBuilder{opt: opt, ruleIndex: map[string]int{}, hashes: map[*manifest.Source][]lineHash{}}
	run := sarifRun{
		Tool: sarifTool{Driver: sarifDriver{
			Name: "akslint", FullName: strings.TrimSpace("akslint " + opt.Version),
			SemanticVersion: semantic(opt.Version), InformationURI: homepage, Rules: log.rules(r),
		}},
		OriginalURIBaseIDs: map[string]sarifBase{sourceRoot: {sarifText{"The root of the repository."}}},
		ColumnKind:         "unicodeCodePoints",
		Results:            []sarifResult{},
	}
	kept := worst(r.Findings, maxResults)
	for _, f := range kept {
		run.Results = append(run.Results, log.result(f))
	}
	invocation := sarifInvocation{ExecutionSuccessful: true}
	for _, want := range wants(r.Summary.NotEvaluated) {
		invocation.ConfigurationNotifications = append(invocation.ConfigurationNotifications, notification("note", want))
	}
	if len(kept) < len(r.Findings) {
		lost := fmt.Sprintf("sarif: only the %d most severe of %d findings are in the report, for code scanning takes no more", len(kept), len(r.Findings))
		invocation.ExecutionNotifications = append(invocation.ExecutionNotifications, notification("warning", lost))
		if opt.Notice != nil {
			opt.Notice(lost)
		}
	}
	run.Invocations = []sarifInvocation{invocation}
	return writeJSON(w, sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

// semantic is a version as a semantic one: that of a build between two releases
// comes before all of them.
func semantic(version string) string {
	release := regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+([-+][-+.0-9A-Za-z]*)?$`)
	if number := strings.TrimPrefix(version, "v"); release.MatchString(number) {
		return number
	}
	if regexp.MustCompile(`^[-.0-9A-Za-z]+$`).MatchString(version) {
		return "0.0.0-" + version
	}
	return ""
}

func notification(level, text string) sarifNotification {
	return sarifNotification{Level: level, Message: sarifText{sentence(linkless(text))}}
}

// sarifBuilder turns findings into results.
type sarifBuilder struct {
	opt       Options
	ruleIndex map[string]int // by ID
	hashes    map[*manifest.Source][]lineHash
}

// levels are the words of SARIF for severities.
var levels = [...]string{analyzer.Info: "note", analyzer.Warning: "warning", analyzer.Error: "error"}

func (b *sarifBuilder) result(f *analyzer.Finding) sarifResult {
	related := f.Related[:min(len(f.Related), maxPlaces)]
	result := sarifResult{
		RuleID: f.Rule.ID, RuleIndex: b.ruleIndex[f.Rule.ID], Level: levels[f.Severity],
		Message:             sarifText{linkless(statement(f)) + links(related)},
		Locations:           []sarifLocation{{PhysicalLocation: b.physical(f.Source(), f.Span)}},
		PartialFingerprints: b.fingerprint(f),
	}
	for i, place := range related {
		result.RelatedLocations = append(result.RelatedLocations, sarifLocation{
			ID: i + 1, PhysicalLocation: b.physical(place.Source, place.Span),
			Message: &sarifText{linkless(relation(&place))},
		})
	}
	for i := range f.Fixes {
		if len(f.Fixes[i].Edits) > 0 {
			result.Fixes = append(result.Fixes, b.fix(&f.Fixes[i]))
		}
	}
	return result
}

// relation says what a related place is.
func relation(place *analyzer.Related) string {
	if place.Message != "" {
		return brief(place.Message)
	}
	return location(place.Source, place.Source.Position(place.Span.Start))
}

// links is the end of a message, which links the first related places. Code
// scanning shows no others.
func links(related []analyzer.Related) string {
	var list []string
	for i := range related[:min(len(related), maxRelated)] {
		list = append(list, "["+linkless(relation(&related[i]))+"]("+strconv.Itoa(i+1)+")")
	}
	if len(list) == 0 {
		return ""
	}
	return " See " + strings.Join(list, ", ") + "."
}

// linkless escapes what would make a link in a message of SARIF.
func linkless(text string) string { return linkEscapes.Replace(text) }

var linkEscapes = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`)

func (b *sarifBuilder) physical(src *manifest.Source, span manifest.Span) sarifPhysical {
	start, end := firstLine(src, span)
	return sarifPhysical{ArtifactLocation: b.artifact(src), Region: region(start, end)}
}

func region(start, end manifest.Pos) sarifRegion {
	return sarifRegion{StartLine: start.Line, StartColumn: start.Column, EndLine: end.Line, EndColumn: end.Column}
}

func (b *sarifBuilder) artifact(src *manifest.Source) sarifArtifact {
	place := b.opt.place(src.Name)
	// A colon would make the beginning of a relative path a scheme.
	uri := strings.ReplaceAll((&url.URL{Path: place}).EscapedPath(), ":", "%3A")
	switch {
	case strings.HasPrefix(place, "/"):
		return sarifArtifact{URI: "file://" + uri}
	case len(place) > 2 && place[1:3] == ":/": // a drive of Windows
		return sarifArtifact{URI: "file:///" + place[:2] + uri[len("C%3A"):]}
	}
	return sarifArtifact{URI: uri, URIBaseID: sourceRoot}
}

// fingerprint is what lets GitHub know a finding again. Of a file in UTF-16 it
// would hash bytes that we no longer have.
func (b *sarifBuilder) fingerprint(f *analyzer.Finding) map[string]string {
	src := f.Source()
	if src.Recoded {
		return nil
	}
	if b.hashes[src] == nil {
		b.hashes[src] = lineHashes(src.Text())
	}
	line := src.Position(f.Span.Start).Line
	return map[string]string{"primaryLocationLineHash": b.hashes[src][line-1].String()}
}

func (b *sarifBuilder) fix(fix *analyzer.Fix) sarifFix {
	return sarifFix{
		Description: sarifText{sentence(linkless(capital(brief(fix.Title))))},
		Properties:  sarifFixProperties{Safety: fix.Safety.String()},
		ArtifactChanges: []sarifChange{{
			ArtifactLocation: b.artifact(fix.Source),
			Replacements: each(fix.Edits, func(e *manifest.Edit) sarifReplacement {
				return sarifReplacement{
					DeletedRegion:   region(fix.Source.Position(e.Span.Start), fix.Source.Position(e.Span.End)),
					InsertedContent: sarifText{e.Text},
				}
			}),
		}},
	}
}
