# METADATA
# title: An Ingress is served without TLS
# description: |
#   Without `spec.tls` the hosts of an Ingress are served over plain HTTP: passwords, cookies and tokens can be read and
#   changed on the way, and browsers warn their users. Where an organisation enforces HTTPS with Azure Policy, the Ingress
#   is refused.
#
#   TLS that is set up elsewhere counts: a certificate that Application Gateway holds (`appgw-ssl-certificate`), one from
#   Key Vault that the application routing add-on manages, TLS that NGINX passes through, and the annotations of other
#   controllers and clouds.
#
#   The Application Gateway Ingress Controller makes no HTTP listener for an Ingress with TLS, unless `ssl-redirect` is
#   `"true"`: who types the address without `https://` gets no answer. That is advice.
#
#   With `requireHTTPS` an Ingress without TLS is an error, and so is one without the annotation
#   `kubernetes.io/ingress.allow-http: "false"`: Azure Policy wants both. Most controllers do not read the annotation.
#
#   # Fix
#
#   Name a Secret in `spec.tls`; cert-manager or the application routing add-on fills it. The fix adds `ssl-redirect`,
#   which opens port 80 for the redirect and is therefore unsafe. The annotation that Azure Policy wants is safe to add.
#
#   # Configure
#
#   What the Azure Policy "Kubernetes clusters should be accessible only over HTTPS" refuses is an error with
#
#   ```yaml
#   params:
#     requireHTTPS: true
#   ```
# related_resources:
#   - https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
#   - https://learn.microsoft.com/azure/aks/app-routing-dns-ssl
#   - https://azure.github.io/application-gateway-kubernetes-ingress/annotations/#tls-redirect
#   - https://learn.microsoft.com/azure/aks/policy-reference
# custom:
#   id: ING008
#   name: ingress-without-tls
#   severity: warning
#   kinds: [Ingress.networking.k8s.io, Ingress.extensions]
#   when:
#     - {path: spec}
#     - any:
#         - {path: spec.tls, empty: true}
#         - {path: 'metadata.annotations["appgw.ingress.kubernetes.io/ssl-redirect"]', not: ["1", t, T, "TRUE", "true", "True"]}
#         - {param: requireHTTPS}
#     - any:
#         - {path: spec.tls, empty: true}
#         - {path: spec.ingressClassName, equals: [azure/application-gateway, azure-application-gateway]}
#         - {path: 'metadata.annotations["kubernetes.io/ingress.class"]', equals: [azure/application-gateway, azure-application-gateway]}
#         - {param: requireHTTPS}
#   sees:
#     - spec.tls[]
#     - spec.ingressClassName
#     - metadata.annotations["kubernetes.io/ingress.class"]
#     - metadata.annotations["kubernetes.io/ingress.allow-http"]
#     - metadata.annotations["appgw.ingress.kubernetes.io/ssl-redirect"]
#     - metadata.annotations["appgw.ingress.kubernetes.io/tls-redirect"]
#     - metadata.annotations["appgw.ingress.kubernetes.io/appgw-ssl-certificate"]
#     - metadata.annotations["kubernetes.azure.com/tls-cert-keyvault-uri"]
#     - metadata.annotations["kubernetes.azure.com/tls-cert-keyvault-managed"]
#     - metadata.annotations["nginx.ingress.kubernetes.io/ssl-passthrough"]
#     - metadata.annotations["nginx.org/mergeable-ingress-type"]
#     - metadata.annotations["traefik.ingress.kubernetes.io/router.tls"]
#     - metadata.annotations["traefik.ingress.kubernetes.io/router.tls.certresolver"]
#     - metadata.annotations["alb.ingress.kubernetes.io/certificate-arn"]
#     - metadata.annotations["networking.gke.io/managed-certificates"]
#     - metadata.annotations["ingress.gcp.kubernetes.io/pre-shared-cert"]
#   reads: [spec.tls, metadata.annotations]
#   whole: true
#   fixable: true
#   since: "0.1.0"
package akslint.ing008

findings contains {
	"path": ["spec", "tls"],
	"message": "this Ingress has no `spec.tls`, so its hosts are served over plain HTTP, and what passes can be read on the way",
	"help": "name the hosts and a Secret of type `kubernetes.io/tls` in `spec.tls`",
	"severity": severity,
} if {
	count(tls) == 0
	not secured
}

severity := "error" if {
	data.params.requireHTTPS
} else := "warning"

findings contains {
	"path": ["metadata", "annotations", allow_http],
	"message": sprintf("`%s` is not `\"false\"`, which Azure Policy wants beside `spec.tls`; the Ingress is refused", [allow_http]),
	"severity": "error",
	"fix": {
		"title": "write `\"false\"`",
		"safety": "safe",
		"changes": [{operation(allow_http): ["metadata", "annotations", allow_http], "value": "false"}],
	},
} if {
	data.params.requireHTTPS
	is_object(input.object.spec)
	object.get(annotations, allow_http, "true") != "false"
	not later(allow_http)
}

allow_http := "kubernetes.io/ingress.allow-http"

operation(key) := "set" if {
	key in object.keys(annotations)
} else := "add"

# A later step fills the value in.
later(key) if {
	is_string(annotations[key])
	regex.match(`[$#{<]|__`, annotations[key])
}

findings contains {
	"path": ["spec", "tls"],
	"key_only": true,
	"message": "Application Gateway listens on HTTPS alone for this Ingress; clients that come over HTTP get no answer instead of a redirect",
	"severity": "info",
	"fix": {
		"title": "redirect HTTP to HTTPS",
		"safety": "unsafe",
		"changes": [{operation(ssl_redirect): ["metadata", "annotations", ssl_redirect], "value": "true"}],
	},
} if {
	count(tls) > 0
	class in {"azure/application-gateway", "azure-application-gateway"}
	not redirects
	not later(ssl_redirect)
	not annotations["appgw.ingress.kubernetes.io/tls-redirect"] # means the same: ING013
}

# One that is no string is refused: LB002.
redirects if annotations[ssl_redirect] in {"1", "t", "T", "TRUE", "true", "True", true}

ssl_redirect := "appgw.ingress.kubernetes.io/ssl-redirect"

# What is neither a list nor nothing is filled in by a later step, or cannot be read.
tls := input.object.spec.tls if {
	is_array(input.object.spec.tls)
} else := [] if {
	is_object(input.object.spec)
	object.get(input.object.spec, "tls", null) == null
}

annotations := input.object.metadata.annotations if {
	is_object(input.object.metadata.annotations)
} else := {}

# Controllers read the annotation before the field.
class := annotations["kubernetes.io/ingress.class"] if {
	annotations["kubernetes.io/ingress.class"] != ""
} else := input.object.spec.ingressClassName

secured if annotations["appgw.ingress.kubernetes.io/appgw-ssl-certificate"] != ""

secured if {
	annotations["kubernetes.azure.com/tls-cert-keyvault-uri"] != ""
	annotations["kubernetes.azure.com/tls-cert-keyvault-managed"] == "true"
}

secured if annotations["nginx.ingress.kubernetes.io/ssl-passthrough"] == "true"

# The master of a merged Ingress of F5 has the section.
secured if annotations["nginx.org/mergeable-ingress-type"] == "minion"

# Traefik, and the load balancers of other clouds.
secured if {
	some key, _ in annotations
	key in {
		"traefik.ingress.kubernetes.io/router.tls",
		"traefik.ingress.kubernetes.io/router.tls.certresolver",
		"alb.ingress.kubernetes.io/certificate-arn",
		"networking.gke.io/managed-certificates",
		"ingress.gcp.kubernetes.io/pre-shared-cert",
	}
}

secured if class in {"alb", "gce", "gce-internal"}
