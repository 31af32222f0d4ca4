package manifest

// addRows add entries and items, and make the parents that they need.
var addRows = []editRow{
	{"add an annotation", []Change{toAdd("true", atInternal)}, `apiVersion: v1
kind: Service
metadata:
  name: web # the name
  annotations: # why
    # first
    a: b # last
    # commented-out: x

  labels:
    app: web
spec:
  type: LoadBalancer
`, `apiVersion: v1
kind: Service
metadata:
  name: web # the name
  annotations: # why
    # first
    a: b # last
    service.beta.kubernetes.io/azure-load-balancer-internal: "true"
    # commented-out: x

  labels:
    app: web
spec:
  type: LoadBalancer
`, 0},
	{"add the annotations", []Change{toAdd("true", atInternal), toAdd("aks", atSubnet)}, `apiVersion: v1
kind: Service
metadata:
  # the name
  name: web # name
  # about uid
  uid: "1"
  # end of metadata
# about spec
spec:
    type: LoadBalancer
`, `apiVersion: v1
kind: Service
metadata:
  # the name
  name: web # name
  annotations:
    service.beta.kubernetes.io/azure-load-balancer-internal: "true"
    service.beta.kubernetes.io/azure-load-balancer-internal-subnet: aks
  # about uid
  uid: "1"
  # end of metadata
# about spec
spec:
    type: LoadBalancer
`, 0},
	{"add metadata", []Change{toAdd("true", atInternal), toAdd("web", atMeta.Key("name"))}, `apiVersion: v1
kind: Service
spec:
    type: LoadBalancer
    ports:
      - port: 80`, `apiVersion: v1
kind: Service
spec:
    type: LoadBalancer
    ports:
      - port: 80
metadata:
    annotations:
        service.beta.kubernetes.io/azure-load-balancer-internal: "true"
    name: web`, 0},
	{"add behind labels", []Change{toAdd("true", atInternal), toAdd("x", atMeta.Key("zone"))}, `apiVersion: v1
kind: Service
metadata:
    name: web
    labels:
        app: web # app

    uid: x
`, `apiVersion: v1
kind: Service
metadata:
    name: web
    labels:
        app: web # app
    annotations:
        service.beta.kubernetes.io/azure-load-balancer-internal: "true"
    zone: x

    uid: x
`, 0},
	{"fill annotations", []Change{toAdd("true", atInternal)}, `apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: # later
  # nothing yet
  labels: {}
`, `apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: # later
    service.beta.kubernetes.io/azure-load-balancer-internal: "true"
  # nothing yet
  labels: {}
`, 0},
	{"fill null", []Change{toAdd("true", atInternal), toAdd("Local", atSpec.Key("externalTrafficPolicy")), toAdd("web", atMeta.Keys("labels", "app"))}, `apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: null # later
  labels: {}
spec: ~`, `apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: # later
    service.beta.kubernetes.io/azure-load-balancer-internal: "true"
  labels: {app: web}
spec:
  externalTrafficPolicy: Local`, 0},
	{"add to spec", []Change{toAdd("Local", atSpec.Key("externalTrafficPolicy")), toAddRaw("true", atSpec.Key("x")), toAddRaw("8081", atPorts.Index(0).Key("targetPort"))}, `apiVersion: v1
kind: Service
spec:
  type: LoadBalancer
  ports:
  - port: 80 # http
    name: http

---
# second
apiVersion: v1
kind: Service
spec:
  type: LoadBalancer
`, `apiVersion: v1
kind: Service
spec:
  type: LoadBalancer
  ports:
  - port: 80 # http
    name: http
    targetPort: 8081
  externalTrafficPolicy: Local
  x: true

---
# second
apiVersion: v1
kind: Service
spec:
  type: LoadBalancer
`, 0},
	{"add behind a text block", []Change{toAdd("v", At("data", "new")), toAdd("w", At("data2", "new")), toAdd("x", At("other"))}, `apiVersion: v1
kind: ConfigMap
data2:
  keep: |+
    one


data:
  a: b
  script: |
    echo
    # no comment

# the end
`, `apiVersion: v1
kind: ConfigMap
data2:
  keep: |+
    one


  new: w
data:
  a: b
  script: |
    echo
    # no comment
  new: v
other: x

# the end
`, 0},
	{"append items", []Change{toAdd("10.1.0.0/16", atSpec.Key("r").Index(1)), toAdd("10.2.0.0/16", atSpec.Key("r").Index(2)), toAdd("10.1.0.0/16", atSpec.Key("f").Index(1)), toAdd("x", atSpec.Key("e").Index(0)), toAdd("y", atSpec.Key("n").Index(0)), toAdd("z", atSpec.Key("q").Index(1)), toAddRaw("443", atPorts.Index(1).Key("port")), toAdd("https", atPorts.Index(1).Key("name"))}, `apiVersion: v1
kind: Service
spec:
  ports:
    - port: 80 # http
      name: http
  q: ["10"]
  r:
    - 10.0.0.0/16 # first
  f: [10.0.0.0/16]
  e: []
`, `apiVersion: v1
kind: Service
spec:
  ports:
    - port: 80 # http
      name: http
    - port: 443
      name: https
  q: ["10", "z"]
  r:
    - 10.0.0.0/16 # first
    - 10.1.0.0/16
    - 10.2.0.0/16
  f: [10.0.0.0/16, 10.1.0.0/16]
  e: [x]
  "n":
    - "y"
`, 0},
	{"append nested lists", []Change{toAdd("x", At("a").Index(0).Index(1)), toAdd("y", At("a").Index(1)), toAdd("z", At("b").Index(0).Index(0).Key("k"))}, `apiVersion: v1
kind: X
a:
- - one
`, `apiVersion: v1
kind: X
a:
- - one
  - x
- "y"
b:
- - k: z
`, 0},
	{"a list", []Change{toAdd("true", atMeta.Keys("annotations", "k")), toRemove(At("x"))}, `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata:
    name: a
- x: 1 # gone
  # about metadata
  metadata:
    name: b
  apiVersion: v1
  kind: Service
`, `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata:
    name: a
# gone
# about metadata
- metadata:
    name: b
    annotations:
      k: "true"
  apiVersion: v1
  kind: Service
`, 1},
	{"crlf", []Change{toAdd("true", atInternal), toSet("x", atSpec.Key("type")), toAdd("y", atSpec.Keys("a", "b")), toRemove(atSpec.Key("z"))}, "apiVersion: v1\r\nkind: Service\r\nmetadata:\r\n  name: web\r\nspec:\r\n  type: |\r\n    text\r\n  z: 1 # c\r\n", "apiVersion: v1\r\nkind: Service\r\nmetadata:\r\n  name: web\r\n  annotations:\r\n    service.beta.kubernetes.io/azure-load-balancer-internal: \"true\"\r\nspec:\r\n  type: x\r\n  a:\r\n    b: \"y\"\r\n  # c\r\n", 0},
	{"byte order mark", []Change{toAdd("true", atInternal), toRemove(At("apiVersionX"))}, "\uFEFFapiVersionX: 1\napiVersion: v1\nkind: Service\n", "\uFEFFapiVersion: v1\nkind: Service\nmetadata:\n  annotations:\n    service.beta.kubernetes.io/azure-load-balancer-internal: \"true\"\n", 0},
	{"unicode and separators", []Change{toSet("größer", atAnnotations.Key("größe")), toAdd("日本", atAnnotations.Key("é")), toRemove(At("données", "clé"))}, `# Überschrift
apiVersion: v1
kind: ConfigMap
metadata:
  name: ünï # ñ
  annotations: {größe: 'groß'} # ö
données:
  clé: 'é' # ć
  à: b
---
apiVersion: v1
kind: ConfigMap
`, `# Überschrift
apiVersion: v1
kind: ConfigMap
metadata:
  name: ünï # ñ
  annotations: {größe: 'größer', é: 日本} # ö
données:
  # ć
  à: b
---
apiVersion: v1
kind: ConfigMap
`, 0},
	{"second document", []Change{toAdd("x", atAnnotations.Key("a"))}, "apiVersion: v1\r\nkind: X\r\n---\r\napiVersion: v1\r\nkind: X\r\nmetadata: # m\r\n  # n\r\n  name: a\r\n---\r\n# none\r\n", "apiVersion: v1\r\nkind: X\r\n---\r\napiVersion: v1\r\nkind: X\r\nmetadata: # m\r\n  # n\r\n  name: a\r\n  annotations:\r\n    a: x\r\n---\r\n# none\r\n", 1},
	{"a definition", []Change{toAdd("x", atAnnotations.Key("a"))}, `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: g # g
metadata:
  name: x
`, `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: g # g
metadata:
  name: x
  annotations:
    a: x
`, 0},
	{"a text block at the end of the file", []Change{toAdd("x", At("data", "b"))}, `apiVersion: v1
kind: ConfigMap
data:
  a: |
    text`, `apiVersion: v1
kind: ConfigMap
data:
  a: |-
    text
  b: x`, 0},
	{"an empty text block at the end of the file", []Change{toAdd("x", At("b"))}, `apiVersion: v1
kind: X
a: |`, `apiVersion: v1
kind: X
a: |
b: x`, 0},
}
