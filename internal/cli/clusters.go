package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/internal/config"
	"github.com/akslint/akslint/manifest"
)

// world is what a run knows of the clusters that its objects are bound for.
type world struct {
	profiles []*aks.Profile
	subnets  *aks.Subnets
}

// loadWorld reads the profiles and subnets of the flags, else those of the
// configuration.
func (f *commonFlags) loadWorld(s *settings) (*world, error) {
	w := &world{subnets: s.Subnets}
	clusters := s.Clusters
	if len(f.clusters) > 0 {
		clusters = nil
		for _, file := range f.clusters {
			clusters = append(clusters, config.Cluster{File: file})
		}
	}
	for _, c := range clusters {
		if len(f.clusters) == 0 && c.File != "" {
			c.File = s.path(c.File)
		}
		if err := w.addCluster(c); err != nil {
			return nil, err
		}
	}
	w.nameApart()
	file := f.subnets
	if file == "" && s.SubnetsFile != "" {
		file = s.path(s.SubnetsFile)
	}
	if file == "" {
		return w, nil
	}
	src, err := readSource(file)
	if err != nil {
		return nil, err
	}
	w.subnets, err = aks.ReadSubnets(src)
	return w, err
}

// path is where a file of the configuration lies.
func (s *settings) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(s.Dir(), filepath.FromSlash(name))
}

// addCluster adds the profiles of a file or block.
func (w *world) addCluster(c config.Cluster) error {
	if c.File == "" {
		if c.Name != "" {
			c.Profile.Name = c.Name
		}
		w.profiles = append(w.profiles, c.Profile)
		return nil
	}
	src, err := readSource(c.File)
	if err != nil {
		return err
	}
	found, err := aks.ReadProfiles(src)
	if err != nil {
		return err
	}
	for _, p := range found {
		if c.Name != "" && len(found) == 1 {
			p.Name = c.Name
		}
		w.profiles = append(w.profiles, p)
	}
	return nil
}

// nameApart gives every profile a name that no other has: that of its file
// where it has none, and its file or number beside it where it is taken.
func (w *world) nameApart() {
	count := map[string]int{}
	for _, p := range w.profiles {
		if p.Name == "" {
			base := filepath.Base(p.File.Source.Name)
			p.Name = strings.TrimSuffix(base, filepath.Ext(base))
			if base == config.Name {
				p.Name = "cluster"
			}
		}
		count[p.Name]++
	}
	var taken []string
	for _, p := range w.profiles {
		name := p.Name
		if count[name] > 1 {
			name += " (" + p.File.Source.Name + ")"
		}
		p.Name = name
		for n := 2; slices.Contains(taken, p.Name); n++ {
			p.Name = fmt.Sprintf("%s %d", name, n)
		}
		taken = append(taken, p.Name)
	}
}

// readSource reads a file that is no manifest.
func readSource(file string) (*manifest.Source, error) {
	name := filepath.ToSlash(filepath.Clean(file))
	if wd, err := os.Getwd(); err == nil && filepath.IsAbs(file) {
		if rel, err := filepath.Rel(wd, file); err == nil && filepath.IsLocal(rel) {
			name = filepath.ToSlash(rel)
		}
	}
	data, err := manifest.ReadFile(manifest.Found{Name: name, Path: file, Named: true})
	if err != nil {
		return nil, err
	}
	return manifest.NewSource(name, data), nil
}
