# METADATA
# title: A Service opens a port on every node
# description: |
#   A Service of type `NodePort` listens on the same port of every node, also of those that run none of its pods. On AKS
#   everything that reaches the nodes then reaches the application: the whole VNet and the networks that are peered with
#   it. The network security group of the nodes lets nobody in from the internet by default, but where nodes have public
#   IPs it is the only thing in the way. Nothing takes a node that is drained or upgraded out of a client's list.
#
#   A `LoadBalancer` Service has such ports as well. To ask for one by number (`nodePort`) is an info: the number invites
#   clients in past the load balancer and its source ranges, and the API server refuses it where it is taken. Nothing is
#   said where `allocateLoadBalancerNodePorts: false` makes it necessary.
#
#   # Fix
#
#   Use `type: ClusterIP` behind an Ingress or a Gateway, or `type: LoadBalancer` with an internal load balancer. The
#   fix sets `ClusterIP`; it is unsafe because clients of the node port lose their way in. It is offered only where
#   nothing else of the Service depends on the type: no `nodePort`, no `externalTrafficPolicy`.
# related_resources:
#   - https://learn.microsoft.com/azure/aks/concepts-network-services
#   - https://learn.microsoft.com/azure/aks/use-node-public-ips
#   - https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
# custom:
#   id: SVC001
#   name: nodeport-service
#   severity: warning
#   kinds: [Service]
#   when:
#     - {path: spec.type, equals: [NodePort, LoadBalancer]}
#     - any:
#         - {path: spec.type, equals: NodePort}
#         - {path: spec.ports.nodePort}
#   sees:
#     - spec.type
#     - spec.ports.nodePort
#     - spec.externalTrafficPolicy
#     - spec.allocateLoadBalancerNodePorts
#   reads: [spec.type]
#   fixable: true
#   since: "0.1.0"
package akslint.svc001

findings contains object.union(finding, fix) if {
	input.object.spec.type == "NodePort"
	finding := {
		"path": ["spec", "type"],
		"message": "`type: NodePort` opens a port on every node to the whole VNet; where nodes have public IPs, only the NSG keeps the internet out",
		"help": "use ClusterIP behind an Ingress or a Gateway, or an internal LoadBalancer",
	}
}

findings contains {
	"path": ["spec", "ports", i, "nodePort"],
	"message": sprintf("`nodePort: %d` fixes the port that every node opens to the whole VNet, past the load balancer and its source ranges", [port.nodePort]),
	"help": "leave `nodePort` out, so that Kubernetes picks a free port, unless a client or a firewall relies on the number",
	"severity": "info",
} if {
	input.object.spec.type == "LoadBalancer"
	not input.object.spec.allocateLoadBalancerNodePorts == false
	some i, port in input.object.spec.ports
	is_number(port.nodePort)
	port.nodePort > 0
}

default fix := {}

fix := {"fix": {
	"title": "set `type` to `ClusterIP`",
	"safety": "unsafe",
	"changes": [{"set": ["spec", "type"], "value": "ClusterIP"}],
}} if {
	not bound_to_type
}

# An API server refuses these fields on a ClusterIP Service.
bound_to_type if input.object.spec.externalTrafficPolicy

bound_to_type if {
	some port in input.object.spec.ports
	number := port.nodePort
	not number in {0, null}
}
