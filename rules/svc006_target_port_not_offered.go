package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// SVC006: The selected pods do not offer the Service's target port.
//
// A named `targetPort` is looked up among the ports that the selected pods
// declare, by name and protocol. Where none declares it, the Service has no
// endpoint for that port, and on AKS the load balancer's health probe finds
// no healthy node. Native sidecars (init containers with
// `restartPolicy: Always`) count.
//
// A numeric target port need not be declared: the container may listen all the
// same. So when the pods declare other ports and not this one, the finding is
// only advice.
//
// # Fix
//
// Where the pods declare exactly one port of that protocol, the fix writes its
// name, or its number.
var SVC006 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "SVC006", Name: "target-port-not-offered", Severity: analyzer.Error, Whole: true, Fixable: true, Since: "0.1.0",
		Kinds: []string{"Service"},
		Reads: []string{"spec.selector", "spec.ports"},
		References: []string{
			"https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports",
			"https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/",
		},
	},
	Check: func(p *analyzer.Pass) {
		svc, ok := p.Object.Typed.(*corev1.Service)
		if !ok || len(svc.Spec.Selector) == 0 || svc.Spec.Type == corev1.ServiceTypeExternalName {
			return
		}
		workloads, sure := p.View.Select(p.View.Member.Namespace, svc.Spec.Selector)
		if len(workloads) == 0 || !sure {
			return
		}
		offered, known := offeredPorts(workloads)
		if !known {
			return
		}
		for i, port := range svc.Spec.Ports {
			checkTargetPort(p, svc, i, port, workloads, offered)
		}
	},
}

// offeredPorts collects the ports that workloads declare; known is false where
// a patch, a placeholder or an injector may change them, and where one has no
// number that can be read.
func offeredPorts(workloads []*inventory.Workload) (ports []inventory.Port, known bool) {
	for _, w := range workloads {
		if w.Member.Patched(w.ContainersPath()) || w.Member.Patched(w.InitContainersPath()) {
			return nil, false
		}
		if slices.ContainsFunc(w.Spec.Containers, completedLater) {
			return nil, false
		}
		own, o := w.Ports(), w.Member.Object
		for _, port := range own {
			if port.Number == 0 || o.Placeholders > 0 && (o.Unknown(port.Path().Key("containerPort")) || o.Unknown(port.Path().Key("name"))) {
				return nil, false
			}
		}
		ports = append(ports, own...)
	}
	return ports, true
}

func checkTargetPort(p *analyzer.Pass, svc *corev1.Service, i int, port corev1.ServicePort, workloads []*inventory.Workload, offered []inventory.Port) {
	target, protocol, key := port.TargetPort, cmp.Or(port.Protocol, corev1.ProtocolTCP), "targetPort"
	if target == (intstr.IntOrString{}) { // the Service's own port
		target, key = intstr.FromInt32(port.Port), "port"
	}
	if slices.ContainsFunc(offered, func(o inventory.Port) bool {
		return o.Protocol == protocol && (target.Type == intstr.String && o.Name == target.StrVal || target.Type == intstr.Int && o.Number == target.IntVal)
	}) {
		return
	}
	if p.Object.Unknown(portsField.Index(i).Key("targetPort")) {
		return
	}
	at := portsField.Index(i).Key(key)
	candidates := slices.DeleteFunc(slices.Clone(offered), func(o inventory.Port) bool { return o.Protocol != protocol })
	f := analyzer.Finding{At: at, Related: []analyzer.Related{portsOf(workloads[0])}}
	switch {
	case target.Type == intstr.String && strings.Trim(target.StrVal, "0123456789") == "": // refused by the API server: SVC002
		return
	case target.Type == intstr.String:
		f.Message = fmt.Sprintf("no pod that this Service selects declares a %s port named `%s`, so it gets no endpoints", protocol, target.StrVal)
		if p.View.PodsElsewhere(p.View.Member.Namespace) {
			f.Lower = analyzer.At(analyzer.Info)
			f.Message = fmt.Sprintf("no pod of the input that this Service selects declares a %s port named `%s`; such pods give it no endpoints", protocol, target.StrVal)
		}
	case len(candidates) == 0 || svc.Spec.ClusterIP == corev1.ClusterIPNone: // a headless Service forwards nothing
		return
	default:
		f.Lower = analyzer.At(analyzer.Info)
		f.Message = fmt.Sprintf("the pods that this Service selects declare %s, not %s port `%d`; if nothing listens there, connections are refused",
			portList(candidates), protocol, target.IntVal)
	}
	if len(candidates) == 1 {
		f.Fixes = []analyzer.Fix{targetPortFix(p.Object, portsField.Index(i).Key("targetPort"), candidates[0])}
	}
	p.Report(f)
}

// portsOf points at the ports that a workload declares, or at its containers.
func portsOf(w *inventory.Workload) analyzer.Related {
	at := w.ContainersPath()
	if ports := w.Ports(); len(ports) > 0 {
		at = ports[0].Path().Parent()
	}
	return analyzer.Related{Object: w.Member.Object, At: at, Message: "the ports of " + workloadName(w)}
}

// maxListed bounds the ports that a message lists.
const maxListed = 6

// portList names declared ports: "port `8080`", "ports `8080` and `9090`".
func portList(ports []inventory.Port) string {
	var numbers []string
	for _, port := range ports {
		if n := fmt.Sprintf("`%d`", port.Number); !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	switch n := len(numbers); {
	case n == 1:
		return "port " + numbers[0]
	case n > maxListed:
		return fmt.Sprintf("ports %s and %d others", strings.Join(numbers[:maxListed], ", "), n-maxListed)
	default:
		return fmt.Sprintf("ports %s and %s", strings.Join(numbers[:n-1], ", "), numbers[n-1])
	}
}

// targetPortFix writes the one port that the pods declare.
func targetPortFix(o *manifest.Object, at manifest.Path, port inventory.Port) analyzer.Fix {
	change := manifest.Change{Op: manifest.Set, Path: at, Value: port.Name}
	if port.Name == "" {
		change.Value, change.Raw = fmt.Sprint(port.Number), true
	}
	if !o.Find(at).Exists() {
		change.Op = manifest.Add
	}
	return analyzer.Fix{Title: fmt.Sprintf("send traffic to port `%s`", change.Value), Safety: analyzer.Unsafe, Changes: []manifest.Change{change}}
}
