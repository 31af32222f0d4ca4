package network_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/akslint/akslint/network"
)

// named gives a NetworkPolicy of on a name.
func named(name, policy string) string {
	before, after, _ := strings.Cut(policy, "name: ")
	_, after, _ = strings.Cut(after, ",")
	return before + "name: " + name + "," + after
}

func TestRedundant(t *testing.T) {
	from := func(peer, port string) string { return "ingress: [{from: [" + peer + "], ports: [" + port + "]}]" }
	const (
		podA  = "{podSelector: {matchLabels: {app: a}}}"
		space = "{podSelector: {}}"
		all   = "{namespaceSelector: {}}"
		p80   = "{port: 80}"
	)
	tests := []struct {
		name  string
		extra string
		want  []string // redundant rules, and policies
	}{
		{"the same twice: the later", named("p", on(appB, from(podA, p80))) + named("q", on(appB, from(podA, p80))), []string{"q[0]", "q"}},
		{"a wider peer", named("p", on(appB, from(podA, p80))) + named("q", on(appB, from(space, p80))), []string{"p[0]", "p"}},
		{"a wider subject", named("p", on(appB, from(podA, p80))) + named("q", on("{}", from(podA, p80))), []string{"p[0]", "p"}},
		{"a narrower subject", named("p", on("{}", from(podA, p80))) + named("q", on(appB, from(podA, p80))), []string{"q[0]", "q"}},
		{"all namespaces", named("p", on(appB, from(space, p80))) + named("q", on(appB, from(all, "{port: 80, endPort: 90}"))), []string{"p[0]", "p"}},
		{"two rules together", named("p", on(appB, from(podA, p80+", {port: 81}"))) + named("q", on(appB, "ingress: [{from: ["+space+"], ports: [{port: 80}]}, {ports: [{port: 81}]}]")), []string{"p[0]", "p"}},
		{"other ports", named("p", on(appB, from(podA, p80))) + named("q", on(appB, from(podA, "{port: 81}"))), nil},
		{"another protocol", named("p", on(appB, from(podA, p80))) + named("q", on(appB, from(podA, "{port: 80, protocol: UDP}"))), nil},
		{"a block within a block", named("p", on(appB, from("{ipBlock: {cidr: 10.1.0.0/16}}", p80))) + named("q", on(appB, from("{ipBlock: {cidr: 10.0.0.0/8}}", p80))), []string{"p[0]", "p"}},
		{"a block with an exception", named("p", on(appB, from("{ipBlock: {cidr: 10.1.0.0/16}}", p80))) + named("q", on(appB, from("{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.1.0/24]}}", p80))), nil},
		{"a named port", named("p", on(appB, from(podA, "{port: http}"))) + named("q", on(appB, from(podA, "{port: http}, {port: 81}"))), []string{"p[0]", "p"}},
		{"one rule of a policy", named("p", on(appB, "ingress: [{from: ["+podA+"]}, {from: ["+space+"]}]")), []string{"p[0]"}},
		{"a default deny is not", named("p", on("{}", "policyTypes: [Ingress]")) + named("q", on("{}", "policyTypes: [Ingress]")), nil},
		{"a policy that isolates more is not", named("p", on(appB, "policyTypes: [Ingress, Egress], "+from(podA, p80))) + named("q", on(appB, from(space, p80))), []string{"p[0]"}},
		{"a policy that selects nothing", named("p", on("{matchLabels: {app: none}}", from(podA, p80))) + named("q", on("{}", from(space, p80))), nil},
		{"a placeholder", named("p", on(appB, from("{podSelector: {matchLabels: {app: \"${APP}\"}}}", p80))) + named("q", on(appB, from(podA, p80))), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inv := build("all.yaml", town+tt.extra)
			view, _ := inv.Scopes[0].Front()
			n := network.NewModels(network.Settings{}).At(view)
			var got []string
			for _, p := range n.Policies("shop") {
				for _, r := range p.Ingress.Rules {
					if by, ok := n.Redundant(r); ok {
						got = append(got, fmt.Sprintf("%s[%d]", p.Name(), r.Index))
						if len(by) == 0 {
							t.Error("redundant for no reason")
						}
					}
				}
				if _, ok := n.RedundantPolicy(p); ok {
					got = append(got, p.Name())
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestOneSided(t *testing.T) {
	egress := func(peer, ports string) string {
		return named("out", on("{matchLabels: {app: a}}", "policyTypes: [Egress], egress: [{to: ["+peer+"]"+ports+"}]"))
	}
	const podB, p80 = "{podSelector: {matchLabels: {app: b}}}", ", ports: [{port: 80}]"
	tests := []struct {
		name  string
		extra string
		want  []string
	}{
		{"the other end is closed", egress(podB, p80) + named("in", on(appB, "ingress: []")), []string{"a>b TCP:80 by in"}},
		{"the other end admits another port", egress(podB, p80) + named("in", on(appB, "ingress: [{ports: [{port: 81}]}]")), []string{"a>b TCP:80 by in"}},
		{"one port of two", egress(podB, ", ports: [{port: 80}, {port: 81}]") + named("in", on(appB, "ingress: [{ports: [{port: 81}]}]")), []string{"a>b TCP:80 by in"}},
		{"a named port", egress(podB, ", ports: [{port: http}]") + named("in", on(appB, "ingress: [{ports: [{port: 80}]}]")), []string{"a>b TCP:8080 by in"}},
		{"the other end is open", egress(podB, p80), nil},
		{"the other end admits it", egress(podB, p80) + named("in", on(appB, "ingress: [{from: [{podSelector: {}}]}]")), nil},
		{"part of all ports", egress(podB, "") + named("in", on(appB, "ingress: [{ports: [{port: 81}]}]")), nil},
		{"a peer that names no one", egress("{namespaceSelector: {}}", p80) + named("in", on(appB, "ingress: []")), nil},
		{"one of those selected is admitted", named("out", on("{}", "policyTypes: [Egress], egress: [{to: ["+podB+"]}]")) + named("in", on(appB, "ingress: [{from: [{podSelector: {matchLabels: {app: a}}}]}]")), nil},
		{"the source is closed", named("in", on(appB, "ingress: [{from: [{podSelector: {matchLabels: {app: a}}}]}]")) + named("out", on("{matchLabels: {app: a}}", "policyTypes: [Egress]")), []string{"a>b ALL by out"}},
		{"of two ends, another than itself", named("out", on("{}", "policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: a}}}]}]")) + named("in", on("{matchLabels: {app: a}}", "ingress: []")), []string{"b>a ALL by in"}},
		{"a named port, on another end admitted", named("in", on("{matchExpressions: [{key: app, operator: In, values: [b, d]}]}", "ingress: [{from: [{podSelector: {matchLabels: {app: a}}}], ports: [{port: http}]}]")) +
			egress("{podSelector: {matchLabels: {app: d}}}", ", ports: [{port: 9090}]") +
			"apiVersion: v1\nkind: Pod\nmetadata: {name: d, namespace: shop, labels: {app: d}}\nspec: {containers: [{name: c, image: c, ports: [{name: http, containerPort: 9090}]}]}\n---\n", nil},
		{"41 a pod is not cut off from itself", named("self", on(appB, "policyTypes: [Ingress, Egress], egress: [{to: [{podSelector: "+appB+"}]}]")), nil},
		{"the source may be closed", named("in", on(appB, "ingress: [{from: [{podSelector: {matchLabels: {app: a}}}]}]")) + named("out", on("{matchLabels: {app: \"${APP}\"}}", "policyTypes: [Egress]")), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inv := build("all.yaml", town+tt.extra)
			view, _ := inv.Scopes[0].Front()
			n := network.NewModels(network.Settings{}).At(view)
			var got []string
			for _, p := range n.Policies("shop") {
				for _, rule := range slices.Concat(p.Ingress.Rules, p.Egress.Rules) {
					for _, peer := range rule.Peers {
						for x := range n.OneSided(rule, peer) {
							got = append(got, fmt.Sprintf("%s>%s %s by %s", x.From.Name(), x.To.Name(), x.Ports, x.By[0].Name()))
						}
					}
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
