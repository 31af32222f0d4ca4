package manifest

// flowRows edit collections in flow style, and JSON.
var flowRows = []editRow{
	{"flow", []Change{toAdd("true", atInternal), toAdd("x", atMeta.Keys("labels", "a")), toAdd("y", atSpec.Keys("new", "deep")), toSet("true", atSpec.Key("a")), toRename("c", atSpec.Key("b"))}, `apiVersion: v1
kind: Service
metadata: {name: web, annotations: {a: b}, labels: {}, uid: x}
spec: { a: x, b: y } # spec
`, `apiVersion: v1
kind: Service
metadata: {name: web, annotations: {a: b, service.beta.kubernetes.io/azure-load-balancer-internal: "true"}, labels: {a: x}, uid: x}
spec: { a: "true", c: y, new: {deep: "y"} } # spec
`, 0},
	{"flow on several lines", []Change{toAdd("x", At("a", "new")), toAdd("x", At("b", "new")), toAdd("x", At("c", "new")), toAdd("x", At("d", "new")), toAdd("x", At("e", "new"))}, `apiVersion: v1
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
	{"json on one line", []Change{toAdd("true", atInternal), toSet("ClusterIP", atSpec.Key("type")), toAddRaw("1", atSpec.Key("n"))}, `{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"type":"LoadBalancer"}}`, `{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","annotations":{"service.beta.kubernetes.io/azure-load-balancer-internal":"true"}},"spec":{"type":"ClusterIP","n":1}}`, 0},
	{"json with blanks", []Change{toAdd("true", atInternal), toAdd("a\tb", atAnnotations.Key("x"))}, `{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}}
`, `{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "annotations": {"service.beta.kubernetes.io/azure-load-balancer-internal": "true", "x": "a\tb"}}}
`, 0},
	{"json on several lines", []Change{toAdd("true", atInternal), toAdd("true", At("spec", "x")), toRemove(atSpec.Key("type")), toAdd("k", At("e", "k")), toAdd("k", At("n", "k"))}, `{
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
	{"json remove", []Change{toRemove(At("a").Index(0)), toRemove(At("b").Index(1)), toRemove(At("c").Index(0)), toRemove(At("d", "x")), toRemove(At("e", "x")), toRemove(At("e", "y"))}, `{
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
	{"a list in json", []Change{toAdd("true", atInternal), toRemove(atMeta.Key("uid"))}, `{
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
	{"rows of a flow list", []Change{toRemove(At("a").Index(0)), toRemove(At("a").Index(3)), toAdd("5", At("a").Index(4))}, `apiVersion: v1
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
	{"empty values", []Change{toAdd("x", At("a", "c")), toAdd("x", At("d", "c")), toSet("x", At("e", "b"))}, `apiVersion: v1
kind: X
a: {
  b:
}
d: {"b": }
e: {b}
`, `apiVersion: v1
kind: X
a: {
  b: ,
  c: x
}
d: {"b": , "c": "x" }
e: {b: x}
`, 0},
}
