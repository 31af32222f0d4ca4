package aks

import (
	"errors"
	"fmt"
	"strings"

	"github.com/akslint/akslint/manifest"
)

// ErrNoCluster says that a file holds no AKS cluster.
var ErrNoCluster = errors.New("no AKS cluster in it: give the output of `az aks show -o json`, an ARM template, the output of `terraform show -json`, or a file with a `cluster:` block")

// ReadProfiles reads all clusters that a text tells of. The error says where
// the text cannot be read.
func ReadProfiles(src *manifest.Source) ([]*Profile, error) {
	f, d, err := readDocument(src)
	if err != nil {
		return nil, err
	}
	top := Setting{from: &reading{}, node: d.Root(), state: known}
	var found []*Profile
	switch {
	case isTerraform(d.Root()):
		found = terraformProfiles(f, d)
	case d.Root().Get("cluster").Kind() == manifest.Mapping || d.Root().Get("clusters").Kind() == manifest.Sequence:
		found = blockProfiles(f, d)
	case isTemplate(d.Root()):
		found = templateProfiles(f, d, newScope(top, Setting{}))
	default:
		found = plainProfiles(f, d, top)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: %w", src.Name, ErrNoCluster)
	}
	return found, nil
}

// readDocument reads a text that is one YAML document or JSON value.
func readDocument(src *manifest.Source) (*manifest.File, *manifest.Document, error) {
	f := manifest.Parse(src, manifest.ParseOptions{Manifest: true})
	if f.Template {
		return nil, nil, fmt.Errorf("%s: this is a template; render it first", src.Name)
	}
	var one *manifest.Document
	for _, d := range f.Documents {
		for _, p := range d.Problems {
			if p.Kind == manifest.Unreadable {
				message, _, _ := strings.Cut(p.Message, "; kubectl")
				return nil, nil, fmt.Errorf("%s:%s: %s", src.Name, src.Position(p.Span.Start), message)
			}
		}
		if d.Root().Exists() {
			if one != nil {
				return nil, nil, fmt.Errorf("%s:%s: a second document; one is read", src.Name, src.Position(d.Span.Start))
			}
			one = d
		}
	}
	if one == nil {
		return nil, nil, fmt.Errorf("%s: the file is empty", src.Name)
	}
	return f, one, nil
}

// clusterType is the type of the resource that is a cluster.
const clusterType = "Microsoft.ContainerService/managedClusters"

// plainProfiles reads a cluster, or a list of some, as az and the API print it.
func plainProfiles(f *manifest.File, d *manifest.Document, top Setting) []*Profile {
	for _, key := range []string{"value", "data"} { // of the API, of Azure Resource Graph
		if list := top.step(key); list.isList() {
			top = list
		}
	}
	if top.node.Kind() == manifest.Sequence {
		var found []*Profile
		for _, item := range top.Items() {
			item.field = ""
			found = append(found, plainProfiles(f, d, item)...)
		}
		return found
	}
	top.field = ""
	if kind := top.step("type"); kind.Known() && !kind.Is(clusterType) {
		return nil
	}
	told := toldOf(top)
	if len(told) == 0 && !top.step("type").Known() {
		return nil
	}
	// A resource that is written by hand has an apiVersion.
	authored := top.step("apiVersion").Known()
	if !authored && !told["networkProfile"] && !told["agentPoolProfiles"] {
		top.from = &reading{partial: true}
	}
	p := newProfile(f, d, top)
	p.Authored = authored
	return []*Profile{p}
}

// toldOf are the first words of what a text tells of a cluster, without what
// every resource has.
func toldOf(top Setting) map[string]bool {
	told := map[string]bool{}
	for i := range profileFields {
		word, _, _ := strings.Cut(strings.ReplaceAll(profileFields[i].Path, "[]", ""), ".")
		if !resourceKeys[strings.ToLower(word)] && !top.step(word).Absent() {
			told[word] = true
		}
	}
	return told
}
