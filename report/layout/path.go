package layout

func move(points []Point, x, y float64) {
	for i := range points {
		points[i].X += x
		points[i].Y += y
	}
}

func reverse(points []Point) {
	for i, j := 0, len(points)-1; i < j; i, j = i+1, j-1 {
		points[i], points[j] = points[j], points[i]
	}
}

// tidy drops points that a straight line passes anyway.
func tidy(points []Point) []Point {
	var out []Point
	for _, p := range points {
		n := len(out)
		if n > 0 && out[n-1] == p {
			continue
		}
		if n > 1 && out[n-1].Y == p.Y && out[n-2].Y == p.Y {
			out[n-1] = p
			continue
		}
		out = append(out, p)
	}
	return out
}
