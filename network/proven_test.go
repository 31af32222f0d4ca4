package network_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akslint/akslint/network"
)

// provenText is a Service of a database, and who may connect to it.
const provenText = `
{apiVersion: v1, kind: Pod, metadata: {name: db, labels: {app: db, team: data}}, spec: {containers: [{name: a, image: a, ports: [{name: sql, containerPort: 5433}]}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: db}, spec: {%s selector: {app: %s}, ports: [{name: sql, port: 5432, targetPort: sql}, {name: metrics, port: 9187}, {name: lost, port: 1, targetPort: none}]}}
---
`

func TestProven(t *testing.T) {
	client := func(name, namespace, rest string) string {
		return fmt.Sprintf("{apiVersion: v1, kind: Pod, metadata: {name: %s, namespace: %s, labels: {app: %s}}, spec: {containers: [{name: a, image: a, %s}]}}\n---\n", name, namespace, name, rest)
	}
	env := func(value string) string { return fmt.Sprintf("env: [{name: X, value: %q}]", value) }
	config := func(namespace, value string) string {
		return fmt.Sprintf("{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: %s}, data: {URL: %q, OTHER: nothing}}\n---\n", namespace, value)
	}
	const ports = " on TCP:5433 TCP:9187"
	tests := []struct{ name, service, app, extra, want string }{
		{"nobody is known", "", "db", "", "nobody" + ports},
		{"a load balancer", "type: LoadBalancer,", "db", client("api", "shop", env("db")), "everybody" + ports},
		{"external IPs", "externalIPs: [192.0.2.1],", "db", "", "everybody" + ports},
		{"an Ingress of the add-on", "", "db", "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i}, spec: {ingressClassName: webapprouting.kubernetes.azure.com, defaultBackend: {service: {name: db, port: {number: 9187}}}}}", "app-routing-system" + ports},
		{"an Ingress somewhere", "", "db", "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i}, spec: {ingressClassName: nginx, defaultBackend: {service: {name: db, port: {number: 9187}}}}}", "everybody" + ports},
		{"an Ingress for a port that is none", "", "db", "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i}, spec: {ingressClassName: nginx, defaultBackend: {service: {name: db, port: {number: 7}}}}}", "everybody" + ports},
		{"a custom resource names it", "", "db", "{apiVersion: traefik.io/v1alpha1, kind: IngressRoute, metadata: {name: i}, spec: {routes: [{services: [{name: db, port: 9187}]}]}}", "everybody" + ports},
		{"the environment", "", "db", client("api", "shop", env("postgres://user@db.shop.svc.cluster.local:5432/x")) + client("web", "shop", env("web")), "app=api" + ports},
		{"a word of a command", "", "db", client("api", "shop", `args: ["--host=db"]`), "app=api" + ports},
		{"the path of a URL", "", "db", client("api", "shop", env("http://x/db")), "nobody" + ports},
		{"a longer word", "", "db", client("api", "shop", env("db-2 mydb db.other")), "nobody" + ports},
		{"another namespace", "", "db", client("api", "front", env("db.shop")) + client("web", "front", env("db")), "front/app=api" + ports},
		{"all of a ConfigMap", "", "db", config("shop", "db:5432") + client("api", "shop", "envFrom: [{configMapRef: {name: settings}}]"), "app=api" + ports},
		{"a key of a ConfigMap", "", "db", config("shop", "db:5432") + client("api", "shop", "env: [{name: X, valueFrom: {configMapKeyRef: {name: settings, key: URL}}}]"), "app=api" + ports},
		{"another key of a ConfigMap", "", "db", config("shop", "db:5432") + client("api", "shop", "env: [{name: X, valueFrom: {configMapKeyRef: {name: settings, key: OTHER}}}]"), "nobody" + ports},
		{"a ConfigMap of another namespace", "", "db", config("shop", "db:5432") + client("api", "front", "envFrom: [{configMapRef: {name: settings}}]"), "nobody" + ports},
		{"a ConfigMap that nobody takes", "", "db", config("shop", "db:5432") + client("api", "shop", env("x")), "nobody" + ports},
		{"two of the same labels", "", "db", client("api", "shop", env("db")) + strings.Replace(client("api", "shop", env("db")), "name: api", "name: api-2", 1), "app=api" + ports},
		{"a selector to come", "", "'$APP'", "", "not told"},
		{"no pods", "", "other", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, _ := seenBy(t, fmt.Sprintf(provenText, tt.service, tt.app)+tt.extra, "Pod", "db")
			services, ok := n.Proven("shop", nil)
			var got []string
			if !ok {
				got = append(got, "not told")
			}
			for _, p := range services {
				got = append(got, provenLine(p))
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "; ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func provenLine(p network.Proven) string {
	var who []string
	for _, c := range p.Clients {
		word := c.Namespace
		for key, value := range c.Labels {
			word = strings.TrimPrefix(word+"/"+key+"="+value, "/")
		}
		who = append(who, word)
	}
	switch {
	case p.Everybody:
		who = []string{"everybody"}
	case len(who) == 0:
		who = []string{"nobody"}
	}
	line := strings.Join(who, " ") + " on"
	for _, port := range p.Ports {
		line += fmt.Sprintf(" %v:%d", port.Protocol, port.Number)
	}
	return line
}

func TestProvenOfOne(t *testing.T) {
	text := fmt.Sprintf(provenText, "", "db") + "{apiVersion: v1, kind: Service, metadata: {name: other}, spec: {selector: {app: other}, ports: [{port: 80}]}}\n---\n" +
		"{apiVersion: v1, kind: Pod, metadata: {name: other, labels: {app: other}}, spec: {containers: [{name: a, image: a}]}}\n"
	n, db := seenBy(t, text, "Pod", "db")
	if all, _ := n.Proven("shop", nil); len(all) != 2 {
		t.Errorf("%d Services, want 2", len(all))
	}
	own, _ := n.Proven("shop", db.Workload)
	if len(own) != 1 || own[0].Service.Object.Name != "db" {
		t.Errorf("the Services of db are %v", own)
	}
	if !own[0].Same(&own[0]) {
		t.Error("a Service is not the same as itself")
	}
}
