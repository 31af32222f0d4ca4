package inventory_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWorkloads describes the view of each kind that makes pods: where its
// template, labels and spec lie, its own selector, and the ports it declares.
func TestWorkloads(t *testing.T) {
	const template = `{metadata: {labels: {app: web}, annotations: {a: b}}, spec: {containers: [{name: web, ports: [{containerPort: 8080, name: http}]}]}}`
	const selector = `selector: {matchLabels: {app: web}}, `
	tests := []struct {
		name, object string
		want         string // "" for no workload
	}{
		{"Deployment", "apps/v1 Deployment spec: {" + selector + "template: " + template + "}", "spec.template.metadata.labels app=web, selects app=web, spec.template.spec.containers[0].ports[0] http 8080/TCP"},
		{"StatefulSet", "apps/v1 StatefulSet spec: {" + selector + "template: " + template + "}", "spec.template.metadata.labels app=web, selects app=web, spec.template.spec.containers[0].ports[0] http 8080/TCP"},
		{"DaemonSet", "apps/v1 DaemonSet spec: {" + selector + "template: " + template + "}", "spec.template.metadata.labels app=web, selects app=web, spec.template.spec.containers[0].ports[0] http 8080/TCP"},
		{"ReplicaSet", "apps/v1 ReplicaSet spec: {" + selector + "template: " + template + "}", "spec.template.metadata.labels app=web, selects app=web, spec.template.spec.containers[0].ports[0] http 8080/TCP"},
		{"ReplicationController", "v1 ReplicationController spec: {selector: {app: web}, template: " + template + "}", "spec.template.metadata.labels app=web, spec.template.spec.containers[0].ports[0] http 8080/TCP"},
		{"ReplicationController without template", "v1 ReplicationController spec: {selector: {app: web}}", ""},
		{"Job", "batch/v1 Job spec: {" + selector + "template: " + template + "}", "spec.template.metadata.labels app=web, spec.template.spec.containers[0].ports[0] http 8080/TCP"},
		{"Job with its own selector", "batch/v1 Job spec: {manualSelector: true, " + selector + "template: " + template + "}", "spec.template.metadata.labels app=web, selects app=web, spec.template.spec.containers[0].ports[0] http 8080/TCP"},
		{"CronJob", "batch/v1 CronJob spec: {jobTemplate: {spec: {template: " + template + "}}}", "spec.jobTemplate.spec.template.metadata.labels app=web, spec.jobTemplate.spec.template.spec.containers[0].ports[0] http 8080/TCP"},
		{"Pod", "v1 Pod spec: {containers: [{name: web, ports: [{containerPort: 53, protocol: UDP}]}]}", "metadata.labels , spec.containers[0].ports[0]  53/UDP"},
		{"Argo Rollout", "argoproj.io/v1alpha1 Rollout spec: {" + selector + "template: " + template + "}", "spec.template.metadata.labels app=web, spec.template.spec.containers[0].ports[0] http 8080/TCP"},
		{"Argo Rollout of a Deployment", "argoproj.io/v1alpha1 Rollout spec: {workloadRef: {kind: Deployment, name: web}}", ""},
		{"a removed version", "extensions/v1beta1 Deployment spec: {template: " + template + "}", "spec.template.metadata.labels app=web, spec.template.spec.containers[0].ports[0] http 8080/TCP"},
		{"a custom cron job", "example.com/v1 Cron spec: {jobTemplate: {spec: {template: " + template + "}}}", "spec.jobTemplate.spec.template.metadata.labels app=web, spec.jobTemplate.spec.template.spec.containers[0].ports[0] http 8080/TCP"},
		{"a scaled job", "keda.sh/v1alpha1 ScaledJob spec: {jobTargetRef: {template: " + template + "}}", "spec.jobTargetRef.template.metadata.labels app=web, spec.jobTargetRef.template.spec.containers[0].ports[0] http 8080/TCP"},
		{"a scaled job without labels", "keda.sh/v1alpha1 ScaledJob spec: {jobTargetRef: {template: {spec: {containers: [{name: web}]}}}}", "spec.jobTargetRef.template.metadata.labels "},
		{"a template without containers", "example.com/v1 Thing spec: {template: {metadata: {labels: {app: web}}, spec: {image: web}}}", ""},
		{"a template without metadata", "example.com/v1 Thing spec: {template: {spec: {containers: []}}}", ""},
		{"Service", "v1 Service spec: {selector: {app: web}}", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			head := strings.SplitN(tt.object, " ", 3)
			inv := tree(fmt.Sprintf("-- a.yaml --\napiVersion: %s\nkind: %s\nmetadata: {name: web}\n%s\n", head[0], head[1], head[2]))
			got := ""
			if w := view(t, inv, "a.yaml", head[1], "web").Member.Workload; w != nil {
				got = w.LabelsPath().String() + " " + pairs(w.Labels)
				if w.Selector != nil {
					got += ", selects " + pairs(w.Selector.MatchLabels)
				}
				for _, p := range w.Ports() {
					got += fmt.Sprintf(", %s %s %d/%s", p.Path(), p.Name, p.Number, p.Protocol)
				}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestPorts holds that the ports of native sidecars count, and those of other
// init containers do not.
func TestPorts(t *testing.T) {
	inv := tree(`
-- a.yaml --
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: web, ports: [{containerPort: 80}, {containerPort: 443, name: https}]}
  - {name: idle}
  initContainers:
  - {name: setup, ports: [{containerPort: 1}]}
  - {name: proxy, restartPolicy: Always, ports: [{containerPort: 53, protocol: UDP, name: dns}]}
`)
	var got []string
	for _, p := range view(t, inv, "a.yaml", "Pod", "web").Member.Workload.Ports() {
		got = append(got, fmt.Sprintf("%s %s %d/%s", p.Path(), p.Name, p.Number, p.Protocol))
	}
	want := []string{
		"spec.containers[0].ports[0]  80/TCP", "spec.containers[0].ports[1] https 443/TCP",
		"spec.initContainers[1].ports[0] dns 53/UDP",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
