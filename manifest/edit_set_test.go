package manifest

// setRows set values and rename keys.
var setRows = []editRow{
	{"set keeps quotes", []Change{toSet("x y", At("a")), toSet("it's", At("b")), toSet("plain", At("c"))}, `apiVersion: v1 # v
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
	{"set quotes what would not be a string", []Change{toSet("true", At("a")), toSet("8080", At("b")), toSet("a: b", At("c")), toSet("", At("d"))}, `apiVersion: v1
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
	{"set a word that was no string", []Change{toSet("internal", At("a")), toSet("true", At("b")), toSet("x", At("c")), toSet("80", At("d"))}, `apiVersion: v1
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
	{"set raw", []Change{toSetRaw("true", At("a")), toSetRaw("443", At("b")), toSetRaw("[]", At("c"))}, `apiVersion: v1
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
	{"set what is empty", []Change{toSet("x", At("a")), toSet("y", At("b")), toSet("true", At("c", "d")), toSet("last", At("e"))}, `apiVersion: v1
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
	{"set a text block", []Change{toSet("x", At("a")), toSet("y", At("b")), toSet("z", At("c")), toSet("w", At("d"))}, `apiVersion: v1
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
	{"set an alias", []Change{toSet("y", At("b")), toSet("9090", At("c")), toSet("x", At("d"))}, `apiVersion: v1
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
	{"set through tags and anchors", []Change{toSet("7", At("a")), toSet("x", At("b")), toSet("x", At("c")), toSet("x", At("d").Index(0)), toSet("x", At("e"))}, `apiVersion: v1
kind: X
a: !!int 5 # a
b: !!str &b 5
c: &c
d: [!!int 6]
e: !!seq []
`, `apiVersion: v1
kind: X
a: "7" # a
b: &b x
c: &c x
d: ["x"]
e: x
`, 0},
	{"set items", []Change{toSet("x", At("a").Index(0)), toSet("y", At("a").Index(1)), toSet("z", At("a").Index(2)), toSet("w", At("b").Index(0))}, `apiVersion: v1
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
	{"rename", []Change{toRename(azurePrefix+"internal", atAnnotations.Key("azure")), toRename("x", atAnnotations.Key("q")), toRename("8080", atAnnotations.Key("s")), toRename("type", atSpec.Key("Type")), toSet("b", atSpec.Key("Type"))}, `apiVersion: v1
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
	{"set an empty text block", []Change{toSet("x", At("a")), toSet("z", At("b"))}, `apiVersion: v1
kind: X
a: | # c
b: "y"# d
`, `apiVersion: v1
kind: X
a: x # c
b: "z" # d
`, 0},
}
