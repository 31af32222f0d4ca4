package manifest

var editRows = []editRow{
	{"set keeps quotes", []Change{set("x y", At("a")), set("it's", At("b")), set("plain", At("c"))}, `apiVersion: v1 # v
kind: X
a: "one" # first
b: 'two' # second
c: three # third
`, ``, 0},
	{"set quotes what would not be a string", []Change{set("true", At("a")), set("8080", At("b")), set("a: b", At("c")), set("", At("d"))}, `apiVersion: v1
kind: X
a: one
b: two
c: three
d: four
`, ``, 0},
	{"set a word that was no string", []Change{set("internal", At("a")), set("true", At("b")), set("x", At("c")), set("80", At("d"))}, `apiVersion: v1
kind: X
a: yes # a
b: true
c: null
d: 80
`, ``, 0},
	{"set raw", []Change{setRaw("true", At("a")), setRaw("443", At("b")), setRaw("[]", At("c"))}, `apiVersion: v1
kind: X
a: "true"
b: 80 # b
c: # c
`, ``, 0},
	{"set what is empty", []Change{set("x", At("a")), set("y", At("b")), set("true", At("c", "d")), set("last", At("e"))}, `apiVersion: v1
kind: X
a:
b: # why
  # and how
c: {d: , f}
e:`, ``, 0},
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
`, ``, 0},
	{"set an alias", []Change{set("y", At("b")), set("9090", At("c")), set("x", At("d"))}, `apiVersion: v1
kind: X
a: &a one
n: &n 8080
m: &m {x: y}
b: *a # b
c: *n
d: *m
`, ``, 0},
	{"set through tags and anchors", []Change{set("7", At("a")), set("x", At("b")), set("x", At("c")), set("x", At("d").Index(0))}, `apiVersion: v1
kind: X
a: !!int 5 # a
b: !!str &b 5
c: &c
d: [!!int 6]
`, ``, 0},
	{"set items", []Change{set("x", At("a").Index(0)), set("y", At("a").Index(1)), set("z", At("a").Index(2)), set("w", At("b").Index(0))}, `apiVersion: v1
kind: X
a:
- one # 1
- "two"
-
b: [one, two]
`, ``, 0},
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
`, ``, 0},
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
`, ``, 0},
	{"add metadata", []Change{add("true", internal), add("web", meta.Key("name"))}, `apiVersion: v1
kind: Service
spec:
    type: LoadBalancer
    ports:
      - port: 80`, ``, 0},
	{"add behind labels", []Change{add("true", internal), add("x", meta.Key("zone"))}, `apiVersion: v1
kind: Service
metadata:
    name: web
    labels:
        app: web # app

    uid: x
`, ``, 0},
	{"fill annotations", []Change{add("true", internal)}, `apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: # later
  # nothing yet
  labels: {}
`, ``, 0},
	{"fill null", []Change{add("true", internal), add("Local", spec.Key("externalTrafficPolicy")), add("web", meta.Keys("labels", "app"))}, `apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: null # later
  labels: {}
spec: ~`, ``, 0},
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
`, ``, 0},
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
`, ``, 0},
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
`, ``, 0},
	{"append nested lists", []Change{add("x", At("a").Index(0).Index(1)), add("y", At("a").Index(1)), add("z", At("b").Index(0).Index(0).Key("k"))}, `apiVersion: v1
kind: X
a:
- - one
`, ``, 0},
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
`, ``, 1},
	{"flow", []Change{add("true", internal), add("x", meta.Keys("labels", "a")), add("y", spec.Keys("new", "deep")), set("true", spec.Key("a")), rename("c", spec.Key("b"))}, `apiVersion: v1
kind: Service
metadata: {name: web, annotations: {a: b}, labels: {}, uid: x}
spec: { a: x, b: y } # spec
`, ``, 0},
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
`, ``, 0},
	{"json on one line", []Change{add("true", internal), set("ClusterIP", spec.Key("type")), addRaw("1", spec.Key("n"))}, `{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"type":"LoadBalancer"}}`, ``, 0},
	{"json with blanks", []Change{add("true", internal), add("a\tb", annotations.Key("x"))}, `{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}}
`, ``, 0},
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
`, ``, 0},
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
}`, ``, 0},
	{"crlf", []Change{add("true", internal), set("x", spec.Key("type")), add("y", spec.Keys("a", "b")), remove(spec.Key("z"))}, "apiVersion: v1\r\nkind: Service\r\nmetadata:\r\n  name: web\r\nspec:\r\n  type: |\r\n    text\r\n  z: 1 # c\r\n", ``, 0},
	{"byte order mark", []Change{add("true", internal), remove(At("apiVersionX"))}, "\uFEFFapiVersionX: 1\napiVersion: v1\nkind: Service\n", ``, 0},
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
  z: 2`, ``, 0},
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
- s`, ``, 0},
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
`, ``, 0},
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
`, ``, 0},
	{"replace", []Change{remove(annotations.Key("a")), add("y", annotations.Key("n")), remove(At("l").Index(0).Key("x")), add("z", At("l").Index(0).Key("y")), remove(At("f", "x")), add("z", At("f", "u")), add("w", At("f", "z")), remove(At("g", "b")), add("z", At("g", "z"))}, `apiVersion: v1
kind: X
metadata:
  annotations:
    a: b # why
l:
- x: 1 # x
f: {x: 1}
g: {x: 1, b: 2}
`, ``, 0},
	{"add where all below goes", []Change{remove(annotations.Key("a")), add("web", meta.Keys("labels", "app"))}, `apiVersion: v1
kind: X
metadata:
  annotations:
    a: b # why
`, ``, 0},
	{"rename", []Change{rename(azure+"internal", annotations.Key("azure")), rename("x", annotations.Key("q")), rename("8080", annotations.Key("s")), rename("type", spec.Key("Type")), set("b", spec.Key("Type"))}, `apiVersion: v1
kind: Service
metadata:
  annotations:
    azure: "true" # a
    "q": 'q'
    's' : s
spec: {"Type":"a"}
`, ``, 0},
}
