package network

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// Use is a Service that a workload's own manifest shows it to call: it names
// its host in an environment variable, an argument, or a ConfigMap that
// becomes environment variables.
type Use struct {
	// Service is what is called, Targets are the workloads behind it.
	Service *inventory.Member
	Targets []*inventory.Workload
	// Port is that of the Service, 0 where the text names none: then all.
	Port int
	// Object and Path are where the text stands.
	Object *manifest.Object
	Path   manifest.Path
}

// PodPorts are the ports of a target that the use arrives at. A named target
// port that the pods do not declare is none.
func (u Use) PodPorts(target *inventory.Workload) PortSet {
	var out PortSet
	svc, ok := u.Service.Object.Typed.(*corev1.Service)
	if !ok {
		return out
	}
	headless := svc.Spec.ClusterIP == corev1.ClusterIPNone
	for _, p := range svc.Spec.Ports {
		if u.Port != 0 && u.Port != int(p.Port) && !headless {
			continue
		}
		protocol, ok := ParseProtocol(string(p.Protocol))
		if !ok {
			continue
		}
		switch {
		case headless && u.Port != 0: // clients get the address of the pod, and their port is its port
			out = out.Union(Ports(protocol, u.Port, u.Port))
		case p.TargetPort.Type == intstr.String:
			out = out.Union(named(target, p.TargetPort.StrVal, protocol))
		case p.TargetPort.IntVal != 0:
			out = out.Union(Ports(protocol, int(p.TargetPort.IntVal), int(p.TargetPort.IntVal)))
		default:
			out = out.Union(Ports(protocol, int(p.Port), int(p.Port)))
		}
	}
	return out
}

// named are the ports that a workload's pods declare under a name.
func named(w *inventory.Workload, name string, protocol Protocol) (out PortSet) {
	for _, containers := range [][]corev1.Container{w.Spec.Containers, w.Spec.InitContainers} {
		for i := range containers {
			for _, p := range containers[i].Ports {
				if got, ok := ParseProtocol(string(p.Protocol)); ok && got == protocol && p.Name == name {
					out = out.Union(Ports(protocol, int(p.ContainerPort), int(p.ContainerPort)))
				}
			}
		}
	}
	return out
}

// hostText is what may be a host in a text: an optional scheme, the host, and
// an optional port.
var hostText = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:([a-zA-Z][a-zA-Z0-9+.-]*)://(?:[^/@\s,;]*@)?)?([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)(?:[: ]([0-9]{1,5})\b)?`)
})

// hostKey are the words in a variable's name that say that its value is a
// host.
var hostKey = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(host|addr|url|uri|server|endpoint|service|broker|dsn|upstream|backend|connection|target)`)
})

// maxUseText bounds the texts that are searched for hosts; a longer one is a
// program or a certificate.
const maxUseText = 4096

// Uses lists the Services that a workload's manifest shows it to call, one for
// each Service and port, in the order of the text. A port may stand in a
// variable of its own: where any text has one, those without do not count.
func Uses(v inventory.View, w *inventory.Workload) []Use {
	f := &useFinder{view: v, w: w}
	for _, list := range []struct {
		key        string
		containers []corev1.Container
	}{{"containers", w.Spec.Containers}, {"initContainers", w.Spec.InitContainers}} {
		for i := range list.containers {
			f.container(&list.containers[i], w.SpecPath().Key(list.key).Index(i))
		}
	}
	exact := map[*inventory.Member]bool{}
	for _, u := range f.uses {
		exact[u.Service] = exact[u.Service] || u.Port != 0
	}
	return slices.DeleteFunc(f.uses, func(u Use) bool { return u.Port == 0 && exact[u.Service] })
}

type useFinder struct {
	view inventory.View
	w    *inventory.Workload
	uses []Use
}

func (f *useFinder) container(c *corev1.Container, at manifest.Path) {
	own := f.w.Member.Object
	for i, env := range c.Env {
		here := at.Key("env").Index(i)
		switch {
		case env.Value != "":
			f.text(env.Name, env.Value, own, here.Key("value"))
		case env.ValueFrom != nil && env.ValueFrom.ConfigMapKeyRef != nil:
			ref := env.ValueFrom.ConfigMapKeyRef
			f.configMap(ref.Name, func(key string) bool { return key == ref.Key })
		}
	}
	for _, from := range c.EnvFrom {
		if from.ConfigMapRef != nil {
			f.configMap(from.ConfigMapRef.Name, func(string) bool { return true })
		}
	}
	for i, word := range c.Command {
		f.text("", word, own, at.Key("command").Index(i))
	}
	for i, word := range c.Args {
		f.text("", word, own, at.Key("args").Index(i))
	}
}

// configMap searches values of a ConfigMap.
func (f *useFinder) configMap(name string, wanted func(key string) bool) {
	m, ok := f.view.Lookup("ConfigMap", f.w.Member.Namespace, name)
	if !ok {
		return
	}
	cm, ok := m.Object.Typed.(*corev1.ConfigMap)
	if !ok {
		return
	}
	keys := make([]string, 0, len(cm.Data))
	for key := range cm.Data {
		if wanted(key) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		f.text(key, cm.Data[key], m.Object, manifest.At("data").Key(key))
	}
}

// text searches one text. A bare word counts as a host only where the key says
// so, or a scheme or a port stands beside it.
func (f *useFinder) text(key, value string, o *manifest.Object, at manifest.Path) {
	if len(value) > maxUseText || manifest.IsPlaceholder(value) {
		return
	}
	for _, m := range hostText().FindAllStringSubmatchIndex(value, -1) {
		part := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return value[m[2*i]:m[2*i+1]]
		}
		scheme, host, number := part(1), part(2), part(3)
		if m[4] > 0 && scheme == "" && strings.IndexByte("./_-$%", value[m[4]-1]) >= 0 {
			continue // the end of a path or of another word
		}
		whole := m[0] == 0 && m[1] == len(value)
		if scheme == "" && number == "" && !strings.Contains(host, ".") && (!whole || !hostKey().MatchString(key)) {
			continue
		}
		port, _ := strconv.Atoi(number)
		f.host(host, port, o, at)
	}
}

// host adds the Service that a host name means, if there is one.
func (f *useFinder) host(host string, port int, o *manifest.Object, at manifest.Path) {
	labels := strings.Split(host, ".")
	namespace := f.w.Member.Namespace
	if len(labels) > 1 {
		if len(labels) > 2 && labels[2] != "svc" {
			return
		}
		namespace = labels[1]
	}
	m, ok := f.view.Lookup("Service", namespace, labels[0])
	if !ok {
		return
	}
	svc, ok := m.Object.Typed.(*corev1.Service)
	if !ok || len(svc.Spec.Selector) == 0 {
		return
	}
	if !slices.ContainsFunc(svc.Spec.Ports, func(p corev1.ServicePort) bool { return int(p.Port) == port }) && svc.Spec.ClusterIP != corev1.ClusterIPNone {
		port = 0
	}
	if slices.ContainsFunc(f.uses, func(u Use) bool { return u.Service == m && (u.Port == port || port == 0) }) {
		return
	}
	targets, _ := f.view.Select(namespace, svc.Spec.Selector)
	targets = slices.DeleteFunc(slices.Clone(targets), func(t *inventory.Workload) bool { return t == f.w })
	if len(targets) == 0 {
		return
	}
	f.uses = append(f.uses, Use{Service: m, Targets: targets, Port: port, Object: o, Path: at})
}
