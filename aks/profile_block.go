package aks

import "github.com/akslint/akslint/manifest"

// BlockProfile reads a cluster from the block of a configuration: the settings
// of a profile, those of networkProfile without that word before them.
func BlockProfile(f *manifest.File, d *manifest.Document, node manifest.Node, at manifest.Path) *Profile {
	p := newProfile(f, d, Setting{from: &reading{flat: true}, node: node, at: at, near: at})
	p.Authored = true
	return p
}

// blockProfiles reads the blocks cluster and clusters of a file.
func blockProfiles(f *manifest.File, d *manifest.Document) []*Profile {
	var found []*Profile
	if node := d.Root().Get("cluster"); node.Kind() == manifest.Mapping {
		found = append(found, BlockProfile(f, d, node, manifest.At("cluster")))
	}
	for i, node := range d.Root().Get("clusters").Items() {
		if node.Kind() == manifest.Mapping && !node.Get("file").Exists() {
			found = append(found, BlockProfile(f, d, node, manifest.At("clusters").Index(i)))
		}
	}
	return found
}
