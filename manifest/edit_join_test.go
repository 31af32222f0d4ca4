package manifest

func toJoin(at Path) Change { return Change{Op: Join, Path: at} }

// joinRows make one item of two.
var joinRows = []editRow{
	{"join two items", []Change{toJoin(At("from").Index(1))}, `apiVersion: v1
kind: X
from:
  - namespaceSelector: # one
      matchLabels: {a: b}
    # two
  - podSelector:
      matchLabels: # three
        c: d
  - e: f
`, `apiVersion: v1
kind: X
from:
  - namespaceSelector: # one
      matchLabels: {a: b}
    # two
    podSelector:
      matchLabels: # three
        c: d
  - e: f
`, 0},
	{"join items without indentation", []Change{toJoin(At("from").Index(2))}, `apiVersion: v1
kind: X
from:
- x: y
-   a: b
-   c: d
`, `apiVersion: v1
kind: X
from:
- x: y
-   a: b
    c: d
`, 0},
	{"join items in flow style", []Change{toJoin(At("from").Index(1))}, `apiVersion: v1
kind: X
from: [{ a: {b: c} }, { d: {} }, {e: f}] # all
`, `apiVersion: v1
kind: X
from: [{ a: {b: c}, d: {} }, {e: f}] # all
`, 0},
	{"join items on two lines", []Change{toJoin(At("from").Index(1))}, `apiVersion: v1
kind: X
from: [
  {a: b},
  {d: {}}
]
`, `apiVersion: v1
kind: X
from: [
  {a: b, d: {}}
]
`, 0},
	{"join items of JSON", []Change{toJoin(At("from").Index(1))}, `{"apiVersion": "v1", "kind": "X", "from": [{"a": "b"}, {"c": "d"}]}
`, `{"apiVersion": "v1", "kind": "X", "from": [{"a": "b", "c": "d"}]}
`, 0},
}

func toAppend(value string, document int, at Path) Change {
	return Change{Op: Append, Path: at, Value: value, Document: document}
}

// appendRows add documents.
var appendRows = []editRow{
	{"append a document", []Change{
		toAppend("v1", 0, At("apiVersion")), toAppend("W", 0, At("kind")), toAppend("true", 0, At("spec", "labels", "a")),
		{Op: Append, Path: At("spec", "pods"), Value: "{}", Raw: true}, toAppend("x", 0, At("spec", "list").Index(0).Key("m")),
		toAppend("v1", 1, At("apiVersion")), toAppend("Z", 1, At("kind")),
	}, `# head
apiVersion: v1
kind: X
spec:
    a: b
    list:
      - c
---
apiVersion: v1
kind: X # last
`, `# head
apiVersion: v1
kind: X
spec:
    a: b
    list:
      - c
---
apiVersion: v1
kind: X # last
---
apiVersion: v1
kind: W
spec:
    labels:
        a: "true"
    pods: {}
    list:
      - m: x
---
apiVersion: v1
kind: Z
`, 0},
	{"append behind a separator", []Change{toAppend("v1", 0, At("apiVersion")), toAppend("W", 0, At("kind"))},
		"apiVersion: v1\r\nkind: X\r\n---\r\n", "apiVersion: v1\r\nkind: X\r\n---\r\napiVersion: v1\r\nkind: W\r\n", 0},
	{"append without a final newline", []Change{toAppend("v1", 0, At("apiVersion")), toAppend("W", 0, At("kind"))},
		"apiVersion: v1\nkind: X\na: |\n  text", "apiVersion: v1\nkind: X\na: |-\n  text\n---\napiVersion: v1\nkind: W", 0},
}
