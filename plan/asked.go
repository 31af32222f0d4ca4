package plan

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// asked is what the manifests of a run ask of a cluster. An object that several
// scopes define (a base and its overlays, dev and prod) counts once, with the
// greatest number.
type asked struct {
	workloads []workload
	balancers []Balancer
	// services counts the Services that take a cluster IP, nodePorts the ports
	// that they open on nodes.
	services, nodePorts int
	// doubts are the workloads whose number of pods is not known.
	doubts []string
	any    bool
}

// workload is what one workload asks for.
type workload struct {
	replicas inventory.Replicas
	windows  bool
	// selector is its nodeSelector.
	selector map[string]string
}

const prefix = "service.beta.kubernetes.io/"

// collect adds up what the objects of an inventory ask for.
func collect(inv *inventory.Inventory) asked {
	out := asked{balancers: Balancers(inv)}
	for _, definitions := range inv.Definitions() {
		out.any = true
		out.addWorkload(definitions)
		out.addService(definitions[0].Member.Object)
	}
	return out
}

// addService adds a cluster IP, and ports of nodes.
func (a *asked) addService(o *manifest.Object) {
	svc, ok := o.Typed.(*corev1.Service)
	if !ok {
		return
	}
	if svc.Spec.ClusterIP != corev1.ClusterIPNone && svc.Spec.Type != corev1.ServiceTypeExternalName {
		a.services++
	}
	opens := svc.Spec.AllocateLoadBalancerNodePorts == nil || *svc.Spec.AllocateLoadBalancerNodePorts
	if svc.Spec.Type == corev1.ServiceTypeNodePort || svc.Spec.Type == corev1.ServiceTypeLoadBalancer && opens {
		a.nodePorts += len(svc.Spec.Ports)
	}
}

// addWorkload adds the pods of a workload: the most that a definition has.
func (a *asked) addWorkload(definitions []inventory.View) {
	var sum *workload
	for _, v := range definitions {
		w := v.Member.Workload
		if w == nil {
			continue
		}
		r := v.Replicas(w)
		if sum == nil {
			windows := w.Spec.NodeSelector["kubernetes.io/os"] == "windows" || w.Spec.OS != nil && w.Spec.OS.Name == corev1.Windows
			sum = &workload{replicas: r, windows: windows, selector: w.Spec.NodeSelector}
		}
		sum.replicas.Min, sum.replicas.Now, sum.replicas.Max = max(sum.replicas.Min, r.Min), max(sum.replicas.Now, r.Now), max(sum.replicas.Max, r.Max)
		name := w.Kind() + " `" + w.Name() + "`"
		if !r.Known && !slices.Contains(a.doubts, name) {
			a.doubts = append(a.doubts, name)
		}
	}
	if sum != nil {
		a.workloads = append(a.workloads, *sum)
	}
}
