package inventory_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/akslint/akslint/inventory"
)

func replace(text string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(text) }

// pod is a Pod with labels, as flow YAML.
func pod(name, labels string) string {
	return fmt.Sprintf("---\napiVersion: v1\nkind: Pod\nmetadata: {name: %s, labels: %s}\nspec: {containers: [{name: a, image: a}]}\n", name, labels)
}

func TestMatches(t *testing.T) {
	tests := []struct {
		labels   string
		selector map[string]string
		want     inventory.Truth
	}{
		{"{app: web, tier: front}", map[string]string{"app": "web"}, inventory.Yes},
		{"{app: web, tier: front}", map[string]string{"app": "web", "tier": "front"}, inventory.Yes},
		{"{app: web}", nil, inventory.Yes},
		{"{}", nil, inventory.Yes},
		{"{app: web}", map[string]string{"app": "Web"}, inventory.No},
		{"{app: web}", map[string]string{"app": "web", "tier": "front"}, inventory.No},
		{"{app: ''}", map[string]string{"app": ""}, inventory.Yes},
		{"{}", map[string]string{"app": ""}, inventory.No},
		// what controllers set
		{"{app: web}", map[string]string{"app": "web", "statefulset.kubernetes.io/pod-name": "web-0"}, inventory.Yes},
		{"{app: web}", map[string]string{"app": "api", "batch.kubernetes.io/job-name": "web"}, inventory.No},
		// placeholders
		{"{app: '${APP}'}", map[string]string{"app": "web"}, inventory.Unknown},
		{"{app: '${APP}'}", map[string]string{"app": "web", "tier": "front"}, inventory.No},
		{"{app: web}", map[string]string{"app": "${APP}"}, inventory.Unknown},
		{"{app: '${APP}'}", map[string]string{"app": "${APP}"}, inventory.Unknown},
		{"{app: web, '${KEY}': a}", map[string]string{"app": "web"}, inventory.Yes},
		{"{app: web, '${KEY}': a}", map[string]string{"tier": "front"}, inventory.Unknown},
		{"'${LABELS}'", map[string]string{"app": "web"}, inventory.Unknown},
		// what does not decode
		{"{app: web, version: 1}", map[string]string{"app": "web"}, inventory.Yes},
		{"{app: web, version: 1}", map[string]string{"version": "1"}, inventory.Unknown},
		{"[app, web]", map[string]string{"app": "web"}, inventory.Unknown},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.labels, pairs(tt.selector)), func(t *testing.T) {
			w := view(t, tree("-- a.yaml --\n"+pod("a", tt.labels)), "a.yaml", "Pod", "a").Member.Workload
			if got := w.Matches(tt.selector); got != tt.want {
				t.Errorf("Matches = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestMatchesSelector(t *testing.T) {
	expression := func(key string, operator metav1.LabelSelectorOperator, values ...string) *metav1.LabelSelector {
		return &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: key, Operator: operator, Values: values}}}
	}
	const in, notIn, exists, absent = metav1.LabelSelectorOpIn, metav1.LabelSelectorOpNotIn, metav1.LabelSelectorOpExists, metav1.LabelSelectorOpDoesNotExist
	both := expression("tier", in, "front")
	both.MatchLabels = map[string]string{"app": "web"}
	wrong := expression("tier", in, "${TIER}")
	wrong.MatchLabels = map[string]string{"app": "api"}
	tests := []struct {
		name     string
		selector *metav1.LabelSelector
		want     inventory.Truth
	}{
		{"none", nil, inventory.No},
		{"empty", &metav1.LabelSelector{}, inventory.Yes},
		{"In", expression("app", in, "api", "web"), inventory.Yes},
		{"In others", expression("app", in, "api"), inventory.No},
		{"In, absent", expression("zone", in, "1"), inventory.No},
		{"NotIn", expression("app", notIn, "web"), inventory.No},
		{"NotIn others", expression("app", notIn, "api"), inventory.Yes},
		{"NotIn, absent", expression("zone", notIn, "1"), inventory.Yes},
		{"Exists", expression("app", exists), inventory.Yes},
		{"Exists, absent", expression("zone", exists), inventory.No},
		{"DoesNotExist", expression("app", absent), inventory.No},
		{"DoesNotExist, absent", expression("zone", absent), inventory.Yes},
		{"labels and expressions", both, inventory.Yes},
		{"one No decides", wrong, inventory.No},
		{"an unknown operator", expression("app", "Near", "web"), inventory.Unknown},
		{"a placeholder among the values", expression("app", in, "${APP}"), inventory.Unknown},
		{"a placeholder for the key", expression("${KEY}", exists), inventory.Unknown},
		{"a placeholder for the label", expression("env", in, "prod"), inventory.Unknown},
		{"what controllers set", expression("pod-template-hash", exists), inventory.Unknown},
	}
	w := view(t, tree("-- a.yaml --\n"+pod("a", "{app: web, tier: front, env: '${ENV}'}")), "a.yaml", "Pod", "a").Member.Workload
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := w.MatchesSelector(tt.selector); got != tt.want {
				t.Errorf("MatchesSelector = %v, want %v", got, tt.want)
			}
		})
	}
}

// TestCustomLabels holds that labels of a custom resource that are no strings
// make its selection unsure, as they do for the kinds with a type.
func TestCustomLabels(t *testing.T) {
	inv := tree("-- a.yaml --\napiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: a}\nspec: {template: {metadata: {labels: {app: web, version: 1}}, spec: {containers: []}}}\n")
	w := view(t, inv, "a.yaml", "Rollout", "a").Member.Workload
	if got := w.Matches(map[string]string{"version": "1"}); got != inventory.Unknown {
		t.Errorf("Matches = %v", got)
	}
}

// TestSelectAgainstAll compares the answer that the label index gives with a
// look at every workload, over random labels, selectors, patches and folders.
func TestSelectAgainstAll(t *testing.T) {
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 1))
		inv := randomTree(r)
		for _, s := range inv.Scopes {
			for range 20 {
				v := inventory.View{Scope: s, Member: s.Members[r.IntN(len(s.Members))]}
				selector := map[string]string{}
				for range r.IntN(4) {
					selector[pick(r, keys)] = pick(r, labelValues)
				}
				var want []string
				wantSure := true
				for _, w := range v.Workloads("default") {
					switch w.Matches(selector) {
					case inventory.Yes:
						want = append(want, title(w.Member)+" "+w.Member.Object.Source().Name)
					case inventory.Unknown:
						wantSure = false
					}
				}
				found, sure := v.Select("default", selector)
				var got []string
				for _, w := range found {
					got = append(got, title(w.Member)+" "+w.Member.Object.Source().Name)
				}
				if d := cmp.Diff(want, got); d != "" || sure != wantSure {
					t.Fatalf("seed %d: Select(%s) as seen from %s: sure is %v (-want +got):\n%s", seed, pairs(selector), v.Member.Object.Source().Name, sure, d)
				}
			}
		}
	}
}

var (
	keys        = []string{"app", "tier", "env", "pod-template-hash", "${KEY}"}
	labelValues = []string{"", "a", "b", "c", "${VALUE}"}
)

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

// randomTree makes some folders of Pods, with variants, and a kustomization
// with patches beside them.
func randomTree(r *rand.Rand) *inventory.Inventory {
	var b strings.Builder
	pods := func() {
		for range 1 + r.IntN(6) {
			var labels []string
			for _, key := range keys {
				if r.IntN(2) == 0 {
					labels = append(labels, fmt.Sprintf("'%s': '%s'", key, pick(r, labelValues)))
				}
			}
			b.WriteString(pod(fmt.Sprintf("web-%d", r.IntN(8)), "{"+strings.Join(labels, ", ")+"}"))
		}
	}
	for _, folder := range []string{"x", "x/deep", "y"} {
		b.WriteString("-- " + folder + "/pods.yaml --\n")
		pods()
	}
	b.WriteString("-- k/pods.yaml --\n")
	pods()
	b.WriteString("-- k/kustomization.yaml --\nresources: [pods.yaml]\npatches:\n")
	for range r.IntN(3) {
		path := pick(r, []string{"/metadata/labels", "/metadata/labels/app", "/metadata/labels/tier", "/spec"})
		fmt.Fprintf(&b, "- {target: {name: web-%d}, patch: '[{\"op\": \"add\", \"path\": \"%s\", \"value\": 1}]'}\n", r.IntN(8), path)
	}
	return tree(b.String())
}

func TestSelectedElsewhere(t *testing.T) {
	in := func(namespace string) string {
		return fmt.Sprintf("---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: %s, labels: {app: web}}\nspec: {containers: []}\n", namespace)
	}
	inv := tree("-- a.yaml --\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n" + in("zoo") + in("shop") + in("default"))
	v := view(t, inv, "a.yaml", "Service", "web")
	if d := cmp.Diff([]string{"shop", "zoo"}, v.SelectedElsewhere("default", map[string]string{"app": "web"})); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got := v.SelectedElsewhere("default", map[string]string{"app": "api"}); got != nil {
		t.Errorf("got %q", got)
	}
	namespaces := v.Namespaces()
	slices.Sort(namespaces)
	if d := cmp.Diff([]string{"default", "shop", "zoo"}, namespaces); d != "" {
		t.Errorf("namespaces (-want +got):\n%s", d)
	}
}

// TestSelecting holds that no Service and no policy that may select a workload
// is left out.
func TestSelecting(t *testing.T) {
	const policy = "NetworkPolicy.networking.k8s.io"
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 3))
		var b strings.Builder
		for i := range 12 {
			var labels []string
			for _, key := range keys {
				if r.IntN(3) == 0 {
					labels = append(labels, fmt.Sprintf("'%s': '%s'", key, pick(r, labelValues)))
				}
			}
			selector := "{" + strings.Join(labels, ", ") + "}"
			fmt.Fprintf(&b, "---\napiVersion: v1\nkind: Service\nmetadata: {name: s-%d}\nspec: {selector: %s}\n", i, selector)
			fmt.Fprintf(&b, "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p-%d}\nspec: {podSelector: {matchLabels: %s}}\n", i, selector)
		}
		for i := range 12 {
			labels := fmt.Sprintf("{app: '%s', tier: '%s'}", pick(r, labelValues), pick(r, labelValues))
			b.WriteString(pod(fmt.Sprintf("web-%d", i), labels))
		}
		patch := "patches:\n- {target: {name: s-1}, patch: '[{\"op\": \"add\", \"path\": \"/spec/selector/app\", \"value\": \"a\"}]'}\n- {target: {name: web-1}, patch: '[{\"op\": \"add\", \"path\": \"/metadata/labels/env\", \"value\": \"a\"}]'}\n"
		inv := tree("-- kustomization.yaml --\nresources: [all.yaml]\n" + patch + "-- all.yaml --\n" + b.String())
		for _, m := range inv.Scopes[0].Members {
			if m.Workload == nil {
				continue
			}
			v := inventory.View{Scope: inv.Scopes[0], Member: m}
			for _, kind := range []string{"Service", policy} {
				found := v.Selecting(kind, m.Workload)
				for i := range found[min(1, len(found)):] {
					if !found[i].Before(found[i+1]) {
						t.Fatalf("seed %d: not in the order of the input", seed)
					}
				}
				for _, o := range v.Objects(kind, "default") {
					selector, path := map[string]string{}, at("spec.selector")
					if kind == policy {
						path = at("spec.podSelector.matchLabels")
					}
					for key, value := range o.Object.Find(path).Entries() {
						selector[key.Key()] = value.Text()
					}
					may := m.Workload.Matches(selector) != inventory.No || o.Patched(path)
					if kind == "Service" && len(selector) == 0 {
						may = false
					}
					if may && !slices.Contains(found, o) {
						t.Fatalf("seed %d: %s selects %s and is left out", seed, title(o), title(m))
					}
				}
			}
		}
	}
}
