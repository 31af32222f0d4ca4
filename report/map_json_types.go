package report

import (
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// mapVersion is that of schemas/map.schema.json and
// schemas/map-diff.schema.json. It changes when a field goes away or changes
// its meaning, not when one is added.
const mapVersion = "1"

// The types below are the pieces of which the JSON forms of a map and of a
// change are made; the schemas describe them. Arrays are never null, and an
// index points into a list of the same scope.
type (
	jsonMap struct {
		Version string         `json:"version"`
		Tool    jsonTool       `json:"tool"`
		Scopes  []jsonMapScope `json:"scopes"`
	}
	jsonMapScope struct {
		Folder     string            `json:"folder"`
		Incomplete bool              `json:"incomplete"`
		Unenforced int               `json:"unenforced"`
		Workloads  []jsonWorkload    `json:"workloads"`
		Groups     []jsonGroup       `json:"groups"`
		Edges      []jsonMapEdge     `json:"edges"`
		Addresses  []jsonAddressEdge `json:"addresses"`
		Entries    []jsonEntry       `json:"entries"`
		Calls      []jsonCall        `json:"calls"`
		Policies   []jsonPolicy      `json:"policies"`
	}
	jsonPlace struct {
		File   string `json:"file"`
		Line   int    `json:"line"`
		Column int    `json:"column"`
	}
	jsonWorkload struct {
		ID        string    `json:"id"`
		Kind      string    `json:"kind"`
		Namespace string    `json:"namespace"`
		Name      string    `json:"name"`
		Group     int       `json:"group"`
		Place     jsonPlace `json:"place"`
	}
	jsonGroup struct {
		Workloads   []int         `json:"workloads"`
		HostNetwork string        `json:"hostNetwork"`
		Ingress     jsonIsolation `json:"ingress"`
		Egress      jsonIsolation `json:"egress"`
	}
	jsonIsolation struct {
		Isolated string `json:"isolated"`
		By       []int  `json:"by"`
	}
	jsonPortRange struct {
		Protocol string `json:"protocol"`
		From     int    `json:"from"`
		To       int    `json:"to"`
	}
	jsonAddressRange struct {
		From string `json:"from"`
		To   string `json:"to"`
	}
	jsonRule struct {
		Policy    int       `json:"policy"`
		Direction string    `json:"direction"`
		Action    string    `json:"action"`
		Path      string    `json:"path"`
		Place     jsonPlace `json:"place"`
	}
	jsonMapEdge struct {
		From  []int           `json:"from"`
		To    []int           `json:"to"`
		Ports []jsonPortRange `json:"ports"`
		Maybe []jsonPortRange `json:"maybe"`
		Rules []jsonRule      `json:"rules"`
	}
	jsonAddressEdge struct {
		Groups    []int              `json:"groups"`
		Direction string             `json:"direction"`
		Addresses []jsonAddressRange `json:"addresses"`
		Ports     []jsonPortRange    `json:"ports"`
		Maybe     []jsonPortRange    `json:"maybe"`
	}
	jsonEntry struct {
		Kind    string             `json:"kind"`
		Object  jsonObject         `json:"object"`
		Place   jsonPlace          `json:"place"`
		Reach   string             `json:"reach"`
		Sources []jsonAddressRange `json:"sources"`
		Hosts   []string           `json:"hosts"`
		Reason  string             `json:"reason"`
		Targets []jsonTarget       `json:"targets"`
	}
	jsonTarget struct {
		Workload int             `json:"workload"`
		Service  string          `json:"service"`
		Protocol string          `json:"protocol"`
		Port     int             `json:"port"`
		PodPorts []jsonPortRange `json:"podPorts"`
		Reached  string          `json:"reached"`
		Reason   string          `json:"reason"`
		Rules    []jsonRule      `json:"rules"`
		By       []int           `json:"by"`
	}
	jsonCall struct {
		From    int             `json:"from"`
		To      int             `json:"to"`
		Service string          `json:"service"`
		Ports   []jsonPortRange `json:"ports"`
		Denied  []jsonPortRange `json:"denied"`
		Maybe   []jsonPortRange `json:"maybe"`
		Place   jsonPlace       `json:"place"`
	}
	jsonPolicy struct {
		Object jsonObject `json:"object"`
		Place  jsonPlace  `json:"place"`
	}
)

// policyNumbers numbers the policies that a map speaks of, as they come.
type policyNumbers struct {
	at   map[*network.Policy]int
	list []jsonPolicy
}

func newPolicyNumbers() *policyNumbers {
	return &policyNumbers{at: map[*network.Policy]int{}, list: []jsonPolicy{}}
}

func (n *policyNumbers) of(p *network.Policy) int {
	i, ok := n.at[p]
	if !ok {
		i = len(n.list)
		n.at[p] = i
		n.list = append(n.list, jsonPolicy{Object: toJSONMember(p.Member), Place: toJSONPlace(p.Member.Object, namePath)})
	}
	return i
}

func (n *policyNumbers) all(policies []*network.Policy) []int {
	out := make([]int, len(policies))
	for i, p := range policies {
		out[i] = n.of(p)
	}
	return out
}

func (n *policyNumbers) rules(lists ...[]*network.Rule) []jsonRule {
	out := []jsonRule{}
	for _, list := range lists {
		for _, r := range list {
			out = append(out, jsonRule{
				Policy: n.of(r.Policy), Direction: r.Direction.String(), Action: r.Action.String(),
				Path: r.Path.String(), Place: toJSONPlace(r.Policy.Member.Object, r.Path),
			})
		}
	}
	return out
}

func (n *policyNumbers) isolation(i network.Isolation) jsonIsolation {
	return jsonIsolation{Isolated: truthWord(i.Truth), By: n.all(i.By)}
}

func toJSONMember(m *inventory.Member) jsonObject {
	return jsonObject{APIVersion: m.Object.APIVersion, Kind: m.Object.Kind, Namespace: m.Namespace, Name: objectOf(m)}
}

func toJSONPlace(o *manifest.Object, at manifest.Path) jsonPlace {
	pos := o.Source().Position(o.Locate(at).Start)
	return jsonPlace{File: o.Source().Name, Line: pos.Line, Column: pos.Column}
}

func toJSONPorts(set network.PortSet) []jsonPortRange {
	out := []jsonPortRange{}
	for _, r := range set.Ranges() {
		out = append(out, jsonPortRange{Protocol: r.Protocol.String(), From: r.Lo, To: r.Hi})
	}
	return out
}

func toJSONAddresses(set network.AddressSet) []jsonAddressRange {
	out := []jsonAddressRange{}
	for _, r := range set.Ranges() {
		out = append(out, jsonAddressRange{From: r.Lo.String(), To: r.Hi.String()})
	}
	return out
}

// truthWord is an answer in JSON: "yes", "no" or "unknown".
func truthWord(t inventory.Truth) string {
	return [...]string{inventory.No: "no", inventory.Yes: "yes", inventory.Unknown: "unknown"}[t]
}

// filled is never null.
func filled[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}
