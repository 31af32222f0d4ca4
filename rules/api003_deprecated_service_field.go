package rules

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// API003: A Service or its endpoints use something deprecated, removed or unknown.
//
// `Endpoints` is deprecated since Kubernetes 1.33 for EndpointSlice. Some
// annotations of Services are no longer read, so that what they ask for does
// not happen; others are read, but `spec.trafficDistribution` does the same
// with fewer surprises. The API server refuses a `trafficDistribution` that it
// does not know, and advises against `PreferClose`, the old name of
// `PreferSameZone`.
//
// IP addresses with leading zeros, and IPv4 addresses in the form of IPv6, have
// been read in different ways by different programs. Kubernetes 1.36 refuses
// them in new objects: an error where the cluster runs it.
//
// # Fix
//
// Writes the new name of `PreferClose`, and addresses in the form that
// everything reads alike. To replace an annotation by a field is unsafe, since
// the field begins to act.
var API003 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "API003", Name: "deprecated-service-field", Severity: analyzer.Error, Fixable: true, Since: "0.1.0",
		Kinds: []string{"Service", "Endpoints", "EndpointSlice.discovery.k8s.io"},
		Uses:  []analyzer.Input{analyzer.ClusterInput},
		References: []string{
			"https://kubernetes.io/blog/2025/04/24/endpoints-deprecation/",
			"https://kubernetes.io/docs/reference/networking/virtual-ips/#traffic-distribution",
			"https://kubernetes.io/docs/reference/labels-annotations-taints/",
			"https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/4858-ip-cidr-validation",
		},
	},
	Check: func(p *analyzer.Pass) {
		if p.Object.Kind == "Endpoints" {
			checkEndpoints(p)
		}
		for field := range aks.DeprecatedFields(p.Object.Kind) {
			checkDeprecated(p, field)
		}
		if svc, ok := p.Object.Typed.(*corev1.Service); ok && svc.Spec.TrafficDistribution != nil {
			checkTrafficDistribution(p, *svc.Spec.TrafficDistribution)
		}
		for _, address := range addressesOf(p.Object) {
			checkForm(p, address)
		}
	},
}

// checkEndpoints speaks of the kind itself.
func checkEndpoints(p *analyzer.Pass) {
	row, ok := aks.LookupRemoval(p.Object.APIVersion, "Endpoints")
	if version, _ := targetVersion(p); ok && !version.Before(row.DeprecatedIn) {
		p.Report(analyzer.Finding{At: kindField, Lower: analyzer.At(analyzer.Warning), Help: row.Notes,
			Message: fmt.Sprintf("`Endpoints` is deprecated since Kubernetes %s, and the API server warns of it; it holds one address family and at most 1000 addresses", row.DeprecatedIn)})
	}
}

// trafficDistribution is where a Service says which endpoints it prefers, and
// sameZone the value that every AKS version since 1.34 knows.
var (
	trafficDistribution = manifest.At("spec", "trafficDistribution")
	sameZoneSince       = aks.Version{Major: 1, Minor: 34}
)

const sameZone = corev1.ServiceTrafficDistributionPreferSameZone

// isRemovedServiceField reports whether an unknown field of a Service is one
// that Kubernetes removed: API003 speaks of it, not API008.
func isRemovedServiceField(o *manifest.Object, at manifest.Path) bool {
	return o.Kind == "Service" && o.APIVersion == "v1" && at.Equal(manifest.At("spec", "topologyKeys"))
}

// checkDeprecated speaks of a field or annotation that is there. LB009 and
// SVC005 speak of the two fields that are still in use.
func checkDeprecated(p *analyzer.Pass, field *aks.DeprecatedField) {
	parent, key := annotationsField, field.Path
	if rest, ok := strings.CutPrefix(field.Path, "spec."); ok {
		parent, key = specField, rest
	}
	if !p.Object.Find(parent).Get(key).Exists() || slices.Contains([]string{"spec.loadBalancerIP", "spec.externalIPs"}, field.Path) {
		return
	}
	at := parent.Key(key)
	f := analyzer.Finding{At: at, KeyOnly: true, Lower: analyzer.At(analyzer.Warning)}
	switch {
	case field.Status != aks.Removed && field.DeprecatedIn.IsZero():
		f.Message = fmt.Sprintf("`%s` is superseded by %s, which does the same with fewer surprises", field.Path, field.Replacement)
	case field.Status != aks.Removed:
		f.Message = fmt.Sprintf("`%s` is deprecated since Kubernetes %s; %s takes its place", field.Path, field.DeprecatedIn, field.Replacement)
	case at.Step(0).Key == "spec":
		f.Lower = nil
		f.Message = fmt.Sprintf("Kubernetes %s removed `%s`, so kubectl refuses the Service; %s takes its place", field.RemovedIn, field.Path, field.Replacement)
	default:
		f.Message = fmt.Sprintf("`%s` has no effect, since no supported Kubernetes reads it; %s takes its place", field.Path, field.Replacement)
	}
	if fix, ok := fieldInstead(p, at, field); ok {
		f.Fixes = []analyzer.Fix{fix}
	}
	p.Report(f)
}

// fieldInstead replaces an annotation by the field that does the same.
func fieldInstead(p *analyzer.Pass, at manifest.Path, field *aks.DeprecatedField) (analyzer.Fix, bool) {
	add := manifest.Change{Op: manifest.Add}
	switch value := p.Object.Find(at).Text(); {
	case strings.HasSuffix(field.Path, "/tolerate-unready-endpoints") && value == "true":
		add.Path, add.Value, add.Raw = manifest.At("spec", "publishNotReadyAddresses"), "true", true
	case strings.Contains(field.Path, "/topology-") && strings.EqualFold(value, "auto") && !aks.OldestSupported(p.AsOf).Before(sameZoneSince):
		add.Path, add.Value = trafficDistribution, sameZone
	default:
		return analyzer.Fix{}, false
	}
	fix := analyzer.Fix{Title: fmt.Sprintf("write `%s: %s` instead", add.Path.Last().Key, add.Value), Safety: analyzer.Unsafe,
		Changes: []manifest.Change{removeAnnotation(p.Object, field.Path)}}
	switch {
	case p.View.Member.Fragment: // what else the Service has is elsewhere
		return fix, false
	case p.Object.Find(add.Path).Exists():
		fix.Title = fmt.Sprintf("delete it, since `%s` is there", add.Path.Last().Key)
	default:
		fix.Changes = append(fix.Changes, add)
	}
	return fix, true
}

// checkTrafficDistribution holds a value to those that the API server takes.
func checkTrafficDistribution(p *analyzer.Pass, value string) {
	known := []string{sameZone, corev1.ServiceTrafficDistributionPreferSameNode, corev1.ServiceTrafficDistributionPreferClose}
	f := analyzer.Finding{At: trafficDistribution}
	set := func(value string, safety analyzer.Safety) {
		f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write `%s`", value), Safety: safety,
			Changes: []manifest.Change{{Op: manifest.Set, Path: f.At, Value: value}}}}
	}
	switch {
	case p.Object.Unknown(f.At):
		return
	case value == corev1.ServiceTrafficDistributionPreferClose:
		f.Lower = analyzer.At(analyzer.Info)
		f.Message = fmt.Sprintf("`%s` is the old name of `%s`, and means the same", value, sameZone)
		if !aks.OldestSupported(p.AsOf).Before(sameZoneSince) {
			set(sameZone, analyzer.Safe)
		}
	case !slices.Contains(known, value):
		f.Message = fmt.Sprintf("`%s` is no traffic distribution; the API server takes `%s` and `%s`, and refuses the Service", value, known[0], known[1])
		if near, ok := analyzer.Suggest(value, known); ok {
			set(near, analyzer.Unsafe)
		}
	default:
		return
	}
	p.Report(f)
}

// checkForm holds an address to the form in which everything reads it alike.
func checkForm(p *analyzer.Pass, address heldAddress) {
	addr, ok := address.Parse()
	if !ok || addr.String() == address.Text { // what is no address is refused, and not deprecated
		return
	}
	f := analyzer.Finding{At: address.At, Lower: analyzer.At(analyzer.Warning)}
	if addr.Is4() && versionAtLeast(p, strictCIDRs) {
		f.Lower = nil
	}
	switch {
	case strings.Contains(address.Text, ":") && addr.Is4():
		f.Message = fmt.Sprintf("`%s` is the IPv4 address `%s` in the form of IPv6; Kubernetes 1.36 refuses it", address.Text, addr)
	case addr.Is4():
		f.Message = fmt.Sprintf("`%s` has leading zeros; Kubernetes 1.36 refuses it, and what reads it may take `%s` or an octal number", address.Text, addr)
	default:
		f.Message = fmt.Sprintf("`%s` is usually written `%s`; the API server warns, and programs that compare texts take them for two addresses", address.Text, addr)
	}
	f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write `%s`", addr), Safety: analyzer.Safe,
		Changes: []manifest.Change{{Op: manifest.Set, Path: f.At, Value: addr.String()}}}}
	p.Report(f)
}
