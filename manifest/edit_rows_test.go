package manifest

var editRows = []editRow{
	{"set keeps quotes", []Change{set("x y", At("a")), set("it's", At("b")), set("plain", At("c"))}, `apiVersion: v1 # v
kind: X
a: "one" # first
b: 'two' # second
c: three # third
`, `apiVersion: v1 # v
kind: X
a: "x y" # first
b: 'it''s' # second
c: plain # third
`, 0},
	{"set quotes what would not be a string", []Change{set("true", At("a")), set("8080", At("b")), set("a: b", At("c")), set("", At("d"))}, `apiVersion: v1
kind: X
a: one
b: two
c: three
d: four
`, `apiVersion: v1
kind: X
a: "true"
b: "8080"
c: "a: b"
d: ""
`, 0},
	{"set a word that was no string", []Change{set("internal", At("a")), set("true", At("b")), set("x", At("c")), set("80", At("d"))}, `apiVersion: v1
kind: X
a: yes # a
b: true
c: null
d: 80
`, `apiVersion: v1
kind: X
a: "internal" # a
b: "true"
c: "x"
d: "80"
`, 0},
	{"set raw", []Change{setRaw("true", At("a")), setRaw("443", At("b")), setRaw("[]", At("c"))}, `apiVersion: v1
kind: X
a: "true"
b: 80 # b
c: # c
`, `apiVersion: v1
kind: X
a: true
b: 443 # b
c: [] # c
`, 0},
	{"set what is empty", []Change{set("x", At("a")), set("y", At("b")), set("true", At("c", "d")), set("last", At("e"))}, `apiVersion: v1
kind: X
a:
b: # why
  # and how
c: {d: , f}
e:`, `apiVersion: v1
kind: X
a: x
b: "y" # why
  # and how
c: {d: "true" , f}
e: last`, 0},
	{"set a text block", []Change{set("x", At("a")), set("y", At("b")), set("z", At("c")), set("w", At("d"))}, `apiVersion: v1
kind: X
a: | # head
  one
  # no comment

  two

# between
b: >-
  one
   two
c: one
  two
  three # c
d: "one
  two"
`, `apiVersion: v1
kind: X
a: x # head

# between
b: "y"
c: z # c
d: "w"
`, 0},
	{"set an alias", []Change{set("y", At("b")), set("9090", At("c")), set("x", At("d"))}, `apiVersion: v1
kind: X
a: &a one
n: &n 8080
m: &m {x: y}
b: *a # b
c: *n
d: *m
`, `apiVersion: v1
kind: X
a: &a one
n: &n 8080
m: &m {x: y}
b: "y" # b
c: "9090"
d: x
`, 0},
	{"set through tags and anchors", []Change{set("7", At("a")), set("x", At("b")), set("x", At("c")), set("x", At("d").Index(0))}, `apiVersion: v1
kind: X
a: !!int 5 # a
b: !!str &b 5
c: &c
d: [!!int 6]
`, `apiVersion: v1
kind: X
a: "7" # a
b: &b x
c: &c x
d: ["x"]
`, 0},
	{"set items", []Change{set("x", At("a").Index(0)), set("y", At("a").Index(1)), set("z", At("a").Index(2)), set("w", At("b").Index(0))}, `apiVersion: v1
kind: X
a:
- one # 1
- "two"
-
b: [one, two]
`, `apiVersion: v1
kind: X
a:
- x # 1
- "y"
- z
b: [w, two]
`, 0},
	{"add an annotation", []Change{add("true", internal)}, `apiVersion: v1
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
	{"add the annotations", []Change{add("true", internal), add("aks", subnet)}, `apiVersion: v1
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
	{"add metadata", []Change{add("true", internal), add("web", meta.Key("name"))}, `apiVersion: v1
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
	{"add behind labels", []Change{add("true", internal), add("x", meta.Key("zone"))}, `apiVersion: v1
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
	{"fill annotations", []Change{add("true", internal)}, `apiVersion: v1
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
	{"fill null", []Change{add("true", internal), add("Local", spec.Key("externalTrafficPolicy")), add("web", meta.Keys("labels", "app"))}, `apiVersion: v1
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
	{"add to spec", []Change{add("Local", spec.Key("externalTrafficPolicy")), addRaw("true", spec.Key("x")), addRaw("8081", ports.Index(0).Key("targetPort"))}, `apiVersion: v1
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
	{"add behind a text block", []Change{add("v", At("data", "new")), add("w", At("data2", "new")), add("x", At("other"))}, `apiVersion: v1
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
	{"append items", []Change{add("10.1.0.0/16", spec.Key("r").Index(1)), add("10.2.0.0/16", spec.Key("r").Index(2)), add("10.1.0.0/16", spec.Key("f").Index(1)), add("x", spec.Key("e").Index(0)), add("y", spec.Key("n").Index(0)), add("z", spec.Key("q").Index(1)), addRaw("443", ports.Index(1).Key("port")), add("https", ports.Index(1).Key("name"))}, `apiVersion: v1
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
	{"append nested lists", []Change{add("x", At("a").Index(0).Index(1)), add("y", At("a").Index(1)), add("z", At("b").Index(0).Index(0).Key("k"))}, `apiVersion: v1
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
	{"a list", []Change{add("true", meta.Keys("annotations", "k")), remove(At("x"))}, `apiVersion: v1
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
	{"flow", []Change{add("true", internal), add("x", meta.Keys("labels", "a")), add("y", spec.Keys("new", "deep")), set("true", spec.Key("a")), rename("c", spec.Key("b"))}, `apiVersion: v1
kind: Service
metadata: {name: web, annotations: {a: b}, labels: {}, uid: x}
spec: { a: x, b: y } # spec
`, `apiVersion: v1
kind: Service
metadata: {name: web, annotations: {a: b, service.beta.kubernetes.io/azure-load-balancer-internal: "true"}, labels: {a: x}, uid: x}
spec: { a: "true", c: y, new: {deep: "y"} } # spec
`, 0},
	{"flow on several lines", []Change{add("x", At("a", "new")), add("x", At("b", "new")), add("x", At("c", "new")), add("x", At("d", "new")), add("x", At("e", "new"))}, `apiVersion: v1
kind: X
a: {
  one: 1, # one
  two: 2 # two
}
b: {
  one: 1,
  two: 2, # two
}
c: {one: 1,
    two: 2}
d: {
  # nothing
}
e: { }
`, `apiVersion: v1
kind: X
a: {
  one: 1, # one
  two: 2, # two
  new: x
}
b: {
  one: 1,
  two: 2, # two
  new: x,
}
c: {one: 1,
    two: 2, new: x}
d: {new: x
  # nothing
}
e: {new: x}
`, 0},
	{"json on one line", []Change{add("true", internal), set("ClusterIP", spec.Key("type")), addRaw("1", spec.Key("n"))}, `{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"type":"LoadBalancer"}}`, `{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","annotations":{"service.beta.kubernetes.io/azure-load-balancer-internal":"true"}},"spec":{"type":"ClusterIP","n":1}}`, 0},
	{"json with blanks", []Change{add("true", internal), add("a\tb", annotations.Key("x"))}, `{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}}
`, `{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "annotations": {"service.beta.kubernetes.io/azure-load-balancer-internal": "true", "x": "a\tb"}}}
`, 0},
	{"json on several lines", []Change{add("true", internal), add("true", At("spec", "x")), remove(spec.Key("type")), add("k", At("e", "k")), add("k", At("n", "k"))}, `{
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {
        "name": "web",
        "uid": "x"
    },
    "e": {},
    "n": null,
    "spec": {
        "clusterIP": "None",
        "type": "LoadBalancer"
    }
}
`, `{
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {
        "name": "web",
        "annotations": {"service.beta.kubernetes.io/azure-load-balancer-internal": "true"},
        "uid": "x"
    },
    "e": {"k": "k"},
    "n": {"k": "k"},
    "spec": {
        "clusterIP": "None",
        "x": "true"
    }
}
`, 0},
	{"json remove", []Change{remove(At("a").Index(0)), remove(At("b").Index(1)), remove(At("c").Index(0)), remove(At("d", "x")), remove(At("e", "x")), remove(At("e", "y"))}, `{
  "apiVersion": "v1", "kind": "Service",
  "a": [1, 2, 3], "b": [1,2], "c": [ 1 ],
  "d": {
    "x": 1
  },
  "e": {
    "x": 1,
    "y": 2,
    "z": 3
  }
}`, `{
  "apiVersion": "v1", "kind": "Service",
  "a": [2, 3], "b": [1], "c": [],
  "d": {},
  "e": {
    "z": 3
  }
}`, 0},
	{"crlf", []Change{add("true", internal), set("x", spec.Key("type")), add("y", spec.Keys("a", "b")), remove(spec.Key("z"))}, "apiVersion: v1\r\nkind: Service\r\nmetadata:\r\n  name: web\r\nspec:\r\n  type: |\r\n    text\r\n  z: 1 # c\r\n", "apiVersion: v1\r\nkind: Service\r\nmetadata:\r\n  name: web\r\n  annotations:\r\n    service.beta.kubernetes.io/azure-load-balancer-internal: \"true\"\r\nspec:\r\n  type: x\r\n  a:\r\n    b: \"y\"\r\n  # c\r\n", 0},
	{"byte order mark", []Change{add("true", internal), remove(At("apiVersionX"))}, "\uFEFFapiVersionX: 1\napiVersion: v1\nkind: Service\n", "\uFEFFapiVersion: v1\nkind: Service\nmetadata:\n  annotations:\n    service.beta.kubernetes.io/azure-load-balancer-internal: \"true\"\n", 0},
	{"remove", []Change{remove(annotations.Key("a")), remove(spec.Key("x")), remove(spec.Key("z"))}, `apiVersion: v1
kind: Service
metadata:
  annotations:
    # about a
    a: b # why a
    c: d
spec:
  x: # x
    # below x
    y: |
      # no comment
    z: 1 # z

  # about type
  type: LoadBalancer
  z: 2`, `apiVersion: v1
kind: Service
metadata:
  annotations:
    # about a
    # why a
    c: d
spec:
  # x
  # below x
  # z

  # about type
  type: LoadBalancer`, 0},
	{"remove the last ones", []Change{remove(annotations.Key("a")), remove(annotations.Key("b")), remove(spec.Key("l").Index(0)), remove(spec.Key("m").Index(0)), remove(At("q").Index(0).Key("r"))}, `apiVersion: v1
kind: Service
metadata:
  annotations: # all
    a: b # why a
    # about b
    b: c
  name: x
spec:
  l:
  - one # one
  m: &m
    - two: 1
      # in two
      three: 2
q:
- r: 1 # r
- s`, `apiVersion: v1
kind: Service
metadata:
  annotations: {} # all
    # why a
    # about b
  name: x
spec:
  l: []
  # one
  m: &m []
    # in two
q:
- {} # r
- s`, 0},
	{"remove behind a dash", []Change{remove(At("a").Index(0).Key("b")), remove(At("a").Index(1).Key("b")), remove(At("a").Index(1).Key("c")), remove(At("e").Index(0).Index(0))}, `apiVersion: v1
kind: X
a:
  - b: 1
    c: 2
  - b: # b
      x: 1 # x
    c: 2

    # about d
    d: 3
e:
- - one # one
  - two
`, `apiVersion: v1
kind: X
a:
  - c: 2
  # b
  # x
  # about d
  - d: 3
e:
# one
- - two
`, 0},
	{"remove items", []Change{remove(At("a").Index(0)), remove(At("b").Index(1)), remove(At("c").Index(0)), remove(At("d").Index(1)), remove(At("d").Index(2))}, `apiVersion: v1
kind: X
a:
- one: 1 # one
  two: 2
- x
b:
  - x
  # about y
  - y # why
c: [
  one, # one
  two
]
d: [one, # one
    two,
    three]
`, `apiVersion: v1
kind: X
a:
# one
- x
b:
  - x
  # about y
  # why
c: [
  # one
  two
]
d: [one # one
]
`, 0},
	{"replace", []Change{remove(annotations.Key("a")), add("y", annotations.Key("n")), remove(At("l").Index(0).Key("x")), add("z", At("l").Index(0).Key("y")), remove(At("f", "x")), add("z", At("f", "u")), add("w", At("f", "z")), remove(At("g", "b")), add("z", At("g", "z"))}, `apiVersion: v1
kind: X
metadata:
  annotations:
    a: b # why
l:
- x: 1 # x
f: {x: 1}
g: {x: 1, b: 2}
`, `apiVersion: v1
kind: X
metadata:
  annotations:
    "n": "y"
    # why
l:
- "y": z
  # x
f: {u: z, z: w}
g: {x: 1, z: z}
`, 0},
	{"add where all below goes", []Change{remove(annotations.Key("a")), add("web", meta.Keys("labels", "app"))}, `apiVersion: v1
kind: X
metadata:
  annotations:
    a: b # why
`, `apiVersion: v1
kind: X
metadata:
  annotations: {}
  labels:
    app: web
    # why
`, 0},
	{"rename", []Change{rename(azure+"internal", annotations.Key("azure")), rename("x", annotations.Key("q")), rename("8080", annotations.Key("s")), rename("type", spec.Key("Type")), set("b", spec.Key("Type"))}, `apiVersion: v1
kind: Service
metadata:
  annotations:
    azure: "true" # a
    "q": 'q'
    's' : s
spec: {"Type":"a"}
`, `apiVersion: v1
kind: Service
metadata:
  annotations:
    service.beta.kubernetes.io/azure-load-balancer-internal: "true" # a
    "x": 'q'
    '8080' : s
spec: {"type":"b"}
`, 0},
	{"unicode and separators", []Change{set("größer", annotations.Key("größe")), add("日本", annotations.Key("é")), remove(At("données", "clé"))}, `# Überschrift
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
	{"second document", []Change{add("x", annotations.Key("a"))}, "apiVersion: v1\r\nkind: X\r\n---\r\napiVersion: v1\r\nkind: X\r\nmetadata: # m\r\n  # n\r\n  name: a\r\n---\r\n# none\r\n", "apiVersion: v1\r\nkind: X\r\n---\r\napiVersion: v1\r\nkind: X\r\nmetadata: # m\r\n  # n\r\n  name: a\r\n  annotations:\r\n    a: x\r\n---\r\n# none\r\n", 1},
	{"a list in json", []Change{add("true", internal), remove(meta.Key("uid"))}, `{
	"apiVersion": "v1",
	"kind": "List",
	"items": [
		{
			"apiVersion": "v1",
			"kind": "Service",
			"metadata": {
				"name": "a",
				"uid": "x"
			}
		}
	]
}
`, `{
	"apiVersion": "v1",
	"kind": "List",
	"items": [
		{
			"apiVersion": "v1",
			"kind": "Service",
			"metadata": {
				"name": "a",
				"annotations": {"service.beta.kubernetes.io/azure-load-balancer-internal": "true"}
			}
		}
	]
}
`, 0},
	{"a definition", []Change{add("x", annotations.Key("a"))}, `apiVersion: apiextensions.k8s.io/v1
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
	{"a text block at the end of the file", []Change{add("x", At("data", "b"))}, `apiVersion: v1
kind: ConfigMap
data:
  a: |
    text`, `apiVersion: v1
kind: ConfigMap
data:
  a: |-
    text
  b: x`, 0},
	{"rows of a flow list", []Change{remove(At("a").Index(0)), remove(At("a").Index(3)), add("5", At("a").Index(4))}, `apiVersion: v1
kind: X
a: ["1",
    "2", "3", # three
    "4"] # end
`, `apiVersion: v1
kind: X
a: [
    "2", "3", "5" # three
] # end
`, 0},
}
