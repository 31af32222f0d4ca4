package inventory

import (
	"strings"

	"github.com/akslint/akslint/manifest"
)

// configurationGroups are API groups whose objects configure something and own
// no pods.
var configurationGroups = map[string]bool{
	"aadpodidentity.k8s.io": true, "admissionregistration.k8s.io": true, "apiextensions.k8s.io": true,
	"apiregistration.k8s.io": true, "appgw.ingress.azure.io": true, "appgw.ingress.k8s.io": true,
	"approuting.kubernetes.azure.com": true, "autoscaling": true, "autoscaling.k8s.io": true,
	"bitnami.com": true, "cert-manager.io": true, "cilium.io": true, "config.gatekeeper.sh": true,
	"coordination.k8s.io": true, "crd.projectcalico.org": true, "discovery.k8s.io": true,
	"egressgateway.kubernetes.azure.com": true, "events.k8s.io": true, "extensions": true,
	"external-secrets.io": true, "flowcontrol.apiserver.k8s.io": true, "gateway.networking.k8s.io": true,
	"k8s.nginx.org": true, "kyverno.io": true, "metallb.io": true, "monitoring.azure.com": true, "networking.istio.io": true,
	"networking.k8s.io": true, "node.k8s.io": true, "policy": true, "policy.networking.k8s.io": true,
	"projectcalico.org": true, "rbac.authorization.k8s.io": true, "scheduling.k8s.io": true,
	"secrets-store.csi.x-k8s.io": true, "security.istio.io": true, "snapshot.storage.k8s.io": true,
	"source.toolkit.fluxcd.io": true, "storage.k8s.io": true, "telemetry.istio.io": true,
	"templates.gatekeeper.sh": true, "constraints.gatekeeper.sh": true, "traefik.containo.us": true,
	"traefik.io": true, "alb.networking.azure.io": true, "acid.zalan.do": false,
}

// configurationKinds are kinds that own no pods in groups that have others
// which do.
var configurationKinds = map[string]bool{
	"AlertmanagerConfig": true, "PodMonitor": true, "Probe": true, "PrometheusRule": true,
	"ScrapeConfig": true, "ServiceMonitor": true, "ScaledObject": true, "TriggerAuthentication": true,
	"ClusterTriggerAuthentication": true, "Component": true, "Configuration": true, "Subscription": true,
	"AppProject": true, "EnvoyFilter": true,
}

// mayOwnPods reports whether an object without a pod template that we know is
// a custom resource whose controller may run pods (Prometheus, Kafka ...).
func mayOwnPods(o *manifest.Object) bool {
	group := o.Group()
	return group != "" && group != "apps" && group != "batch" && !configurationGroups[group] && !configurationKinds[o.Kind]
}

// deploysOthers reports whether an object makes a controller install more
// objects, in whatever namespace (Argo CD, Flux, Helm controllers).
func deploysOthers(o *manifest.Object) bool {
	switch o.Kind {
	case "Application", "ApplicationSet":
		return o.Group() == "argoproj.io"
	case "HelmRelease", "HelmChart", "Kustomization":
		return strings.HasSuffix(o.Group(), "fluxcd.io") || strings.HasSuffix(o.Group(), "cattle.io")
	case "ResourcePlacement", "ClusterResourcePlacement":
		return strings.HasSuffix(o.Group(), "kubernetes-fleet.io")
	}
	return false
}

// clusterKinds are kinds that live in no namespace.
var clusterKinds = map[string]bool{
	"Namespace": true, "Node": true, "PersistentVolume": true,
	"ClusterRole.rbac.authorization.k8s.io": true, "ClusterRoleBinding.rbac.authorization.k8s.io": true,
	"CustomResourceDefinition.apiextensions.k8s.io": true, "StorageClass.storage.k8s.io": true,
	"CSIDriver.storage.k8s.io": true, "CSINode.storage.k8s.io": true, "VolumeAttachment.storage.k8s.io": true,
	"PriorityClass.scheduling.k8s.io": true, "RuntimeClass.node.k8s.io": true,
	"IngressClass.networking.k8s.io": true, "GatewayClass.gateway.networking.k8s.io": true,
	"MutatingWebhookConfiguration.admissionregistration.k8s.io": true, "ValidatingWebhookConfiguration.admissionregistration.k8s.io": true,
	"ValidatingAdmissionPolicy.admissionregistration.k8s.io": true, "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io": true,
	"APIService.apiregistration.k8s.io": true, "PodSecurityPolicy.policy": true, "PodSecurityPolicy.extensions": true,
	"ClusterIssuer.cert-manager.io": true, "CiliumClusterwideNetworkPolicy.cilium.io": true,
	"GlobalNetworkPolicy.projectcalico.org": true, "GlobalNetworkPolicy.crd.projectcalico.org": true,
	"GlobalNetworkSet.projectcalico.org": true, "GlobalNetworkSet.crd.projectcalico.org": true,
	"AdminNetworkPolicy.policy.networking.k8s.io": true, "BaselineAdminNetworkPolicy.policy.networking.k8s.io": true,
	"ClusterNetworkPolicy.policy.networking.k8s.io":          true,
	"NginxIngressController.approuting.kubernetes.azure.com": true,
}
