package policies

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// Read reads what the METADATA of one Rego file says. What is missing, unknown
// or of the wrong type is an error "file:line: message".
func Read(folder fs.FS, name string) (Policy, error) {
	text, err := fs.ReadFile(folder, name)
	if at := new(fs.PathError); errors.As(err, &at) {
		return Policy{}, fmt.Errorf("%s: %w", name, at.Err)
	} else if err != nil {
		return Policy{}, err
	}
	r := reader{policy: Policy{File: name, Meta: analyzer.Meta{Language: "rego"}}}
	r.read(string(text))
	return r.policy, errors.Join(r.faults...)
}

// reader reads the METADATA of one Rego file.
type reader struct {
	policy Policy
	// above is the number of lines above the YAML text of the METADATA.
	above  int
	faults []error
}

var packageClause = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^package[ \t]+([\w.]+)[ \t]*(#.*)?$`) })

// read cuts the METADATA out of a Rego file: the comment lines below
// "# METADATA", down to the package clause.
func (r *reader) read(text string) {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	r.above = 1 + slices.IndexFunc(lines, func(line string) bool { return strings.TrimRight(line, " \t") == "# METADATA" })
	if r.above == 0 {
		r.fault(1, "a line `# METADATA` is missing; the comment below it says what the rule is")
		return
	}
	var block strings.Builder
	next := r.above
	for ; next < len(lines) && strings.HasPrefix(lines[next], "#"); next++ {
		block.WriteString(strings.TrimPrefix(lines[next][1:], " ") + "\n")
	}
	r.yaml(block.String())
	for next < len(lines) && strings.TrimSpace(lines[next]) == "" {
		next++
	}
	clause := []string{"", ""}
	if next < len(lines) {
		if m := packageClause().FindStringSubmatch(lines[next]); m != nil {
			clause = m
		}
	}
	if want := packageOf(r.policy.ID); r.policy.ID != "" && clause[1] != want {
		r.fault(next+1, "METADATA with the id %s is followed by `package %s`", r.policy.ID, want)
	}
}

// packageOf is the Rego package that holds a rule.
func packageOf(id string) string { return "akslint." + strings.ToLower(id) }

func (r *reader) yaml(text string) {
	file := manifest.Parse(manifest.NewSource(r.policy.File, []byte(text)), manifest.ParseOptions{Manifest: true})
	if len(file.Documents) != 1 || file.Template {
		r.fault(r.above, "METADATA is not one YAML document")
		return
	}
	for _, p := range file.Documents[0].Problems {
		message, _, _ := strings.Cut(p.Message, "; kubectl")
		r.fault(r.above+file.Source.Position(p.Span.Start).Line, "METADATA: %s", message)
		return
	}
	m := &r.policy.Meta
	r.mapping(file.Documents[0].Root(), "METADATA", []string{"title", "description", "custom"}, fields{
		"scope":         r.skip,
		"authors":       r.skip,
		"organizations": r.skip,
		"title":         r.text(&m.Summary),
		"description":   func(n manifest.Node) { r.text(&m.Doc)(n); m.Doc = strings.TrimSpace(m.Doc) },
		"related_resources": func(n manifest.Node) {
			r.items(n, func(item manifest.Node) { m.References = append(m.References, r.reference(item)) })
		},
		"custom": func(n manifest.Node) {
			r.mapping(n, "custom", []string{"id", "name", "severity", "kinds"}, fields{
				"id":       r.text(&m.ID),
				"name":     r.text(&m.Name),
				"severity": r.severity,
				"kinds":    r.texts(&m.Kinds),
				"when":     func(n manifest.Node) { r.items(n, r.when) },
				"sees":     r.texts(&r.policy.Sees),
				"reads":    r.texts(&m.Reads),
				"needs":    r.inputs(&m.Needs),
				"uses":     r.inputs(&m.Uses),
				"whole":    r.flag(&m.Whole),
				"fixable":  r.flag(&m.Fixable),
				"since":    r.text(&m.Since),
			})
		},
	})
}

// fields says how to read each field that a mapping may have.
type fields map[string]func(manifest.Node)

func (r *reader) mapping(n manifest.Node, name string, required []string, known fields) {
	if n.Kind() != manifest.Mapping {
		r.faultAt(n, "%s is no mapping", name)
		return
	}
	seen := map[string]bool{}
	for key, value := range n.Entries() {
		read := known[key.Key()]
		if read == nil {
			r.faultAt(key, "%s has an unknown field `%s`; it may have %s", name, key.Key(), strings.Join(slices.Sorted(maps.Keys(known)), ", "))
			continue
		}
		seen[key.Key()] = true
		read(value)
	}
	if n.Len() > len(seen) && len(r.faults) == 0 {
		r.faultAt(n, "%s has a field twice", name)
	}
	for _, field := range required {
		if !seen[field] {
			r.faultAt(n, "%s lacks the field `%s`", name, field)
		}
	}
}

func (*reader) skip(manifest.Node) {}

func (r *reader) text(to *string) func(manifest.Node) {
	return func(n manifest.Node) {
		if n.Type() != manifest.String || strings.TrimSpace(n.Text()) == "" {
			r.faultAt(n, "this must be a text")
		}
		*to = n.Text()
	}
}

func (r *reader) texts(to *[]string) func(manifest.Node) {
	return func(n manifest.Node) {
		r.items(n, func(item manifest.Node) {
			var s string
			r.text(&s)(item)
			*to = append(*to, s)
		})
	}
}

// inputs reads what a policy needs or uses; policies see the cluster only.
func (r *reader) inputs(to *[]analyzer.Input) func(manifest.Node) {
	return func(n manifest.Node) {
		r.items(n, func(item manifest.Node) {
			if item.Text() != string(analyzer.ClusterInput) {
				r.faultAt(item, "a policy may need or use `%s`", analyzer.ClusterInput)
			}
			*to = append(*to, analyzer.Input(item.Text()))
		})
	}
}

func (r *reader) flag(to *bool) func(manifest.Node) {
	return func(n manifest.Node) {
		if n.Type() != manifest.Bool {
			r.faultAt(n, "this must be true or false")
		}
		*to = n.Key() == "true"
	}
}

func (r *reader) items(n manifest.Node, read func(manifest.Node)) {
	if n.Kind() != manifest.Sequence {
		r.faultAt(n, "this must be a list")
	}
	for _, item := range n.Items() {
		read(item)
	}
}

func (r *reader) severity(n manifest.Node) {
	var err error
	if r.policy.Severity, err = analyzer.ParseSeverity(n.Text()); err != nil {
		r.faultAt(n, "%v", err)
	}
}

// reference reads a related resource, which is a URL or has one.
func (r *reader) reference(n manifest.Node) string {
	var url string
	if n.Kind() != manifest.Mapping {
		r.text(&url)(n)
		return url
	}
	r.mapping(n, "a related resource", []string{"ref"}, fields{"ref": r.text(&url), "description": r.skip})
	return url
}

func (r *reader) when(n manifest.Node) {
	var w When
	if any := n.Get("any"); any.Exists() {
		r.mapping(n, "a precondition", nil, fields{"any": func(n manifest.Node) {
			r.items(n, func(item manifest.Node) { w.Any = append(w.Any, r.precondition(item)) })
		}})
	} else {
		w = r.precondition(n)
	}
	r.policy.When = append(r.policy.When, w)
}

func (r *reader) precondition(n manifest.Node) (w When) {
	required := []string{"path"}
	if n.Get("param").Exists() || n.Get("input").Exists() {
		required = nil
	}
	values := func(to *[]string) func(manifest.Node) {
		return func(n manifest.Node) {
			if n.Kind() == manifest.Scalar {
				*to = []string{n.Key()}
				return
			}
			r.texts(to)(n)
		}
	}
	r.mapping(n, "a precondition", required, fields{
		"param": func(n manifest.Node) {
			if w.Param = n.Text(); params[w.Param] == nil {
				r.faultAt(n, "unknown param `%s`; it may be %s", w.Param, strings.Join(slices.Sorted(maps.Keys(params)), ", "))
			}
		},
		"input": func(n manifest.Node) {
			if w.Input = analyzer.Input(n.Text()); w.Input != analyzer.ClusterInput {
				r.faultAt(n, "unknown input `%s`; it may be %s", w.Input, analyzer.ClusterInput)
			}
		},
		"path": func(n manifest.Node) {
			var path string
			r.text(&path)(n)
			w.Path = keysOf(path)
		},
		"prefix":    r.text(&w.Prefix),
		"keyPrefix": r.text(&w.KeyPrefix),
		"equals":    values(&w.Equals),
		"not":       values(&w.Not),
		"empty":     r.flag(&w.Empty),
	})
	return w
}

// keysOf are the keys of a path without indices: a.b or a["x.y/z"].b.
func keysOf(path string) (keys []string) {
	for path != "" {
		var key string
		if quoted, ok := strings.CutPrefix(path, `["`); ok {
			key, path, _ = strings.Cut(quoted, `"]`)
		} else if end := strings.IndexAny(path, ".["); end > 0 {
			key, path = path[:end], path[end:]
		} else {
			key, path = path, ""
		}
		keys, path = append(keys, key), strings.TrimPrefix(path, ".")
	}
	return keys
}

// faultAt reports a fault at a node of the METADATA.
func (r *reader) faultAt(n manifest.Node, format string, args ...any) {
	line := r.above
	if n.Exists() {
		line += n.Source().Position(n.Span().Start).Line
	}
	r.fault(line, format, args...)
}

func (r *reader) fault(line int, format string, args ...any) {
	r.faults = append(r.faults, fmt.Errorf("%s:%d: %s", r.policy.File, line, fmt.Sprintf(format, args...)))
}
