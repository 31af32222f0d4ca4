package report

import (
	"io"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// MapJSON writes the format that schemas/map.schema.json describes. Workloads
// that behave alike are one group, and edges join groups.
func MapJSON(w io.Writer, maps []*network.Map, opt Options) error {
	out := jsonMap{Version: mapVersion, Tool: jsonTool{Name: "akslint", Version: opt.Version}, Scopes: []jsonMapScope{}}
	for _, m := range worthShowing(maps) {
		out.Scopes = append(out.Scopes, toJSONScope(newScene(m)))
	}
	return writeJSON(w, out)
}

func toJSONScope(s *scene) jsonMapScope {
	policies := newPolicyNumbers()
	out := jsonMapScope{
		Folder: s.m.Scope.Name, Incomplete: s.m.Scope.Open, Unenforced: s.m.Unenforced,
		Workloads: []jsonWorkload{}, Groups: []jsonGroup{}, Edges: []jsonMapEdge{}, Addresses: []jsonAddressEdge{}, Entries: []jsonEntry{}, Calls: []jsonCall{},
	}
	for _, g := range s.m.Groups {
		out.Groups = append(out.Groups, jsonGroup{
			Workloads: []int{}, HostNetwork: truthWord(g.HostNetwork),
			Ingress: policies.isolation(g.Ingress), Egress: policies.isolation(g.Egress),
		})
	}
	for _, a := range s.actors {
		out.Workloads = append(out.Workloads, toJSONWorkload(a))
		g := &out.Groups[a.group]
		g.Workloads = append(g.Workloads, a.index)
	}
	for i := range s.m.Edges {
		e := &s.m.Edges[i]
		why := s.edgeGrounds(e)
		out.Edges = append(out.Edges, jsonMapEdge{
			From: filled(e.From), To: filled(e.To), Ports: toJSONPorts(e.Ports), Maybe: toJSONPorts(e.Maybe),
			Rules: policies.rules(why.in, why.out),
		})
	}
	for i := range s.m.Outside {
		e := &s.m.Outside[i]
		out.Addresses = append(out.Addresses, jsonAddressEdge{
			Groups: filled(e.Groups), Direction: e.Direction.String(), Addresses: toJSONAddresses(e.Addresses),
			Ports: toJSONPorts(e.Ports), Maybe: toJSONPorts(e.Maybe),
		})
	}
	for _, d := range s.doors {
		out.Entries = append(out.Entries, s.toJSONEntry(d.entry, policies))
	}
	for _, u := range s.uses {
		out.Calls = append(out.Calls, jsonCall{
			From: u.from.index, To: u.to.index, Service: objectOf(u.use.Service), Ports: toJSONPorts(u.ports),
			Denied: toJSONPorts(u.denied), Maybe: toJSONPorts(u.unsure), Place: toJSONPlace(u.use.Object, u.use.Path),
		})
	}
	out.Policies = policies.list
	return out
}

// edgeGrounds are the rules that admit traffic between the first groups of an
// edge, each of its sources with each of its destinations.
func (s *scene) edgeGrounds(e *network.Edge) grounds {
	var why grounds
	for _, to := range e.To[:min(len(e.To), maxGrounds)] {
		one := s.grounds(e.From, to)
		add(&why.in, one.in)
		add(&why.out, one.out)
	}
	return why
}

func toJSONWorkload(a *actor) jsonWorkload {
	return jsonWorkload{
		ID: a.id, Kind: a.w.Kind(), Namespace: a.space.name, Name: a.name(), Group: a.group,
		Place: toJSONPlace(a.w.Member.Object, namePath),
	}
}

func (s *scene) toJSONEntry(e *network.Entry, policies *policyNumbers) jsonEntry {
	at := e.Path
	if at.Len() == 0 {
		at = namePath
	}
	out := toJSONEntry(e, at)
	for i := range e.Targets {
		t := toJSONTarget(&e.Targets[i], policies)
		if a := s.actorOf[e.Targets[i].Workload]; a != nil {
			t.Workload = a.index
		}
		out.Targets = append(out.Targets, t)
	}
	return out
}

func toJSONEntry(e *network.Entry, at manifest.Path) jsonEntry {
	return jsonEntry{
		Kind: e.Kind.String(), Object: toJSONMember(e.Member), Place: toJSONPlace(e.Member.Object, at), Reach: e.Reach.String(),
		Sources: toJSONAddresses(e.Sources), Hosts: filled(e.Hosts), Reason: e.Reason, Targets: []jsonTarget{},
	}
}

func toJSONTarget(t *network.Target, policies *policyNumbers) jsonTarget {
	out := jsonTarget{
		Workload: -1, Protocol: t.Protocol.String(), Port: t.Port, PodPorts: toJSONPorts(t.Ports),
		Reached: truthWord(t.Reached), Reason: t.Reason,
		Rules: policies.rules(t.Decision.Allows, t.Decision.Denies), By: []int{},
	}
	if t.Reached != inventory.Yes {
		out.By = policies.all(t.Decision.Isolation.By)
	}
	if t.Service != nil {
		out.Service = objectOf(t.Service)
	}
	return out
}
