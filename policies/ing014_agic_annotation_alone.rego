# METADATA
# title: An annotation of the Application Gateway Ingress Controller lacks its companion
# description: |
#   Some annotations below `appgw.ingress.kubernetes.io/` work only together with another setting, and do nothing without
#   it: `ssl-redirect` without a certificate, a draining timeout without draining, a distinct cookie without affinity, a
#   root certificate without HTTPS to the backend. Others exclude each other. The controller says nothing in any case.
#
#   A `backend-protocol` must fit its port: where Application Gateway speaks HTTPS to pods that speak HTTP, or the reverse,
#   it marks the backend as down and answers 502. Without the annotation it speaks HTTPS to port 443 of pods, and HTTP to
#   all others.
#
#   # Fix
#
#   Adds the companion, or takes the annotation away that is ignored. It is unsafe, because traffic changes.
# related_resources:
#   - https://azure.github.io/application-gateway-kubernetes-ingress/annotations/
#   - https://azure.github.io/application-gateway-kubernetes-ingress/features/appgw-ssl-certificate/
# custom:
#   id: ING014
#   name: agic-annotation-alone
#   severity: warning
#   kinds: [Ingress.networking.k8s.io, Ingress.extensions]
#   when:
#     - {path: metadata.annotations, keyPrefix: appgw.ingress.kubernetes.io/}
#   reads: [spec.tls, metadata.annotations, spec.ingressClassName]
#   whole: true
#   fixable: true
#   since: "0.1.0"
package akslint.ing014

prefix := "appgw.ingress.kubernetes.io/"

findings contains {
	"path": place("ssl-redirect"),
	"message": "`ssl-redirect` redirects nothing, because the Ingress has neither `spec.tls` nor `appgw-ssl-certificate`",
} if {
	served
	on("ssl-redirect")
	not https
}

findings contains {
	"path": place("appgw-ssl-profile"),
	"key_only": true,
	"message": "`appgw-ssl-profile` is for HTTPS, and the Ingress has neither `spec.tls` nor `appgw-ssl-certificate`",
} if {
	served
	set("appgw-ssl-profile")
	not https
}

findings contains {
	"path": place("appgw-ssl-certificate"),
	"key_only": true,
	"message": "`appgw-ssl-certificate` is ignored for the hosts that `spec.tls` gives a Secret",
	"fix": {"title": "remove the annotation", "safety": "unsafe", "changes": [{"remove": place("appgw-ssl-certificate")}]},
} if {
	served
	set("appgw-ssl-certificate")
	some entry in input.object.spec.tls
	entry.secretName != ""
}

# What needs another annotation, and with which value.
findings contains {
	"path": place(name),
	"key_only": true,
	"message": sprintf("`%s` does nothing unless `%s` is `%q`", [name, needs[0], needs[1]]),
	"fix": {
		"title": sprintf("set `%s` to `%q`", [needs[0], needs[1]]),
		"safety": "unsafe",
		"changes": [{operation(needs[0]): place(needs[0]), "value": needs[1]}],
	},
} if {
	served
	some name, needs in {
		"connection-draining-timeout": ["connection-draining", "true"],
		"cookie-based-affinity-distinct-name": ["cookie-based-affinity", "true"],
		"appgw-trusted-root-certificate": ["backend-protocol", "https"],
	}
	set(name)
	annotation[name] != "false"
	not excused(name)
	not on(needs[0])
	lower(object.get(annotation, needs[0], "")) != needs[1]
	not later(needs[0])
}

findings contains {
	"path": place("rewrite-rule-set"),
	"key_only": true,
	"message": "`rewrite-rule-set` and `rewrite-rule-set-custom-resource` are both set, and an Application Gateway rule has one rewrite set",
} if {
	served
	set("rewrite-rule-set")
	set("rewrite-rule-set-custom-resource")
}

# The protocol to the backend against its port.
findings contains {
	"path": port.path,
	"message": sprintf("Application Gateway speaks %s to port `%v` of this backend, and answers 502 where that is %s", [upper(protocol), port.value, upper(port.speaks)]),
	"help": sprintf("set `%sbackend-protocol` to `%s`, or name the other port", [prefix, port.speaks]),
} if {
	served
	protocol in {"http", "https"}
	some port in ports
	port.speaks != protocol
}

protocol := lower(annotation["backend-protocol"])

ports contains {"path": array.concat(array.concat(["spec"], below), step), "value": value, "speaks": usual[value]} if {
	[below, backend] := walk(input.object.spec)
	is_object(backend)
	some step in [["service", "port", "number"], ["service", "port", "name"], ["servicePort"]]
	value := object.get(backend, step, null)
	usual[value]
}

# Port 443 of pods means HTTPS without the annotation.
excused("appgw-trusted-root-certificate") if {
	some port in ports
	port.speaks == "https"
	not protocol
}

usual := {80: "http", "http": "http", 443: "https", "https": "https"}

annotation[name] := value if {
	is_object(input.object.metadata.annotations)
	some key, value in input.object.metadata.annotations
	startswith(key, prefix)
	name := trim_prefix(key, prefix)
	is_string(value)
}

place(name) := ["metadata", "annotations", concat("", [prefix, name])]

operation(name) := "set" if {
	annotation[name]
} else := "add"

set(name) if annotation[name] != ""

on(name) if annotation[name] in {"1", "t", "T", "TRUE", "true", "True"}

# A later step fills the value in.
later(name) if regex.match(`[$#{<]|__`, annotation[name])

https if {
	tls := input.object.spec.tls
	not tls in {[], null}
}

https if set("appgw-ssl-certificate")

# No controller that reads other annotations: ING007 speaks of these.
served if not class in {
	"nginx",
	"webapprouting.kubernetes.azure.com",
	"nginx.approuting.kubernetes.azure.com",
	"azure-alb-external",
}

class := input.object.metadata.annotations["kubernetes.io/ingress.class"] if {
	input.object.metadata.annotations["kubernetes.io/ingress.class"] != ""
} else := input.object.spec.ingressClassName if {
	is_string(input.object.spec.ingressClassName)
} else := ""
