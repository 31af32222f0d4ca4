package rules

import (
	"fmt"
	"net/netip"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
)

// This file has the words that the rules about clusters share.

// needsCluster is Meta.Needs of rules that judge nothing without a profile.
var needsCluster = []analyzer.Input{analyzer.ClusterInput}

// usesSubnets is Meta.Uses of rules that look at subnets where they are given.
var usesSubnets = []analyzer.Input{analyzer.SubnetsInput}

// tell reports on a setting of the cluster.
func tell(p *analyzer.Pass, s aks.Setting, severity analyzer.Severity, format string, args ...any) {
	p.Report(analyzer.Finding{At: s.Path(), Lower: analyzer.At(severity), Message: fmt.Sprintf(format, args...)})
}

// tellRetired reports on a setting that uses something whose support ends: an
// error where severe and over, else a warning.
func tellRetired(p *analyzer.Pass, s aks.Setting, id string, severe bool) {
	r, ok := aks.LookupRetirement(id)
	if !ok {
		return
	}
	severity := analyzer.Warning
	if severe && r.Over(p.AsOf) {
		severity = analyzer.Error
	}
	clause := "; after that " + r.Consequence
	if r.Over(p.AsOf) {
		clause = "; " + r.Consequence
	}
	p.Report(analyzer.Finding{At: s.Path(), Lower: analyzer.At(severity), Help: "use " + r.Replacement,
		Message: fmt.Sprintf("`%s` is `%s`: support of %s %s%s", switchName(s), s.Text(), r.What, r.When(p.AsOf), clause)})
}

// leaf is the last word of a setting's path.
func leaf(s aks.Setting) string {
	field := s.Field()
	for i := len(field) - 1; i >= 0; i-- {
		if field[i] == '.' {
			return field[i+1:]
		}
	}
	return field
}

// switchName is leaf, or what a switch is the switch of.
func switchName(s aks.Setting) string {
	if leaf(s) == "enabled" {
		return s.Field()
	}
	return leaf(s)
}

// sum adds the nodes of all pools; ok is false where one cannot be counted.
func sum(p *aks.Profile, count func(aks.Pool) (aks.Scale, bool)) (total aks.Scale, ok bool) {
	ok = p.PoolsKnown()
	for _, pool := range p.Pools() {
		n, known := count(pool)
		total, ok = total.Plus(n), ok && known
	}
	return total, ok
}

// maxNodes is the greatest number of nodes of the pools that can be counted.
func maxNodes(p *aks.Profile) int {
	total := 0
	for _, pool := range p.Pools() {
		if n, ok := pool.Nodes(); ok {
			total += n.Max
		}
	}
	return total
}

// poolsWith are the pools that have a setting.
func poolsWith(p *aks.Profile, path string) []aks.Setting {
	var found []aks.Setting
	for _, pool := range p.Pools() {
		if s := pool.Get(path); s.Known() {
			found = append(found, s)
		}
	}
	return found
}

// rangeName is what messages call a range by the setting that gives it.
func rangeName(s aks.Setting) string {
	text := "`" + s.Text() + "`"
	if s.Assumed() {
		text += " (the default)"
	}
	return text
}

// inside reports whether one range lies in another.
func inside(inner, outer netip.Prefix) bool {
	return outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
}

// prefixTexts writes address ranges one by one.
func prefixTexts(prefixes []netip.Prefix) []string {
	texts := make([]string, len(prefixes))
	for i, prefix := range prefixes {
		texts[i] = prefix.String()
	}
	return texts
}
