# METADATA
# title: Pods use the network, the processes or the ports of their node
# description: |
#   A pod in a namespace of its host sees what runs beside it, and one in the host's network has the node's address: no
#   network policy holds it. Two pods that want the same port of the host do not fit on one node. The built-in Azure
#   Policies for pod security refuse these pods, those of DaemonSets too; in the namespaces of AKS, which the policies
#   leave out, the finding is advice. Windows HostProcess containers must be in the host's network and are left out.
#
#   A pod in the host's network takes its DNS servers from the node unless `dnsPolicy` is `ClusterFirstWithHostNet`, also
#   where it says `ClusterFirst`: names of Services do not resolve.
#
#   With the profile of an AKS Automatic cluster, which refuses such pods, findings are errors. With any profile, pods that
#   ask for ports of their nodes (`kubernetes.azure.com/assign-hostports-for-containerports`) are told where no node pool
#   has public IPs and open ports.
#
#   # Fix
#
#   Writes `dnsPolicy: ClusterFirstWithHostNet`. It is unsafe in the namespaces of AKS: a pod that runs before the
#   cluster's DNS is up needs the node's.
#
#   # Configure
#
#   Ports of the host that pods may take are named by
#
#   ```yaml
#   params:
#     allowedHostPorts: [9100]
#   ```
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   - https://learn.microsoft.com/azure/aks/policy-reference
# custom:
#   id: POD001
#   name: host-namespace
#   severity: error
#   kinds: [Workload]
#   when:
#     - any:
#         - {path: pod.spec.hostNetwork, equals: "true"}
#         - {path: pod.spec.hostPID, equals: "true"}
#         - {path: pod.spec.hostIPC, equals: "true"}
#         - {path: pod.spec.containers.ports.hostPort}
#         - {path: pod.spec.initContainers.ports.hostPort}
#         - {path: pod.metadata.annotations, keyPrefix: kubernetes.azure.com/assign-hostports-for-containerports}
#   sees:
#     - kind
#     - metadata.namespace
#     - pod.metadata.annotations["kubernetes.azure.com/assign-hostports-for-containerports"]
#     - pod.spec.hostNetwork
#     - pod.spec.hostPID
#     - pod.spec.hostIPC
#     - pod.spec.dnsPolicy
#     - pod.spec.securityContext.windowsOptions.hostProcess
#     - pod.spec.containers.ports.hostPort
#     - pod.spec.containers.securityContext.windowsOptions.hostProcess
#     - pod.spec.initContainers.ports.hostPort
#   uses: [cluster]
#   fixable: true
#   since: "0.1.0"
package akslint.pod001

findings contains {"path": array.concat(at, ["spec", key]), "message": sprintf("`%s: true` %s", [key, consequence]), "severity": severity} if {
	some key, consequence in {
		"hostNetwork": "gives the pods the node's address, and no network policy holds them",
		"hostPID": "shows the pods all processes of the node",
		"hostIPC": "gives the pods the shared memory of the node's processes",
	}
	pod.spec[key] == true
	not host_process
}

findings contains {
	"path": array.concat(at, ["spec", list, i, "ports", j, "hostPort"]),
	"message": sprintf("`hostPort: %d` takes this port of the node, so no two of these pods run on one node", [port.hostPort]),
	"severity": severity,
} if {
	some list in ["containers", "initContainers"]
	some i, container in pod.spec[list]
	some j, port in container.ports
	is_number(port.hostPort)
	port.hostPort > 0
	not port.hostPort in object.get(data.params, "allowedHostPorts", [])
	not host_process
}

findings contains {
	"path": array.concat(at, ["spec", "dnsPolicy"]),
	"message": "with `hostNetwork`, `ClusterFirst` means the node's DNS servers, which do not know the cluster's Services; `ClusterFirstWithHostNet` is meant",
	"severity": severity,
	"reads": [array.concat(at, ["spec", "hostNetwork"])],
	"fix": resolve("set"),
} if {
	pod.spec.hostNetwork == true
	pod.spec.dnsPolicy == "ClusterFirst"
	not host_process
}

findings contains {
	"path": array.concat(at, ["spec", "hostNetwork"]),
	"message": "with `hostNetwork` and no `dnsPolicy: ClusterFirstWithHostNet`, the pods ask the node's DNS servers, which do not know the cluster's Services",
	"severity": severity,
	"whole": true,
	"reads": [array.concat(at, ["spec", "dnsPolicy"])],
	"fix": resolve(operation),
} if {
	pod.spec.hostNetwork == true
	object.get(pod.spec, "dnsPolicy", null) in {null, ""}
	not host_process
}

findings contains {
	"path": array.concat(at, ["metadata", "annotations", assign]),
	"key_only": true,
	"message": sprintf("`%s` gives the pods ports that nobody reaches: no node pool of the cluster has public IPs and `allowedHostPorts`", [assign]),
	"severity": "warning",
} if {
	pod.metadata.annotations[assign]
	input.profile
	not "agentPoolProfiles" in input.profile.unknown
	not open_pool
}

assign := "kubernetes.azure.com/assign-hostports-for-containerports"

open_pool if {
	some pool in input.profile.agentPoolProfiles
	pool.enableNodePublicIP == true
	count(pool.networkProfile.allowedHostPorts) > 0
}

resolve(how) := {
	"title": "set `dnsPolicy: ClusterFirstWithHostNet`",
	"safety": safety,
	"changes": [{how: array.concat(at, ["spec", "dnsPolicy"]), "value": "ClusterFirstWithHostNet"}],
}

operation := "set" if {
	"dnsPolicy" in object.keys(pod.spec)
} else := "add"

# Windows HostProcess containers must be in the host's network.
host_process if pod.spec.securityContext.windowsOptions.hostProcess == true

host_process if {
	some container in pod.spec.containers
	container.securityContext.windowsOptions.hostProcess == true
}

severity := "info" if {
	managed
} else := "error" if {
	lower(input.profile.sku.name) == "automatic"
} else := "warning"

safety := "unsafe" if {
	managed
} else := "safe"

managed if input.object.metadata.namespace in data.aks.managedNamespaces

managed if {
	is_string(input.object.metadata.namespace)
	some prefix in data.aks.managedNamespaces
	endswith(prefix, "-")
	startswith(input.object.metadata.namespace, prefix)
}

# The pod template, or the Pod itself.
pod := object.get(input.object, at, {})

at := [] if {
	input.object.kind == "Pod"
} else := ["spec", "jobTemplate", "spec", "template"] if {
	input.object.spec.jobTemplate
} else := ["spec", "jobTargetRef", "template"] if {
	input.object.spec.jobTargetRef.template
} else := ["spec", "template"]
