package rules

import (
	"fmt"
	"strconv"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// LB023: `externalTrafficPolicy` is `Local`, and the pods may stand on one node.
//
// With `externalTrafficPolicy: Local` the load balancer sends traffic only to
// nodes with a ready pod of the Service. With a single pod that is one node for
// everything, and while the pod moves to another, Azure has no healthy node
// until its probes have noticed (two probes, five seconds apart, unless set
// otherwise).
//
// Azure balances nodes, not pods: a node with three pods gets as much as a node
// with one. So several pods should be kept apart, by topology spread
// constraints or pod anti-affinity; that they are not is advice. DaemonSets and
// pods with host ports are spread by nature. Where an autoscaler sets the
// number of pods, one replica in the manifest says nothing.
var LB023 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "LB023", Name: "local-policy-on-thin-backend", Severity: analyzer.Warning, Whole: true, Since: "0.1.0",
		Kinds: []string{"Service"},
		Reads: []string{"spec.type", "spec.loadBalancerClass", "spec.selector"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/service/#external-traffic-policy",
			"https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",
			"https://learn.microsoft.com/azure/aks/configure-load-balancer-standard",
		},
	},
	Check: func(p *analyzer.Pass) {
		lb, ok := p.View.LoadBalancer()
		if !ok || localPolicy(lb) != inventory.Yes || len(lb.Service.Spec.Selector) == 0 {
			return
		}
		ns := p.View.Member.Namespace
		workloads, sure := p.View.Select(ns, lb.Service.Spec.Selector)
		if !sure || p.View.PodsElsewhere(ns) {
			return
		}
		pods := 0
		for _, w := range workloads {
			replicas, known := replicasOf(w)
			if !known || keepsApart(w) != inventory.No {
				return
			}
			pods += replicas
		}
		if pods > 0 {
			reportThinBackend(p, workloads[0], pods, len(workloads))
		}
	},
}

// reportThinBackend speaks of the pods behind a Service that may stand on one
// node.
func reportThinBackend(p *analyzer.Pass, w *inventory.Workload, pods, workloads int) {
	f := analyzer.Finding{
		At:      trafficPolicyField,
		Related: []analyzer.Related{{Object: w.Member.Object, At: manifest.At("spec", "replicas"), Message: workloadName(w)}},
	}
	whose := workloadName(w)
	if workloads > 1 {
		whose = fmt.Sprintf("%d workloads", workloads)
	}
	switch {
	case pods > 1:
		f.Lower = analyzer.At(analyzer.Info)
		f.Message = fmt.Sprintf("with `Local` Azure balances nodes, not pods, and nothing keeps the %d pods of %s on different nodes", pods, whose)
		f.Help = "spread them over `kubernetes.io/hostname` with `topologySpreadConstraints`"
	case autoscaled(p.View, w):
		return
	default:
		f.Message = fmt.Sprintf("with `Local` only the node that runs the single pod of %s takes traffic; while the pod moves, the load balancer has no healthy node", whose)
		f.Help = "run two or more pods on different nodes, or use `externalTrafficPolicy: Cluster`"
	}
	p.Report(f)
}

// replicasOf is the number of pods of a Deployment, StatefulSet, ReplicaSet or
// Argo Rollout; known is false for other kinds, and where something else decides.
func replicasOf(w *inventory.Workload) (replicas int, known bool) {
	at := manifest.At("spec", "replicas")
	if w.Member.Patched(at) || w.Member.Object.Unknown(at) {
		return 0, false
	}
	var set *int32
	switch t := w.Member.Object.Typed.(type) {
	case *appsv1.Deployment:
		set = t.Spec.Replicas
	case *appsv1.StatefulSet:
		set = t.Spec.Replicas
	case *appsv1.ReplicaSet:
		set = t.Spec.Replicas
	default:
		n := w.Member.Object.Find(at)
		number, err := strconv.Atoi(n.Text())
		return max(number, 1), w.Kind() == "Rollout" && (!n.Exists() || err == nil && number > 0)
	}
	if set == nil {
		return 1, true
	}
	return int(*set), true
}

// keepsApart reports whether something keeps the pods of a workload on
// different nodes.
func keepsApart(w *inventory.Workload) inventory.Truth {
	for _, field := range []string{"affinity", "topologySpreadConstraints"} {
		if at := w.SpecPath().Key(field); w.Member.Patched(at) || w.Member.Object.Unknown(at) {
			return inventory.Unknown
		}
	}
	for i := range w.Spec.Containers {
		for _, port := range w.Spec.Containers[i].Ports {
			if port.HostPort != 0 || w.Spec.HostNetwork {
				return inventory.Yes
			}
		}
	}
	apart := w.Spec.Affinity != nil && w.Spec.Affinity.PodAntiAffinity != nil
	return yesIf(apart || len(w.Spec.TopologySpreadConstraints) > 0)
}

// autoscaled reports whether an autoscaler of the input sets the number of a
// workload's pods.
func autoscaled(v *inventory.View, w *inventory.Workload) bool {
	target := manifest.At("spec", "scaleTargetRef", "name")
	for _, kind := range []string{"HorizontalPodAutoscaler.autoscaling", "ScaledObject.keda.sh"} {
		for _, m := range v.Objects(kind, w.Member.Namespace) {
			if name := m.Object.Find(target).Text(); name == w.Name() || manifest.IsPlaceholder(name) {
				return true
			}
		}
	}
	return false
}
