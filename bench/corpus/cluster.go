package corpus

import (
	"fmt"
	"math/rand/v2"
)

// workloadsEach is how many workloads a namespace of a large cluster holds.
const workloadsEach = 33

// Cluster makes a large cluster, a file for each namespace: workloads with a
// label of their own and one for their tier, and policies. Each namespace denies
// everything by default; the other policies name peers by tier, team, namespace
// or address, in both directions.
func Cluster(workloads, policies int) []File {
	c := cluster{r: rand.New(rand.NewPCG(1, 2)), spaces: max(1, workloads/workloadsEach)}
	docs := make([][]object, c.spaces)
	for i := range docs {
		docs[i] = []object{
			{{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", object{{"name", space(i)}, {"labels", object{{"team", team(i)}}}}}},
			policy("default-deny", i, object{{"podSelector", object{}}, {"policyTypes", list("Ingress", "Egress")}}),
		}
	}
	for i := range workloads {
		docs[i%c.spaces] = append(docs[i%c.spaces], c.workload(i))
	}
	for i := range policies - c.spaces {
		docs[i%c.spaces] = append(docs[i%c.spaces], c.policy(i, workloads))
	}
	files := make([]File, c.spaces)
	for i, d := range docs {
		files[i] = File{fmt.Sprintf("k8s/%s.yaml", space(i)), printer{hang: i%2 == 0}.text(d...)}
	}
	return files
}

type cluster struct {
	r      *rand.Rand
	spaces int
}

func space(i int) string   { return fmt.Sprintf("team-%04d", i) }
func team(i int) string    { return fmt.Sprintf("t%d", i%7) }
func appName(i int) string { return fmt.Sprintf("app-%06d", i) }

func (c cluster) workload(i int) object {
	labels := object{{"app", appName(i)}, {"tier", pick(c.r, tiers)}}
	return object{{"apiVersion", "apps/v1"}, {"kind", "Deployment"},
		{"metadata", object{{"name", appName(i)}, {"namespace", space(i % c.spaces)}}},
		{"spec", object{
			{"selector", object{{"matchLabels", labels[:1]}}},
			{"template", object{
				{"metadata", object{{"labels", labels}}},
				{"spec", object{{"containers", []any{object{
					{"name", "app"}, {"image", "registry.example.com/app:1"},
					{"ports", []any{
						object{{"name", "http"}, {"containerPort", 8080 + c.r.IntN(3)}},
						object{{"name", "metrics"}, {"containerPort", 9090}}}}}}}}}}}}}}
}

func policy(name string, i int, spec object) object {
	return object{{"apiVersion", "networking.k8s.io/v1"}, {"kind", "NetworkPolicy"},
		{"metadata", object{{"name", name}, {"namespace", space(i)}}}, {"spec", spec}}
}

func (c cluster) policy(i, workloads int) object {
	n := i % c.spaces
	pods := object{{"tier", pick(c.r, tiers)}}
	if oneIn(c.r, 2) {
		pods = object{{"app", appName(n + c.spaces*c.r.IntN(max(1, workloads/c.spaces)))}}
	}
	direction, rules, peers := "Ingress", "ingress", "from"
	if oneIn(c.r, 3) {
		direction, rules, peers = "Egress", "egress", "to"
	}
	rule := object{{peers, []any{c.peer(), c.peer()}}}
	if ports := c.ports(); ports != nil {
		rule = append(rule, field{"ports", ports})
	}
	return policy(fmt.Sprintf("p%d", i), n, object{
		{"podSelector", object{{"matchLabels", pods}}}, {"policyTypes", list(direction)}, {rules, []any{rule}}})
}

func (c cluster) peer() object {
	byTier := field{"podSelector", object{{"matchLabels", object{{"tier", pick(c.r, tiers)}}}}}
	switch c.r.IntN(10) {
	case 0:
		return object{{"ipBlock", object{{"cidr", fmt.Sprintf("%d.%d.0.0/16", 1+c.r.IntN(200), c.r.IntN(250))}}}}
	case 1, 2:
		return object{{"namespaceSelector", object{{"matchLabels", object{{"team", team(c.r.IntN(7))}}}}}, byTier}
	case 3, 4:
		return object{{"namespaceSelector", object{{"matchLabels", object{{"kubernetes.io/metadata.name", space(c.r.IntN(c.spaces))}}}}}}
	case 5, 6:
		return object{{"podSelector", object{{"matchExpressions", []any{object{
			{"key", "tier"}, {"operator", "In"}, {"values", list(pick(c.r, tiers), pick(c.r, tiers))}}}}}}}
	}
	return object{byTier}
}

func (c cluster) ports() []any {
	switch c.r.IntN(4) {
	case 0:
		return []any{object{{"port", "http"}}}
	case 1:
		return []any{object{{"port", 8080}}, object{{"port", "metrics"}}}
	case 2:
		return []any{object{{"port", 8000}, {"endPort", 8999}}}
	}
	return nil
}
