package network

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

const usesText = `
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: db}, ports: [{port: 5432, targetPort: sql}, {port: 9187, targetPort: 9187}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec: {template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, env: [{name: DB_HOST, value: db}], ports: [{name: sql, containerPort: 5433}]}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: front}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: front, labels: {app: web}}
spec: {containers: [{name: web}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {UPSTREAM: "http://web.front.svc.cluster.local/", NOTE: "web db"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  template:
    metadata: {labels: {app: api}}
    spec:
      initContainers: [{name: wait, command: [sh, -c, "until nc -z db 5432; do sleep 1; done"]}]
      containers:
      - name: api
        envFrom: [{configMapRef: {name: settings}}]
        env: [%s]
`

func TestUses(t *testing.T) {
	for _, c := range []struct {
		name, env string
		want      []string
	}{
		{"wait and ConfigMap", "", []string{"front/web:0 TCP:80", "shop/db:5432 TCP:5433"}},
		{"URL with a password", `{name: X, value: "postgres://user:p-db@db:5432/db"}`, []string{"front/web:0 TCP:80", "shop/db:5432 TCP:5433"}},
		{"the other port", `{name: X, value: "db.shop:9187"}`, []string{"front/web:0 TCP:80", "shop/db:5432 TCP:5433", "shop/db:9187 TCP:9187"}},
		{"a word that is no host", `{name: MODE, value: web}`, []string{"front/web:0 TCP:80", "shop/db:5432 TCP:5433"}},
		{"a path", `{name: DATA_URL, value: "/var/lib/db"}`, []string{"front/web:0 TCP:80", "shop/db:5432 TCP:5433"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := fmt.Sprintf(usesText, c.env)
			file := manifest.Parse(manifest.NewSource("shop.yaml", []byte(text)), manifest.ParseOptions{Manifest: true})
			scope := inventory.Build([]*manifest.File{file}, inventory.Options{Namespace: "default"}).Scopes[0]
			var got []string
			for _, m := range scope.Members {
				if m.Workload == nil {
					continue
				}
				for _, u := range Uses(inventory.View{Scope: scope, Member: m}, m.Workload) {
					if m.Object.Name != "api" {
						t.Errorf("%s uses %s", m.Object.Name, u.Service.Object.Name)
					}
					if u.Object.Locate(u.Path).End == 0 {
						t.Errorf("no place for %s", u.Path)
					}
					got = append(got, fmt.Sprintf("%s/%s:%d %s", u.Service.Namespace, u.Service.Object.Name, u.Port, u.PodPorts(u.Targets[0])))
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
