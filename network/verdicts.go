package network

import "encoding/binary"

// verdict is the ports that are surely admitted, and those that may be.
type verdict struct{ sure, maybe PortSet }

var (
	admitted = verdict{sure: everyPort}
	refused  = verdict{}
)

// verdicts numbers verdicts, and remembers how they meet.
type verdicts struct {
	list   []verdict
	byText map[string]int32
	met    map[[2]int32]int32
}

func newVerdicts() *verdicts {
	v := &verdicts{byText: map[string]int32{}, met: map[[2]int32]int32{}}
	v.number(refused)
	v.number(admitted)
	return v
}

// The numbers of the verdicts that there always are.
const (
	nothing    int32 = 0
	everything int32 = 1
)

// number gives a verdict its number.
func (v *verdicts) number(x verdict) int32 {
	var key []byte
	for _, s := range x.sure.spans {
		key = binary.AppendUvarint(binary.AppendUvarint(key, uint64(s.lo)), uint64(s.hi))
	}
	key = append(key, 0)
	for _, s := range x.maybe.spans {
		key = binary.AppendUvarint(binary.AppendUvarint(key, uint64(s.lo)), uint64(s.hi))
	}
	n, ok := v.byText[string(key)]
	if !ok {
		n = int32(len(v.list))
		v.list = append(v.list, x)
		v.byText[string(key)] = n
	}
	return n
}

// meet is the verdict of both ends together.
func (v *verdicts) meet(a, b int32) int32 {
	switch {
	case a == nothing || b == nothing:
		return nothing
	case a == everything || a == b:
		return b
	case b == everything:
		return a
	}
	key := [2]int32{min(a, b), max(a, b)}
	n, ok := v.met[key]
	if !ok {
		n = v.number(v.list[a].and(v.list[b]))
		v.met[key] = n
	}
	return n
}

// and is what both of two verdicts admit.
func (x verdict) and(y verdict) verdict {
	sure := x.sure.Intersect(y.sure)
	may := x.sure.Union(x.maybe).Intersect(y.sure.Union(y.maybe))
	return verdict{sure, may.Minus(sure)}
}

// adds reports whether what one verdict admits is still told truly when that of
// another is laid over it.
func (v *verdicts) adds(over, under int32) bool {
	if under == nothing || under == over {
		return true
	}
	a, b := v.list[over], v.list[under]
	return a.sure.Covers(b.sure) && a.sure.Union(a.maybe).Covers(b.maybe)
}
