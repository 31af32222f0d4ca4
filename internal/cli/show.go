package cli

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/report"
)

// showSettings prints what applies to the paths, and where that is set.
func (l *linter) showSettings() error {
	var out strings.Builder
	line := func(what, value, origin string) {
		if value != "" {
			fmt.Fprintf(&out, "%s: %s (%s)\n", what, report.Inert(value), report.Inert(origin))
		}
	}
	s, f := l.settings, &l.flags
	fmt.Fprintf(&out, "configuration: %s\n", cmp.Or(report.Inert(s.File), "none"))
	line("namespace", s.Namespace, s.namespaceBy)
	line("fail on", l.failWord, s.origin("--fail-on", f.failOn != "", s.FailOn != ""))
	line("policies", strings.Join(l.policyFolders(), ", "), s.origin("--policies", len(f.policies) > 0, true))
	fmt.Fprintf(&out, "rules: %d of %d\n", len(l.rules), len(s.catalogue))
	line("  select", strings.Join(l.selection.selected, ", "), l.selection.selectedBy)
	line("  ignore", strings.Join(l.selection.ignored, ", "), l.selection.ignoredBy)
	for _, id := range slices.Sorted(maps.Keys(s.Severity)) {
		line("severity of "+id, s.Severity[id].String(), s.display())
	}
	if ports := s.Params.AllowedServicePorts; len(ports) > 0 {
		line("allowedServicePorts", strings.Trim(fmt.Sprint(ports), "[]"), s.display())
	}
	if s.Params.RequireInternal {
		line("requireInternal", "true", s.display())
	}
	l.showClusters(line)
	line("exclude", strings.Join(s.Exclude, ", "), s.display())
	for _, path := range l.paths {
		info, err := os.Stat(path)
		switch {
		case path == "-":
		case err != nil:
			return unreadable(fmt.Errorf("%s: no such file or directory", path))
		case !info.IsDir():
			l.showFile(&out, path)
		}
	}
	_, err := l.streams.Out.Write([]byte(out.String()))
	return err
}

// showClusters says which clusters the objects are bound for.
func (l *linter) showClusters(line func(what, value, origin string)) {
	s, f := l.settings, &l.flags.common
	var names []string
	for _, p := range l.world.profiles {
		names = append(names, p.Name)
	}
	line("clusters", strings.Join(names, ", "), s.origin("--cluster", len(f.clusters) > 0, true))
	switch {
	case f.subnets != "":
		line("subnets", f.subnets, "--subnets")
	case s.SubnetsFile != "":
		line("subnets", s.SubnetsFile, s.display())
	case s.Subnets != nil:
		line("subnets", "in the file", s.display())
	}
}

// showFile says which rules run on a file.
func (l *linter) showFile(out *strings.Builder, file string) {
	s := l.settings
	name := report.Inert(file)
	if s.excluded(file) {
		by := slices.IndexFunc(s.Exclude, func(pattern string) bool {
			glob, err := manifest.ParseGlobs([]string{pattern})
			return err == nil && glob.Match(s.local(file))
		})
		fmt.Fprintf(out, "%s: not read (exclude %q in %s)\n", name, s.Exclude[max(0, by)], s.display())
		return
	}
	left := map[string][]string{} // rules, by the patterns of the override
	for _, r := range l.rules {
		if o := s.overriddenBy(file, r.ID); o != nil {
			paths := strings.Join(o.Patterns, ", ")
			left[paths] = append(left[paths], r.ID)
		}
	}
	if len(left) == 0 {
		fmt.Fprintf(out, "%s: all of these rules\n", name)
	}
	for _, paths := range slices.Sorted(maps.Keys(left)) {
		fmt.Fprintf(out, "%s: without %s (overrides for %s in %s)\n", name, strings.Join(left[paths], ", "), report.Inert(paths), s.display())
	}
}
