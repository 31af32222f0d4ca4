package manifest

// removeRows take entries and items away.
var removeRows = []editRow{
	{"remove", []Change{toRemove(atAnnotations.Key("a")), toRemove(atSpec.Key("x")), toRemove(atSpec.Key("z"))}, `apiVersion: v1
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
	{"remove the last ones", []Change{toRemove(atAnnotations.Key("a")), toRemove(atAnnotations.Key("b")), toRemove(atSpec.Key("l").Index(0)), toRemove(atSpec.Key("m").Index(0)), toRemove(At("q").Index(0).Key("r"))}, `apiVersion: v1
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
	{"remove behind a dash", []Change{toRemove(At("a").Index(0).Key("b")), toRemove(At("a").Index(1).Key("b")), toRemove(At("a").Index(1).Key("c")), toRemove(At("e").Index(0).Index(0))}, `apiVersion: v1
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
	{"remove items", []Change{toRemove(At("a").Index(0)), toRemove(At("b").Index(1)), toRemove(At("c").Index(0)), toRemove(At("d").Index(1)), toRemove(At("d").Index(2))}, `apiVersion: v1
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
	{"replace", []Change{toRemove(atAnnotations.Key("a")), toAdd("y", atAnnotations.Key("n")), toRemove(At("l").Index(0).Key("x")), toAdd("z", At("l").Index(0).Key("y")), toRemove(At("f", "x")), toAdd("z", At("f", "u")), toAdd("w", At("f", "z")), toRemove(At("g", "b")), toAdd("z", At("g", "z"))}, `apiVersion: v1
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
	{"add where all below goes", []Change{toRemove(atAnnotations.Key("a")), toAdd("web", atMeta.Keys("labels", "app"))}, `apiVersion: v1
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
	{"remove the first ones behind a dash", []Change{toRemove(At("a").Index(0).Key("b")), toRemove(At("a").Index(0).Key("c"))}, `apiVersion: v1
kind: X
a:
- b: 1 # b
  # about c
  c: 2 # c
  d: 3
`, `apiVersion: v1
kind: X
a:
# b
# about c
# c
- d: 3
`, 0},
	{"remove up to the end", []Change{toRemove(At("b")), toSet("x", At("a"))}, `apiVersion: v1
kind: X
a: w

b: z`, `apiVersion: v1
kind: X
a: x`, 0},
}
