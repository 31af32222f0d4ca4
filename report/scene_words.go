package report

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// The words in which the map speaks to people. They are not inert yet where
// they quote the input; each format sees to that as it writes them.

// unenforcedWords say that nothing enforces the policies of a scope.
func unenforcedWords(policies int) string {
	return "The cluster has no engine for network policies, so nothing enforces the " + count(policies, "policy", "policies") + " here."
}

// portWords names ports as people do: "80, 443, 53/UDP", "all ports".
func portWords(set network.PortSet) string {
	if set.All() {
		return "all ports"
	}
	ranges := set.Ranges()
	if rest := network.AllPorts().Minus(set); len(ranges) > len(rest.Ranges()) && !set.Empty() {
		return "all ports but " + portWords(rest)
	}
	const most = 6
	var words []string
	for i, r := range ranges {
		if i == most {
			words = append(words, fmt.Sprintf("… %d more", len(ranges)-most))
			break
		}
		word := strconv.Itoa(r.Lo)
		switch {
		case r.Lo == 1 && r.Hi == 65535:
			words = append(words, "all "+r.Protocol.String())
			continue
		case r.Hi > r.Lo:
			word += "-" + strconv.Itoa(r.Hi)
		}
		if r.Protocol != network.TCP {
			word += "/" + r.Protocol.String()
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

// bothPorts names the ports that are sure and those that are not.
func bothPorts(sure, maybe network.PortSet) string {
	switch {
	case maybe.Empty():
		return portWords(sure)
	case sure.Empty():
		return "perhaps " + portWords(maybe)
	}
	return portWords(sure) + "; perhaps " + portWords(maybe)
}

// sourceWords names where a link comes from, for a reader who stands in a
// namespace.
func sourceWords(from source, here *space) string {
	switch from.kind {
	case oneWorkload:
		return workloadWords(from.actors[0], here)
	case someOfSpace:
		return fmt.Sprintf("%d of the %d workloads of %s", len(from.actors), len(from.space.actors), from.space.name)
	case allOfSpace:
		if from.space == here {
			return "all others of " + from.space.name
		}
		return "all of " + from.space.name
	}
	return "any workload that no policy holds in what it sends"
}

// workloadWords names a workload, without the namespace that the reader
// stands in.
func workloadWords(a *actor, here *space) string {
	if a.space == here {
		return a.w.Kind() + " " + a.name()
	}
	return a.w.Kind() + " " + a.space.name + "/" + a.name()
}

// policyWords names a policy: "NetworkPolicy shop/deny".
func policyWords(p *network.Policy) string {
	if p.Namespace() == "" {
		return p.Member.Object.Kind + " " + p.Name()
	}
	return p.Member.Object.Kind + " " + p.Namespace() + "/" + p.Name()
}

// rulePlace is where a rule stands: file:line:column.
func rulePlace(r *network.Rule) string {
	o := r.Policy.Member.Object
	return o.Source().Name + ":" + o.Source().Position(o.Locate(r.Path).Start).String()
}

// policyPlace is where a policy stands.
func policyPlace(p *network.Policy) string { return memberPlace(p.Member) }

// memberPlace is where the name of an object stands.
func memberPlace(m *inventory.Member) string {
	o := m.Object
	return o.Source().Name + ":" + o.Source().Position(o.Locate(namePath).Start).String()
}

// ruleWords names a rule: "NetworkPolicy shop/web ingress[0]".
func ruleWords(r *network.Rule) string {
	return policyWords(r.Policy) + " " + strings.TrimPrefix(r.Path.String(), "spec.")
}

// addressWords names addresses: as blocks where they are few, else as ranges.
func addressWords(set network.AddressSet) string {
	switch {
	case set.Equal(network.AllAddresses()):
		return "any address"
	case set.Equal(network.Internet()):
		return "the internet"
	}
	var words []string
	for _, family := range []struct {
		all  network.AddressSet
		name string
	}{{anyIPv4, "any IPv4 address"}, {anyIPv6, "any IPv6 address"}} {
		if part := set.Intersect(family.all); part.Equal(family.all) {
			words = append(words, family.name)
		} else if !part.Empty() {
			words = append(words, familyWords(part))
		}
	}
	return strings.Join(words, ", ")
}

// familyWords names addresses of one family.
func familyWords(set network.AddressSet) string {
	if words, ok := exceptWords(set); ok {
		return words
	}
	const most = 4
	var words []string
	for i, r := range set.Ranges() {
		if i == most {
			words = append(words, fmt.Sprintf("… %d more", len(set.Ranges())-most))
			break
		}
		words = append(words, rangeWords(r))
	}
	return strings.Join(words, ", ")
}

var (
	namePath = manifest.At("metadata", "name")

	anyIPv4 = network.Addresses(netip.MustParsePrefix("0.0.0.0/0"))
	anyIPv6 = network.Addresses(netip.MustParsePrefix("::/0"))
)

// exceptWords writes addresses as a block with few exceptions, as a policy
// does, where that is what they are.
func exceptWords(set network.AddressSet) (words string, ok bool) {
	ranges := set.Ranges()
	first, last := ranges[0].Lo, ranges[len(ranges)-1].Hi
	if first.BitLen() != last.BitLen() || len(ranges) == 1 && strings.Contains(rangeWords(ranges[0]), "/") {
		return "", false
	}
	for bits := first.BitLen(); bits >= 0; bits-- {
		hull, err := first.Prefix(bits)
		if err != nil || !hull.Contains(last) {
			continue
		}
		rest := network.Addresses(hull).Minus(set).Ranges()
		var gaps []string
		for _, r := range rest {
			gaps = append(gaps, rangeWords(r))
		}
		if len(gaps) == 0 || len(gaps) > 2 || strings.Contains(strings.Join(gaps, ""), " to ") {
			return "", false
		}
		return hull.String() + " except " + listWords(gaps), true
	}
	return "", false
}

// rangeWords writes a range as a block where it is one.
func rangeWords(r network.AddressRange) string {
	if r.Lo == r.Hi {
		return r.Lo.String()
	}
	for bits := r.Lo.BitLen() - 1; bits >= 0; bits-- {
		p, err := r.Lo.Prefix(bits)
		if err != nil || p.Addr() != r.Lo {
			break
		}
		if one := network.Addresses(p).Ranges(); len(one) == 1 && one[0] == r {
			return p.String()
		}
	}
	return r.Lo.String() + " to " + r.Hi.String()
}

// policyList names policies, the first few of many.
func policyList(policies []*network.Policy) string {
	const most = 4
	var words []string
	for i, p := range policies {
		if i == most {
			words = append(words, fmt.Sprintf("%d more", len(policies)-most))
			break
		}
		words = append(words, policyWords(p))
	}
	return listWords(words)
}

// listWords joins words as a sentence does: "a, b and c".
func listWords(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// entryWords names an entry: "load balancer Service shop/web".
func entryWords(d *door) string {
	o := d.entry.Member.Object
	if kind := d.entry.Kind.String(); kind != o.Kind {
		return kind + " " + o.Kind + " " + d.space.name + "/" + objectOf(d.entry.Member)
	}
	return o.Kind + " " + d.space.name + "/" + objectOf(d.entry.Member)
}
