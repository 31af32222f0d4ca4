package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// API001: An Ingress is written for a version of the API that no cluster serves.
//
// Kubernetes 1.22 removed the beta versions of Ingress. The API server of every
// AKS cluster with support refuses them, and AKS holds up the upgrade of an old
// cluster that still uses them.
//
// The same fields are refused where only the `apiVersion` was brought up to
// date: in `networking.k8s.io/v1` the default backend is `defaultBackend`, and
// a backend has `service.name` and `service.port`. There, each path must have a
// `pathType`, one of `Exact`, `Prefix` and `ImplementationSpecific`.
//
// # Fix
//
// Rewrites the whole Ingress for `networking.k8s.io/v1`. Paths without a type
// get `ImplementationSpecific`, which is what the beta versions meant by none;
// a type in the wrong case gets the right one.
// There is no fix where a backend lacks its Service or port, or where a
// kustomize patch still writes the old fields.
var API001 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "API001", Name: "removed-ingress-api", Severity: analyzer.Error, Fixable: true, Since: "0.1.0",
		Kinds: inventory.IngressKinds,
		References: []string{
			"https://kubernetes.io/docs/reference/using-api/deprecation-guide/#ingress-v122",
			"https://learn.microsoft.com/azure/aks/stop-cluster-upgrade-api-breaking-changes",
		},
	},
	Check: func(p *analyzer.Pass) {
		if row, ok := aks.LookupRemoval(p.Object.APIVersion, "Ingress"); ok && !row.Served(aks.OldestSupported(p.AsOf)) {
			changes, exact := newIngress(p.Object, row.Replacement)
			f := analyzer.Finding{At: apiVersionField, Message: fmt.Sprintf(
				"`%s` has no Ingress since Kubernetes %s; the API server of every supported AKS version refuses this one", row.APIVersion, row.RemovedIn)}
			reportOldIngress(p, f, "rewrite the Ingress for `"+row.Replacement+"`", changes, exact)
			return
		}
		for _, problem := range p.Object.Problems {
			if problem.Kind == manifest.UnknownField && isBetaIngressField(p.Object, problem.Path) {
				reportBetaField(p, problem.Path)
			}
		}
		if p.Object.APIVersion == "networking.k8s.io/v1" {
			for _, rule := range p.View.Member.Ingress().Rules {
				for _, path := range rule.Paths {
					checkPathType(p, path)
				}
			}
		}
	},
}

// pathTypes are what the API server takes.
var pathTypes = []string{"Exact", "Prefix", "ImplementationSpecific"}

// checkPathType judges the type of a path of networking.k8s.io/v1.
func checkPathType(p *analyzer.Pass, path inventory.IngressPath) {
	if slices.Contains(pathTypes, path.Type) {
		return
	}
	f := analyzer.Finding{At: path.TypeAt()}
	fix := func(op manifest.Op, value string) {
		f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write `pathType: %s`", value), Safety: analyzer.Safe,
			Changes: []manifest.Change{{Op: op, Path: f.At, Value: value}}}}
	}
	switch n := p.Object.Find(f.At); {
	case p.Object.Unknown(f.At), n.Exists() && n.Type() != manifest.String && n.Type() != manifest.Null:
		return // DOC001 speaks of what is no text
	case path.Type == "" && p.View.Member.Fragment:
		return
	case path.Type == "":
		f.Message = "this path has no `pathType`; the API server refuses the Ingress"
		f.Help = "`ImplementationSpecific` leaves it to the controller, as the beta versions did; `Prefix` means the path and what is below it"
		if n.Exists() {
			fix(manifest.Set, pathTypes[2])
		} else {
			fix(manifest.Add, pathTypes[2])
		}
	default:
		f.Message = fmt.Sprintf("`%s` is none of `Exact`, `Prefix` and `ImplementationSpecific`; the API server refuses the Ingress", path.Type)
		for _, known := range pathTypes {
			if strings.EqualFold(known, path.Type) {
				fix(manifest.Set, known)
			}
		}
	}
	p.Report(f)
}

// betaIngressFields are the fields of the beta versions that
// networking.k8s.io/v1 does not have, with what it has instead.
var betaIngressFields = map[string]string{"backend": "defaultBackend", "serviceName": "service.name", "servicePort": "service.port"}

// isBetaIngressField reports whether an unknown field of a networking.k8s.io/v1
// Ingress is one of the beta versions: API001 speaks of it, not API008.
func isBetaIngressField(o *manifest.Object, at manifest.Path) bool {
	if o.Kind != "Ingress" || o.APIVersion != "networking.k8s.io/v1" || at.Len() < 2 || at.Step(0).Key != "spec" {
		return false
	}
	field, home := at.Last().Key, at.Parent().Last().Key
	return at.Len() == 2 && field == "backend" || (field == "serviceName" || field == "servicePort") && (home == "backend" || home == "defaultBackend")
}

// reportBetaField speaks of one field that the fix of its backend replaces.
func reportBetaField(p *analyzer.Pass, at manifest.Path) {
	field := at.Last().Key
	f := analyzer.Finding{At: at, KeyOnly: true, Message: fmt.Sprintf(
		"`%s` is a field of the removed beta versions; `networking.k8s.io/v1` has `%s`, and the API server refuses the Ingress", field, betaIngressFields[field])}
	home := at.Parent()
	if field == "backend" {
		home = at
	}
	changes, exact := newBackend(p.Object, home)
	switch {
	case field == "backend":
		changes = append(changes, manifest.Change{Op: manifest.Rename, Path: at, Value: "defaultBackend"})
	case home.Last().Key == "backend":
		changes = append(changes, newPathType(p.Object, home.Parent())...)
	}
	reportOldIngress(p, f, fmt.Sprintf("write `%s` as `networking.k8s.io/v1` has it", home.Last().Key), changes, exact)
}

// reportOldIngress reports with a fix, unless that would not be the whole truth.
func reportOldIngress(p *analyzer.Pass, f analyzer.Finding, title string, changes []manifest.Change, exact bool) {
	patched := p.View.Member.Patched(rulesField) || p.View.Member.Patched(manifest.At("spec", "backend"))
	if fix, ok := p.Exact(analyzer.Fix{Title: title, Safety: analyzer.Safe, Changes: changes}); ok && exact && !patched {
		f.Fixes = []analyzer.Fix{fix}
	} else {
		f.Help = "write `service.name` and `service.port` in each backend, `defaultBackend`, and a `pathType` for each path"
	}
	p.Report(f)
}

// newIngress are the changes that make a beta Ingress one of apiVersion; exact
// is false where a part of it has no counterpart.
func newIngress(o *manifest.Object, apiVersion string) (changes []manifest.Change, exact bool) {
	changes = []manifest.Change{{Op: manifest.Set, Path: apiVersionField, Value: apiVersion}}
	exact = true
	if at := manifest.At("spec", "backend"); o.Find(at).Exists() {
		changes = append(changes, manifest.Change{Op: manifest.Rename, Path: at, Value: "defaultBackend"})
		more, ok := newBackend(o, at)
		changes, exact = append(changes, more...), ok
	}
	for i, rule := range o.Find(rulesField).Items() {
		for j := range rule.Get("http").Get("paths").Items() {
			at := rulesField.Index(i).Keys("http", "paths").Index(j)
			more, ok := newBackend(o, at.Key("backend"))
			changes, exact = append(append(changes, more...), newPathType(o, at)...), exact && ok
		}
	}
	return changes, exact
}

// newBackend are the changes that make a backend of the beta versions one of
// networking.k8s.io/v1.
func newBackend(o *manifest.Object, at manifest.Path) (changes []manifest.Change, exact bool) {
	backend := o.Find(at)
	name, port := backend.Get("serviceName"), backend.Get("servicePort")
	if !name.Exists() && !port.Exists() { // a resource, or the new form already
		return nil, backend.Get("resource").Exists() || backend.Get("service").Exists()
	}
	add := manifest.Change{Op: manifest.Add, Path: at.Keys("service", "port", "name"), Value: port.Text()}
	if number := port.Text(); number != "" && strings.Trim(number, "0123456789") == "" { // also "80": a name has letters
		add.Path, add.Raw = at.Keys("service", "port", "number"), true
	}
	exact = name.Type() == manifest.String && name.Text() != "" && port.Text() != "" &&
		(port.Type() == manifest.Int && add.Raw && port.Text()[0] != '0' || port.Type() == manifest.String)
	return []manifest.Change{
		{Op: manifest.Remove, Path: at.Key("serviceName")},
		{Op: manifest.Remove, Path: at.Key("servicePort")},
		{Op: manifest.Add, Path: at.Keys("service", "name"), Value: name.Text()},
		add,
	}, exact
}

// newPathType gives the path at a place the type that the beta versions meant
// by none.
func newPathType(o *manifest.Object, at manifest.Path) []manifest.Change {
	if o.Find(at.Key("pathType")).Exists() {
		return nil
	}
	return []manifest.Change{{Op: manifest.Add, Path: at.Key("pathType"), Value: "ImplementationSpecific"}}
}
