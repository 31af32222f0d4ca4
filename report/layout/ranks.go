package layout

// arc joins two items of a stage.
type arc struct {
	from, to int
	// fromDY and toDY are where it joins the items, below their tops; 0 stands
	// for the middle.
	fromDY, toDY float64
	// link is the link that it stands for; gate is 1 where it joins a gate on
	// the left with a node instead, 2 where on the right.
	link, gate int
	// back says that it leads against the layers.
	back bool
	// chain are its places in the layers between its ends, left to right.
	chain []int
}

// ranks gives every item a layer, counted from 0, such that no arc stays in
// its layer, and most lead to the right. Items that are first are placed as
// far to the left as arcs allow.
func ranks(n int, arcs []arc, first []bool) []int {
	out := make([][]int, n) // arcs by their source
	degree := make([]int, n)
	for i, a := range arcs {
		if a.from != a.to {
			out[a.from] = append(out[a.from], i)
			degree[a.to]++
		}
	}
	back := backArcs(n, arcs, out, degree)
	order, succ, pred := sorted(n, arcs, back)
	rank := make([]int, n)
	for _, v := range order {
		for _, w := range succ[v] {
			rank[w] = max(rank[w], rank[v]+1)
		}
	}
	// What nothing leads to moves towards what it leads to.
	for i := len(order) - 1; i >= 0; i-- {
		v := order[i]
		if len(pred[v]) > 0 || len(succ[v]) == 0 || first[v] {
			continue
		}
		nearest := rank[succ[v][0]]
		for _, w := range succ[v] {
			nearest = min(nearest, rank[w])
		}
		rank[v] = nearest - 1
	}
	return rank
}

// backArcs finds arcs without which there is no circle: those that lead back
// in a walk that begins where nothing leads to.
func backArcs(n int, arcs []arc, out [][]int, degree []int) []bool {
	const open, done = 1, 2
	state := make([]uint8, n)
	back := make([]bool, len(arcs))
	type step struct{ v, next int }
	walk := func(root int) {
		stack := []step{{root, 0}}
		state[root] = open
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			if top.next == len(out[top.v]) {
				state[top.v] = done
				stack = stack[:len(stack)-1]
				continue
			}
			i := out[top.v][top.next]
			top.next++
			switch w := arcs[i].to; state[w] {
			case open:
				back[i] = true
			case 0:
				state[w] = open
				stack = append(stack, step{w, 0})
			}
		}
	}
	for _, rooted := range []bool{true, false} {
		for v := range n {
			if state[v] == 0 && (degree[v] == 0) == rooted {
				walk(v)
			}
		}
	}
	return back
}

// sorted gives the items so that arcs lead from earlier to later ones, and for
// each item those that its arcs lead to and come from.
func sorted(n int, arcs []arc, back []bool) (order []int, succ, pred [][]int) {
	succ, pred = make([][]int, n), make([][]int, n)
	waits := make([]int, n)
	for i, a := range arcs {
		from, to := a.from, a.to
		if from == to {
			continue
		}
		if back[i] {
			from, to = to, from
		}
		succ[from] = append(succ[from], to)
		pred[to] = append(pred[to], from)
		waits[to]++
	}
	for v := range n {
		if waits[v] == 0 {
			order = append(order, v)
		}
	}
	for i := 0; i < len(order); i++ {
		for _, w := range succ[order[i]] {
			if waits[w]--; waits[w] == 0 {
				order = append(order, w)
			}
		}
	}
	return order, succ, pred
}
