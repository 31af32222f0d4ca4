package report

import (
	"io"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/network"
)

// The types below are the JSON form of a change; schemas/map-diff.schema.json
// describes them.
type (
	jsonDiff struct {
		Version string          `json:"version"`
		Tool    jsonTool        `json:"tool"`
		Scopes  []jsonDiffScope `json:"scopes"`
	}
	jsonDiffScope struct {
		Folder          string              `json:"folder"`
		Added           []jsonDiffWorkload  `json:"added"`
		Removed         []jsonDiffWorkload  `json:"removed"`
		Exposures       []jsonExposure      `json:"exposures"`
		Opened          []jsonConnection    `json:"opened"`
		Closed          []jsonConnection    `json:"closed"`
		Isolation       []jsonHeld          `json:"isolation"`
		AddressesOpened []jsonAddressChange `json:"addressesOpened"`
		AddressesClosed []jsonAddressChange `json:"addressesClosed"`
		Policies        []jsonPolicy        `json:"policies"`
	}
	jsonDiffWorkload struct {
		ID        string    `json:"id"`
		Kind      string    `json:"kind"`
		Namespace string    `json:"namespace"`
		Name      string    `json:"name"`
		Place     jsonPlace `json:"place"`
	}
	jsonExposure struct {
		Change string   `json:"change"`
		Was    *jsonWay `json:"was"`
		Is     *jsonWay `json:"is"`
	}
	jsonWay struct {
		Kind     string             `json:"kind"`
		Object   jsonObject         `json:"object"`
		Place    jsonPlace          `json:"place"`
		Reach    string             `json:"reach"`
		Sources  []jsonAddressRange `json:"sources"`
		Workload string             `json:"workload"`
		Protocol string             `json:"protocol"`
		Port     int                `json:"port"`
		PodPorts []jsonPortRange    `json:"podPorts"`
		Reached  string             `json:"reached"`
		Rules    []jsonRule         `json:"rules"`
		By       []int              `json:"by"`
	}
	jsonConnection struct {
		From  []string        `json:"from"`
		To    []string        `json:"to"`
		Ports []jsonPortRange `json:"ports"`
		Maybe []jsonPortRange `json:"maybe"`
		Fresh bool            `json:"fresh"`
		Rules []jsonRule      `json:"rules"`
		By    []int           `json:"by"`
	}
	jsonHeld struct {
		Workload  string        `json:"workload"`
		Direction string        `json:"direction"`
		Was       jsonIsolation `json:"was"`
		Is        jsonIsolation `json:"is"`
	}
	jsonAddressChange struct {
		Workloads []string           `json:"workloads"`
		Direction string             `json:"direction"`
		Addresses []jsonAddressRange `json:"addresses"`
		Ports     []jsonPortRange    `json:"ports"`
	}
)

// DiffJSON writes the format that schemas/map-diff.schema.json describes.
func DiffJSON(w io.Writer, changes []*network.Change, opt Options) error {
	out := jsonDiff{Version: mapVersion, Tool: jsonTool{Name: "akslint", Version: opt.Version}, Scopes: []jsonDiffScope{}}
	for _, c := range worthTelling(changes) {
		out.Scopes = append(out.Scopes, toJSONDiff(c))
	}
	return writeJSON(w, out)
}

func toJSONDiff(c *network.Change) jsonDiffScope {
	policies := newPolicyNumbers()
	out := jsonDiffScope{
		Folder: scopeName(c), Added: each(c.Added, toJSONDiffWorkload), Removed: each(c.Removed, toJSONDiffWorkload),
		Exposures: each(c.Exposures, func(e *network.Exposure) jsonExposure {
			return jsonExposure{Change: e.Change.String(), Was: toJSONWay(e.Was, policies), Is: toJSONWay(e.Is, policies)}
		}),
		Opened: each(c.Opened, func(n *network.Connection) jsonConnection {
			return toJSONConnection(n, policies.rules(n.New.In.Allows, n.New.Out.Allows), []int{})
		}),
		Closed: each(c.Closed, func(n *network.Connection) jsonConnection {
			by := []int{}
			for _, d := range []network.Decision{n.New.In, n.New.Out} {
				if !d.Ports.Covers(n.Ports) {
					by = append(by, policies.all(d.Isolation.By)...)
				}
			}
			return toJSONConnection(n, policies.rules(n.New.In.Denies, n.New.Out.Denies), by)
		}),
		Isolation: each(c.Held, func(h *network.Held) jsonHeld {
			return jsonHeld{Workload: csvName(h.Workload), Direction: h.Direction.String(), Was: policies.isolation(h.Was), Is: policies.isolation(h.Is)}
		}),
		AddressesOpened: each(c.AddressesOpened, toJSONAddressChange),
		AddressesClosed: each(c.AddressesClosed, toJSONAddressChange),
	}
	out.Policies = policies.list
	return out
}

func toJSONDiffWorkload(w **inventory.Workload) jsonDiffWorkload {
	m := (*w).Member
	return jsonDiffWorkload{ID: csvName(*w), Kind: (*w).Kind(), Namespace: m.Namespace, Name: objectOf(m), Place: toJSONPlace(m.Object, namePath)}
}

func toJSONWay(w *network.Way, policies *policyNumbers) *jsonWay {
	if w == nil {
		return nil
	}
	e := toJSONEntry(w.Entry, namePath)
	out := &jsonWay{
		Kind: e.Kind, Object: e.Object, Place: e.Place, Reach: e.Reach, Sources: e.Sources,
		PodPorts: []jsonPortRange{}, Reached: "unknown", Rules: []jsonRule{}, By: []int{},
	}
	if w.Target != nil {
		t := toJSONTarget(w.Target, policies)
		out.Workload, out.Protocol, out.Port, out.PodPorts = csvName(w.Target.Workload), t.Protocol, t.Port, t.PodPorts
		out.Reached, out.Rules, out.By = t.Reached, t.Rules, t.By
	}
	return out
}

func toJSONConnection(n *network.Connection, rules []jsonRule, by []int) jsonConnection {
	return jsonConnection{
		From: names(n.From), To: names(n.To), Ports: toJSONPorts(n.Ports), Maybe: toJSONPorts(n.Maybe), Fresh: n.Fresh,
		Rules: rules, By: by,
	}
}

func toJSONAddressChange(a *network.AddressChange) jsonAddressChange {
	return jsonAddressChange{Workloads: names(a.Workloads), Direction: a.Direction.String(), Addresses: toJSONAddresses(a.Addresses), Ports: toJSONPorts(a.Ports)}
}

// names lists workloads as the csv format calls them.
func names(workloads []*inventory.Workload) []string {
	out := make([]string, len(workloads))
	for i, w := range workloads {
		out[i] = csvName(w)
	}
	return out
}
