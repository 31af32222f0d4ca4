package rules

import (
	"fmt"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// LB002: The value of an annotation is not a string.
//
// Annotations are strings, and the API server refuses an object that has
// anything else there: `true`, `8080`, and the words `yes`, `no`, `on` and
// `off`, which kubectl reads as booleans by the rules of YAML 1.1. An empty
// value is read as null and becomes the empty string.
//
// # Fix
//
// Puts the value in quotes. Where it is a boolean for the Azure cloud provider,
// the fix writes `"true"` or `"false"`, since Azure does not understand `"yes"`.
var LB002 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB002", Name: "annotation-not-a-string", Severity: analyzer.Error, Fixable: true, Alone: true, Since: "0.1.0",
		References: []string{
			"https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/",
			"https://yaml.org/type/bool.html",
		},
	},
	Check: func(p *analyzer.Pass) {
		checkStrings(p, manifest.Path{}, p.Object.Node(), annotationsField)
		spec := p.Object.Find(specField)
		if !spec.Exists() {
			return
		}
		for _, below := range annotationPlaces {
			checkStrings(p, specField, spec, below)
		}
		for i, claim := range spec.Get("volumeClaimTemplates").Items() {
			checkStrings(p, specField.Key("volumeClaimTemplates").Index(i), claim, annotationsField)
		}
	},
}

// annotationPlaces are where the spec of an object has annotations: those of its
// pods, and those that it hands on to a load balancer.
var annotationPlaces = []manifest.Path{
	manifest.At("template", "metadata", "annotations"),
	manifest.At("jobTemplate", "metadata", "annotations"),
	manifest.At("jobTemplate", "spec", "template", "metadata", "annotations"),
	manifest.At("jobTargetRef", "template", "metadata", "annotations"),
	manifest.At("infrastructure", "annotations"),
	manifest.At("loadBalancerAnnotations"),
}

// checkStrings looks at the annotations below a node at a path.
func checkStrings(p *analyzer.Pass, at manifest.Path, n manifest.Node, below manifest.Path) {
	for key, value := range n.Find(below).Entries() {
		if p.View.Member.Fragment && value.Type() == manifest.Null { // it takes the annotation away
			continue
		}
		if value.Kind() == manifest.Scalar && value.Type() != manifest.String {
			reportNotString(p, at.Join(below).Key(key.Key()), key.Key(), value)
		}
	}
}

func reportNotString(p *analyzer.Pass, at manifest.Path, key string, value manifest.Node) {
	text := value.Text()
	f := analyzer.Finding{At: at}
	fix := manifest.Change{Op: manifest.Set, Path: at, Value: text}
	short := strings.TrimPrefix(key, "service.beta.kubernetes.io/")
	switch typ := value.Type(); typ {
	case manifest.Null:
		f.Lower = analyzer.At(analyzer.Warning)
		f.Message = fmt.Sprintf("the annotation `%s` has no value; Kubernetes reads null as the empty string", short)
		fix.Value = ""
	case manifest.Bool:
		f.Message = fmt.Sprintf("the annotation `%s` is the boolean `%s`, not a string; the API server refuses the object", short, text)
		if meant, ok := meantBoolean(text); ok && aks.Boolean(key) != aks.NotBoolean {
			fix.Value = fmt.Sprint(meant)
		}
	default:
		f.Message = fmt.Sprintf("the annotation `%s` is the number `%s`, not a string; the API server refuses the object", short, text)
	}
	f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write `%q`", fix.Value), Safety: analyzer.Safe, Changes: []manifest.Change{fix}}}
	p.Report(f)
}
