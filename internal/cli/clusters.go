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
	sources  map[string]*manifest.Source // of files, by path
}

// loadWorld reads the profiles and subnets of the flags, else those of the
// configuration.
func (f *commonFlags) loadWorld(s *settings) (*world, error) {
	w := &world{subnets: s.Subnets, sources: map[string]*manifest.Source{}}
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

// path is where a file of the configuration lies, as seen from the working
// directory.
func (s *settings) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	file := filepath.Join(s.dir, filepath.FromSlash(name))
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, file); err == nil {
			return rel
		}
	}
	return file
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
	src := w.sources[c.File]
	if src == nil {
		var err error
		if src, err = readSource(c.File); err != nil {
			return err
		}
		w.sources[c.File] = src
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

// addProfiles adds the files of profiles, which hold findings and fixes as
// manifests do.
func (in *input) addProfiles(profiles []*aks.Profile) {
	for _, p := range profiles {
		i := slices.IndexFunc(in.files, func(f *manifest.File) bool { return f.Source.Name == p.File.Source.Name })
		if i < 0 {
			in.files, in.paths = append(in.files, p.File), append(in.paths, filepath.FromSlash(p.File.Source.Name))
			continue
		}
		in.files[i] = p.File
	}
}

// as are the profiles as some files have them: fixes may have changed their
// text since it was read.
func (w *world) as(files []*manifest.File) ([]*aks.Profile, error) {
	profiles := slices.Clone(w.profiles)
	for _, f := range files {
		var mine []int
		for i, p := range profiles {
			if p.File.Source.Name == f.Source.Name && p.File.Source.Text() != f.Source.Text() {
				mine = append(mine, i)
			}
		}
		if len(mine) == 0 {
			continue
		}
		again, err := aks.ReadProfiles(f.Source)
		if err != nil {
			return nil, err
		}
		for j, i := range mine {
			if j < len(again) {
				again[j].Name = profiles[i].Name
				profiles[i] = again[j]
			}
		}
	}
	return profiles, nil
}

// notices say what the files of the profiles leave open.
func (w *world) notices() []string {
	var all []string
	for _, p := range w.profiles {
		if p.Partial() {
			all = append(all, p.File.Source.Name+": neither networkProfile nor agentPoolProfiles in it; nothing is known of the cluster but what the file names, and rules that need more judge nothing")
		}
	}
	return all
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
