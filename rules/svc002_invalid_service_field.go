package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// SVC002: A Service has a field that the API server refuses.
//
// Much of a Service is valid only with a certain type: `externalTrafficPolicy`
// with one that is reached from outside, `loadBalancerSourceRanges` with a load
// balancer, `nodePort` not with `ClusterIP`. Ports need names once there are
// two, and no two may share a name, or a number and a protocol. Node ports on
// AKS lie between 30000 and 32767.
//
// The API server checks all this when the Service is applied, after kubectl
// has applied the objects before it: a deployment stops half way.
//
// # Fix
//
// Takes the quotes off a target port that is a number, and writes a word in the
// case that it has. What else is wrong is for you to decide.
var SVC002 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "SVC002", Name: "invalid-service-field", Severity: analyzer.Error, Whole: true, Fixable: true, Alone: true, Since: "0.1.0",
		Kinds: []string{"Service"},
		Reads: []string{"spec.type", "spec.externalIPs", "spec.externalTrafficPolicy", "spec.sessionAffinity", "spec.clusterIP", "spec.ports"},
		References: []string{
			"https://github.com/kubernetes/kubernetes/blob/019c5dc/pkg/apis/core/validation/validation.go",
			"https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/",
		},
	},
	Check: func(p *analyzer.Pass) {
		svc, ok := p.Object.Typed.(*corev1.Service)
		if !ok {
			return
		}
		if !p.Object.Unknown(typeField) {
			checkServiceType(p, svc)
		}
		checkServiceWords(p)
		checkServiceAddresses(p)
		checkAffinity(p, svc)
		checkServicePorts(p, svc)
	},
}

// serviceWords are the fields of a Service that take one of some words.
var serviceWords = []struct {
	field string
	words []string
}{
	{"externalTrafficPolicy", []string{"Cluster", "Local"}},
	{"internalTrafficPolicy", []string{"Cluster", "Local"}},
	{"sessionAffinity", []string{"None", "ClientIP"}},
	{"ipFamilyPolicy", []string{"SingleStack", "PreferDualStack", "RequireDualStack"}},
	{"ipFamilies", []string{"IPv4", "IPv6"}},
}

// checkServiceWords holds these fields, or the items of a list, to their words.
func checkServiceWords(p *analyzer.Pass) {
	for _, f := range serviceWords {
		n := p.Object.Find(specField).Get(f.field)
		if !n.Exists() {
			continue
		}
		at := specField.Key(f.field)
		if n.Kind() == manifest.Scalar {
			checkServiceWord(p, at, f.field, f.words)
		}
		for i := range n.Items() {
			checkServiceWord(p, at.Index(i), f.field, f.words)
		}
	}
}

func checkServiceWord(p *analyzer.Pass, at manifest.Path, field string, words []string) {
	n := p.Object.Find(at)
	if n.Type() != manifest.String || n.Text() == "" || p.Object.Unknown(at) || slices.Contains(words, n.Text()) {
		return
	}
	f := analyzer.Finding{At: at, Message: fmt.Sprintf("`%s` is none of the words of `%s` (`%s`); the API server refuses the Service", n.Text(), field, strings.Join(words, "`, `"))}
	for _, word := range words {
		if strings.EqualFold(word, n.Text()) {
			f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write `%s`", word), Safety: analyzer.Safe, Changes: []manifest.Change{{Op: manifest.Set, Path: at, Value: word}}}}
		}
	}
	p.Report(f)
}

// checkServiceAddresses holds the addresses that the API server reads to their
// grammar; `loadBalancerIP` is left to Azure.
func checkServiceAddresses(p *analyzer.Pass) {
	for _, address := range addressesOf(p.Object) {
		field := address.At.Step(1).Key
		if _, ok := address.Parse(); ok || field == "loadBalancerIP" || p.Object.Unknown(address.At) {
			continue
		}
		headless := field != "externalIPs"
		if headless && address.Text == corev1.ClusterIPNone {
			continue
		}
		f := analyzer.Finding{At: address.At, Message: fmt.Sprintf("`%s` in `%s` is no IP address; the API server refuses the Service", address.Text, field)}
		if headless && strings.EqualFold(address.Text, corev1.ClusterIPNone) {
			f.Message = fmt.Sprintf("`%s` in `%s` is neither an IP address nor the word `None`; the API server refuses the Service", address.Text, field)
			f.Fixes = []analyzer.Fix{{Title: "write `None`", Safety: analyzer.Safe, Changes: []manifest.Change{{Op: manifest.Set, Path: address.At, Value: corev1.ClusterIPNone}}}}
		}
		p.Report(f)
	}
}

// refused reports a field of a Service, if it is there, as one that the API
// server refuses.
func refused(p *analyzer.Pass, at manifest.Path, format string, args ...any) {
	if n := p.Object.Find(at); n.Exists() && n.Type() != manifest.Null {
		p.Reportf(at, format+"; the API server refuses the Service", args...)
	}
}

// checkServiceType holds the fields against the type.
func checkServiceType(p *analyzer.Pass, svc *corev1.Service) {
	spec, kind := specField, typeOf(svc)
	types := []string{"ClusterIP", "NodePort", "LoadBalancer", "ExternalName"}
	balanced := kind == corev1.ServiceTypeLoadBalancer
	if !slices.Contains(types, string(kind)) {
		f := analyzer.Finding{At: spec.Key("type"), Message: fmt.Sprintf("`%s` is no type of a Service; the API server refuses it", kind)}
		if near, ok := analyzer.Suggest(string(kind), types); ok {
			f.Help = fmt.Sprintf("did you mean `%s`?", near)
		}
		p.Report(f)
		return
	}
	if !balanced {
		for _, field := range []string{"loadBalancerSourceRanges", "loadBalancerClass", "allocateLoadBalancerNodePorts"} {
			if n := p.Object.Find(spec).Get(field); n.Kind() == manifest.Scalar || n.Len() > 0 {
				refused(p, spec.Key(field), "`%s` is only for `type: LoadBalancer`, and this Service is of type `%s`", field, kind)
			}
		}
	}
	outside := balanced || kind == corev1.ServiceTypeNodePort || kind == corev1.ServiceTypeClusterIP && len(svc.Spec.ExternalIPs) > 0
	if policy := svc.Spec.ExternalTrafficPolicy; policy != "" && !outside {
		refused(p, spec.Key("externalTrafficPolicy"), "`externalTrafficPolicy` is only for Services that are reached from outside, and this one is of type `%s`", kind)
	}
	if svc.Spec.HealthCheckNodePort != 0 && (!balanced || svc.Spec.ExternalTrafficPolicy != corev1.ServiceExternalTrafficPolicyLocal) && !p.Object.Unknown(spec.Key("externalTrafficPolicy")) {
		refused(p, spec.Key("healthCheckNodePort"), "`healthCheckNodePort` is only for `type: LoadBalancer` with `externalTrafficPolicy: Local`")
	}
	if svc.Spec.ClusterIP == corev1.ClusterIPNone && (balanced || kind == corev1.ServiceTypeNodePort) {
		refused(p, spec.Key("clusterIP"), "a headless Service (`clusterIP: None`) cannot be of type `%s`", kind)
	}
	for i, port := range svc.Spec.Ports {
		if port.NodePort == 0 {
			continue
		}
		if at := spec.Key("ports").Index(i).Key("nodePort"); kind == corev1.ServiceTypeClusterIP {
			refused(p, at, "`nodePort: %d` needs `type: NodePort` or `LoadBalancer`, and this Service is of type `ClusterIP`", port.NodePort)
		} else if port.NodePort < aks.MinNodePort || port.NodePort > aks.MaxNodePort {
			refused(p, at, "the node port `%d` is outside of %d to %d", port.NodePort, aks.MinNodePort, aks.MaxNodePort)
		}
	}
}

// maxAffinity is the longest timeout of a session in seconds: a day.
const maxAffinity = 86400

// checkAffinity holds the session affinity's settings against it.
func checkAffinity(p *analyzer.Pass, svc *corev1.Service) {
	if svc.Spec.SessionAffinityConfig == nil {
		return
	}
	config := manifest.At("spec", "sessionAffinityConfig")
	if svc.Spec.SessionAffinity != corev1.ServiceAffinityClientIP {
		if !p.Object.Unknown(manifest.At("spec", "sessionAffinity")) {
			refused(p, config, "`sessionAffinityConfig` needs `sessionAffinity: ClientIP`")
		}
		return
	}
	if c := svc.Spec.SessionAffinityConfig; c.ClientIP != nil && c.ClientIP.TimeoutSeconds != nil {
		if seconds, at := *c.ClientIP.TimeoutSeconds, config.Keys("clientIP", "timeoutSeconds"); (seconds < 1 || seconds > maxAffinity) && !p.Object.Unknown(at) {
			refused(p, at, "the timeout of `%d` seconds is outside of 1 to %d", seconds, maxAffinity)
		}
	}
}

// checkServicePorts holds the ports against each other and to their grammar.
func checkServicePorts(p *analyzer.Pass, svc *corev1.Service) {
	// What has no selector either may be half of a Service.
	if len(svc.Spec.Ports) == 0 && len(svc.Spec.Selector) > 0 && svc.Spec.ClusterIP != corev1.ClusterIPNone && typeOf(svc) != corev1.ServiceTypeExternalName && !p.Object.Unknown(portsField) {
		p.Reportf(portsField, "this Service has no ports, which every Service needs that has an address; the API server refuses it")
	}
	taken := map[string]manifest.Path{}
	claim := func(at manifest.Path, key string, format string, args ...any) {
		if len(svc.Spec.Ports) == 1 {
			return // nothing is there twice
		}
		at, what := at.Key(key), fmt.Sprintf(format, args...)
		if first, ok := taken[what]; ok {
			p.Report(analyzer.Finding{At: at, Message: what + " is there twice; the API server refuses the Service",
				Related: []analyzer.Related{{Object: p.Object, At: first, Message: "the first"}}})
			return
		}
		taken[what] = at
	}
	for i, port := range svc.Spec.Ports {
		at := portsField.Index(i)
		n := p.Object.Find(at)
		if holdsPlaceholder(n) {
			continue
		}
		if port.Protocol == "" {
			port.Protocol = corev1.ProtocolTCP
		}
		checkServicePort(p, at, n, port)
		switch {
		case port.Name != "":
			claim(at, "name", "the name `%s`", port.Name)
		case len(svc.Spec.Ports) > 1:
			p.Reportf(at.Key("name"), "this port has no name, which every port needs where there are several; the API server refuses the Service")
		}
		if port.Port != 0 {
			claim(at, "port", "%s port `%d`", port.Protocol, port.Port)
		}
		if port.NodePort != 0 {
			claim(at, "nodePort", "%s node port `%d`", port.Protocol, port.NodePort)
		}
	}
}

// holdsPlaceholder reports whether a value of a mapping is filled in later.
func holdsPlaceholder(n manifest.Node) bool {
	for key, value := range n.Entries() {
		if manifest.IsPlaceholder(key.Text()) || manifest.IsPlaceholder(value.Text()) {
			return true
		}
	}
	return false
}

// checkServicePort holds one port, and the node that it is read from, to its grammar.
func checkServicePort(p *analyzer.Pass, at manifest.Path, n manifest.Node, port corev1.ServicePort) {
	switch number := n.Get("port"); {
	case !number.Exists() || number.Type() == manifest.Null:
		p.Reportf(at.Key("port"), "this port has no `port`, the number that clients call; the API server refuses the Service")
	case number.Type() == manifest.Int && len(validation.IsValidPortNum(int(port.Port))) > 0:
		refused(p, at.Key("port"), "`%d` is no port", port.Port)
	}
	if !slices.Contains([]corev1.Protocol{corev1.ProtocolTCP, corev1.ProtocolUDP, corev1.ProtocolSCTP}, port.Protocol) {
		refused(p, at.Key("protocol"), "`%s` is none of the protocols `TCP`, `UDP` and `SCTP`", port.Protocol)
	}
	if port.Name != "" && len(validation.IsDNS1123Label(port.Name)) > 0 {
		refused(p, at.Key("name"), "the name `%s` is no DNS label: lower case letters, digits and dashes, at most 63", port.Name)
	}
	switch value := port.TargetPort; {
	case value.Type == intstr.Int && value.IntVal != 0 && len(validation.IsValidPortNum(int(value.IntVal))) > 0:
		refused(p, at.Key("targetPort"), "`%d` is no port", value.IntVal)
	case value.Type == intstr.String && value.StrVal != "" && strings.Trim(value.StrVal, "0123456789") == "":
		reportQuotedPort(p, at.Key("targetPort"), value.StrVal)
	case value.Type == intstr.String && value.StrVal != "" && len(validation.IsValidPortName(value.StrVal)) > 0:
		refused(p, at.Key("targetPort"), "`%s` is no name of a port: at most 15 lower case letters, digits and single dashes, with a letter among them", value.StrVal)
	}
}

// reportQuotedPort speaks of a number in quotes, which is a name without a
// letter.
func reportQuotedPort(p *analyzer.Pass, at manifest.Path, text string) {
	f := analyzer.Finding{At: at, Message: fmt.Sprintf("`%q` is a name to Kubernetes, and a name needs a letter; the API server refuses the Service", text)}
	if number, err := strconv.Atoi(text); err == nil && len(validation.IsValidPortNum(number)) == 0 {
		f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write the number `%d`", number), Safety: analyzer.Safe,
			Changes: []manifest.Change{{Op: manifest.Set, Path: at, Value: strconv.Itoa(number), Raw: true}}}}
	}
	p.Report(f)
}
