package rules

import (
	"fmt"
	"iter"
	"net/netip"
	"regexp"
	"strings"
	"sync"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// This file has the words that the rules about load balancers share.

// loadBalancerKinds are the kinds that inventory.LBIntent is a view of.
var loadBalancerKinds = []string{"Service", "Gateway.gateway.networking.k8s.io", "NginxIngressController.approuting.kubernetes.azure.com"}

// lbPrefix begins the keys of the annotations that cloud providers read on
// Services.
const lbPrefix = "service.beta.kubernetes.io/"

// shortKey is an annotation's key as messages name it, without lbPrefix.
func shortKey(key string) string { return strings.TrimPrefix(key, lbPrefix) }

// lbSetting is one annotation of a load balancer.
type lbSetting struct {
	// Value is the value as it reaches the provider; "" unless Set is Yes.
	Value string
	// Set is Yes where the value is there and can be judged: a string that is
	// no placeholder, and that no patch changes. It is Unknown where the
	// annotation may be there with another value, and No where there is none.
	Set inventory.Truth

	key string        // whole; "" where it is not written
	at  manifest.Path // the zero Path then
	// Most annotations that are asked for are not written, and hardly anybody wants
	// to know where they would be: the key without lbPrefix, and the path of all.
	short string
	among manifest.Path
}

// Key is the whole key.
func (s lbSetting) Key() string {
	if s.key == "" {
		return lbPrefix + s.short
	}
	return s.key
}

// At is the path of the value.
func (s lbSetting) At() manifest.Path {
	if s.at == (manifest.Path{}) {
		return s.among.Key(s.Key())
	}
	return s.at
}

// is reports whether the setting is there with a value that can be judged.
func (s lbSetting) is() bool { return s.Set == inventory.Yes }

// setting looks up an annotation of a load balancer by its key without
// lbPrefix.
func setting(lb inventory.LBIntent, short string) lbSetting {
	for _, s := range writtenSettings(lb) {
		if len(s.key) == len(lbPrefix)+len(short) && strings.HasSuffix(s.key, short) && strings.HasPrefix(s.key, lbPrefix) {
			return s
		}
	}
	s := lbSetting{short: short, among: lb.Annotations}
	if lb.Member.HasPatches() && lb.Member.Patched(s.At()) {
		s.Set = inventory.Unknown
	}
	return s
}

// settings yields the annotations of a load balancer that can be judged, in the
// order of the text.
func settings(lb inventory.LBIntent) iter.Seq[lbSetting] {
	return func(yield func(lbSetting) bool) {
		for _, s := range writtenSettings(lb) {
			if s.is() && !yield(s) {
				return
			}
		}
	}
}

type settingsNote struct{}

// writtenSettings are all annotations of a load balancer, in the order of the
// text. A score of rules ask for them.
func writtenSettings(lb inventory.LBIntent) []lbSetting {
	all, _ := lb.Member.Remember(settingsNote{}, func() any {
		var all []lbSetting
		for key, value := range lb.Member.Object.Find(lb.Annotations).Entries() {
			all = append(all, settingOf(lb, key.Key(), value))
		}
		return all
	}).([]lbSetting)
	return all
}

// mayBeSet reports whether a load balancer may have annotations at all.
func mayBeSet(lb inventory.LBIntent) bool {
	return len(writtenSettings(lb)) > 0 || lb.Member.HasPatches()
}

func settingOf(lb inventory.LBIntent, key string, value manifest.Node) lbSetting {
	s := lbSetting{key: key, at: lb.Annotations.Key(key)}
	switch {
	case lb.Member.Patched(s.at):
		s.Set = inventory.Unknown
	case value.Type() != manifest.String || filledLater(value.Text()) || manifest.IsPlaceholder(key): // LB002 speaks of what is no string
		s.Set = inventory.Unknown
	default:
		s.Value, s.Set = value.Text(), inventory.Yes
	}
	return s
}

// inUse reports whether an annotation is read at all: LB005 and LB019 speak of
// those that are not.
func inUse(lb inventory.LBIntent, row aks.ServiceAnnotation) bool {
	internal := isInternal(lb)
	switch {
	case row.Scope == aks.Internal && internal == inventory.No, row.Scope == aks.Public && internal == inventory.Yes:
		return false
	case row.Requires != "" && !lb.Member.Fragment:
		gate := setting(lb, shortKey(row.Requires))
		return gate.Set == inventory.Unknown || aks.Boolean(row.Requires).True(gate.Value)
	}
	return true
}

// write is the fix that gives an annotation another value.
func (s lbSetting) write(value string, safety analyzer.Safety) []analyzer.Fix {
	return []analyzer.Fix{{Title: fmt.Sprintf("write `%s`", value), Safety: safety,
		Changes: []manifest.Change{{Op: manifest.Set, Path: s.At(), Value: value}}}}
}

// standIn matches what people write for a name or an address that the reader
// or a shell fills in: $CLIENT_IP and MY_EXTERNAL_IP_RANGE.
var standIn = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\$[A-Za-z_]|^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$`) })

// filledLater reports whether the value of a load balancer's annotation or
// field is not the one that reaches Azure.
func filledLater(text string) bool {
	return manifest.IsPlaceholder(text) || standIn().MatchString(text)
}

// servicePorts are the ports of a load balancer that is a Service; known is
// false where a patch or a placeholder may change them, and for the other
// kinds, whose ports come from elsewhere.
func servicePorts(lb inventory.LBIntent) (ports []corev1.ServicePort, known bool) {
	if lb.Service == nil || lb.Member.Fragment || lb.Member.Patched(portsField) {
		return nil, false
	}
	for _, port := range lb.Member.Object.Find(portsField).Items() {
		for _, field := range port.Entries() {
			if manifest.IsPlaceholder(field.Text()) {
				return nil, false
			}
		}
	}
	return lb.Service.Spec.Ports, true
}

// isInternal tells whether a load balancer gets a private address. It is
// Unknown also where LB001 and LB002 speak of the flag: who wrote "True" meant
// an internal one, and gets a public one.
func isInternal(lb inventory.LBIntent) inventory.Truth {
	flag := setting(lb, "azure-load-balancer-internal")
	switch {
	case flag.Set == inventory.No && !lb.Member.Fragment, flag.Value == "false":
		return inventory.No
	case flag.Value == "true":
		return inventory.Yes
	}
	return inventory.Unknown
}

// stated reports whether a field of a load balancer's object can be judged:
// it is there, no patch changes it, and it is no placeholder.
func stated(lb inventory.LBIntent, at manifest.Path) bool {
	o := lb.Member.Object
	return o.Find(at).Exists() && !lb.Member.Patched(at) && !o.Unknown(at) && !filledLater(o.Find(at).Text())
}

// absent reports whether a field of a load balancer's object is surely not set:
// it is not there, and nothing can bring it.
func absent(lb inventory.LBIntent, at manifest.Path) bool {
	return !lb.Member.Object.Find(at).Exists() && !lb.Member.Patched(at) && !lb.Member.Fragment
}

// sourceRange is one item of the lists that limit the clients of a load
// balancer by address.
type sourceRange struct {
	// At is the place of the item, or of the annotation that holds it.
	At   manifest.Path
	Text string
	// Prefix is the range; it is valid only where Azure takes the item.
	Prefix netip.Prefix
	// Field says that the list is spec.loadBalancerSourceRanges, which
	// kube-proxy enforces too, and not an annotation.
	Field bool
}

var sourceRangesField = manifest.At("spec", "loadBalancerSourceRanges")

// rangeAnnotations are the annotations that list source ranges.
var rangeAnnotations = []string{"azure-allowed-ip-ranges", "load-balancer-source-ranges"}

// sourceRanges are the ranges that a load balancer admits, as the Azure cloud
// provider reads them; known is false where a patch or a placeholder may
// change them.
func sourceRanges(lb inventory.LBIntent) (ranges []sourceRange, known bool) {
	known = !lb.Member.Fragment
	at := sourceRangesField
	known = known && !lb.Member.Patched(at)
	for i, item := range lb.Member.Object.Find(at).Items() {
		known = known && !filledLater(item.Text())
		ranges = append(ranges, newSourceRange(at.Index(i), item.Text(), true))
	}
	for _, short := range rangeAnnotations {
		list := setting(lb, short)
		known = known && list.Set != inventory.Unknown
		if list.is() {
			for _, item := range strings.Split(strings.TrimSpace(list.Value), ",") {
				ranges = append(ranges, newSourceRange(list.At(), item, false))
			}
		}
	}
	return ranges, known
}

func newSourceRange(at manifest.Path, text string, field bool) sourceRange {
	r := sourceRange{At: at, Text: strings.TrimSpace(text), Field: field}
	if prefix, err := netip.ParsePrefix(r.Text); err == nil && prefix == prefix.Masked() {
		r.Prefix = prefix
	}
	return r
}

// everyone reports whether the range is that of all addresses.
func (r sourceRange) everyone() bool { return r.Prefix.IsValid() && r.Prefix.Bits() == 0 }

// clusterVersion is the minor version of Kubernetes of the cluster.
func clusterVersion(p *aks.Profile) (version aks.Version, known bool) {
	if p == nil {
		return aks.Version{}, false
	}
	return p.Version()
}

// basicBalancer reports whether the cluster has Basic load balancers.
func basicBalancer(p *aks.Profile) bool {
	return p != nil && p.LoadBalancerSKU().Is("basic")
}

// singleBalancer reports whether the cluster surely has one load balancer, not
// several Standard ones.
func singleBalancer(p *aks.Profile) bool {
	return p != nil && p.Get("networkProfile").Known() && p.LoadBalancerProfile("enableMultipleStandardLoadBalancers").False()
}

// sharedProbe reports whether one probe of kube-proxy stands for all Services
// with the traffic policy Cluster.
func sharedProbe(p *aks.Profile) bool {
	return p != nil && p.LoadBalancerProfile("clusterServiceLoadBalancerHealthProbeMode").Is("Shared")
}
