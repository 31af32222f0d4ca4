package manifest

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// This file tells what a text is meant to be where reading it does not.

// isKustomize reports whether a document steers kustomize; it describes
// objects, and is none.
func isKustomize(apiVersion, kind string) bool {
	return strings.HasPrefix(apiVersion, "kustomize.config.k8s.io/") || kind == "Kustomization" && strings.HasPrefix(apiVersion, "kustomize")
}

var (
	versionLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?:^|[\r\n])\x{FEFF}?["']?apiVersion["']?[ \t]*:`) })
	kindLine    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?:^|[\r\n])\x{FEFF}?["']?kind["']?[ \t]*:`) })
)

// isDirected reports whether a text has the word akslint. Its k is the rarest
// letter in most texts.
func isDirected(text string) bool {
	const word, rare = "akslint", 1
	for at := 0; ; at++ {
		n := strings.IndexByte(text[at:], word[rare])
		if n < 0 {
			return false
		}
		if at += n; at >= rare && strings.HasPrefix(text[at-rare:], word) {
			return true
		}
	}
}

// looksLikeManifest reports whether a text that cannot be read was meant to be
// a manifest: it has lines that begin with apiVersion and kind, or is JSON
// with both keys.
func looksLikeManifest(text string) bool {
	if strings.HasPrefix(strings.TrimLeft(text, spaces), "{") {
		return strings.Contains(text, `"apiVersion"`) && strings.Contains(text, `"kind"`)
	}
	return versionLine().MatchString(text) && kindLine().MatchString(text)
}

// templateText matches the quoted texts and comments of YAML, and else what
// opens an action of a template.
var templateText = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|(?:^|\s)#[^\n]*|\{\{`) })

// hasTemplateAction reports whether a text has "{{" outside of quotes and
// comments.
func hasTemplateAction(text string) bool {
	if !strings.Contains(text, "{{") {
		return false
	}
	for _, m := range templateText().FindAllString(text, -1) {
		if m == "{{" {
			return true
		}
	}
	return false
}

// strayMark finds a byte order mark that has become a part of the first key of
// a document, as where files were put one behind the other.
func strayMark(root Node) *Problem {
	for key := range root.written() {
		if strings.HasPrefix(key.Text(), byteOrderMark) {
			return &Problem{Span: Span{key.Span().Start, key.Span().Start + len(byteOrderMark)},
				Message: "an invisible byte order mark (U+FEFF) is part of this key; kubectl does not find the key"}
		}
		break
	}
	return nil
}

// versionNoText finds an apiVersion that is a number or boolean beside a kind
// of Kubernetes ("apiVersion: 1").
func versionNoText(root Node) *Problem {
	version, kind := root.Get("apiVersion"), root.Get("kind")
	switch version.Type() {
	case Int, Float, Bool:
	default:
		return nil
	}
	want := VersionOf(kind.Text())
	if want == "" {
		return nil
	}
	return &Problem{Span: version.Span(), Message: fmt.Sprintf("`apiVersion` is %s, where Kubernetes wants a string; %s is of `%s`, and kubectl refuses the document",
		describe(version), kind.Text(), want)}
}

// onlyPlaceholder reports whether a line of the text is nothing but a
// placeholder ("${LABELS}"), for which a later step puts in whole lines.
func onlyPlaceholder(line string) bool {
	line = strings.TrimSpace(line)
	return line != "" && line == placeholder().FindString(line)
}

// origin is the template that a "# Source:" comment near the head of a text
// names: Helm writes one for each document.
func origin(text string) string {
	const head, mark = 4096, "# Source: "
	text = text[:min(len(text), head)]
	for from := 0; ; {
		at := strings.Index(text[from:], mark)
		if at < 0 {
			return ""
		}
		start := from + at
		from = start + len(mark)
		name, _, _ := strings.Cut(text[from:], "\n")
		name = strings.TrimRight(strings.TrimSuffix(name, "\r"), " \t")
		if (start == 0 || text[start-1] == '\n') && name != "" && !strings.ContainsAny(name, " \t\f\r") {
			return strings.Clone(name) // which outlives the text
		}
	}
}
