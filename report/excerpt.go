package report

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// tab is what a tab of the source is shown as, so that the mark below a line
// stands right on every terminal.
const tab = "    "

// excerpt is a piece of a source line as it is shown: inert, and cut to the
// columns that there are.
type excerpt struct {
	text string
	// skip and length are the columns before and below the marked part.
	skip, length int
	// cut says that the beginning of the line is missing.
	cut bool
}

// newExcerpt shows the bytes from..to of a line, and around them as much of
// the line as fits into limit columns.
func newExcerpt(line string, from, to, limit int) excerpt {
	from = min(max(from, 0), len(line))
	to = min(max(to, from), len(line))
	// A column takes four bytes at most, so the rest of a very long line (all
	// of a file, in minified JSON) need not be looked at.
	start, end := max(0, from-4*limit), min(len(line), from+4*limit)
	for start > 0 && start < len(line) && !utf8.RuneStart(line[start]) {
		start--
	}
	c := newCells(line[start:end])
	first, last := c.at(from-start), c.at(min(to, end)-start)
	lo, hi := c.window(first, last, limit)
	return c.excerpt(lo, hi, first, last)
}

// cells are the characters of a line: what is shown for each, in which column
// it begins, and at which byte. The latter two have one element more than
// there are cells, which is the end.
type cells struct {
	shown   []string
	columns []int
	offsets []int
}

func newCells(line string) cells {
	c := cells{columns: []int{0}, offsets: []int{0}}
	var e escaper
	column := 0
	for i := 0; i < len(line); {
		r, size := utf8.DecodeRuneInString(line[i:])
		shown := e.show(r, line[i:i+size])
		if r == '\t' {
			shown = tab
		}
		i += size
		column += width(shown)
		c.shown = append(c.shown, shown)
		c.columns = append(c.columns, column)
		c.offsets = append(c.offsets, i)
	}
	return c
}

// at is the index of the cell that holds a byte.
func (c cells) at(offset int) int {
	return sort.Search(len(c.shown), func(i int) bool { return c.offsets[i+1] > offset })
}

// window chooses the cells lo to hi that are shown: all where they fit, else
// from some way before the mark on.
func (c cells) window(first, last, limit int) (lo, hi int) {
	n := len(c.shown)
	total := c.columns[n]
	if total <= limit {
		return 0, n
	}
	left := 0
	if c.columns[last] >= limit {
		left = max(0, min(c.columns[first]-limit/3, total-limit))
	}
	right := left + limit
	if left > 0 {
		left++ // the column of the ellipsis
	}
	if right < total {
		right--
	}
	lo = sort.SearchInts(c.columns, left)
	hi = sort.SearchInts(c.columns, right+1) - 1
	return lo, max(lo, hi)
}

// excerpt writes the cells lo to hi, with an ellipsis where others are left
// out, and says where the cells first to last are among them.
func (c cells) excerpt(lo, hi, first, last int) excerpt {
	text := strings.Join(c.shown[lo:hi], "")
	skip := c.columns[min(max(first, lo), hi)] - c.columns[lo]
	length := c.columns[min(max(last, lo), hi)] - c.columns[lo] - skip
	if lo > 0 {
		text = "…" + text
		skip++
	}
	if hi < len(c.shown) {
		text += "…"
	}
	return excerpt{text: text, skip: skip, length: max(1, length), cut: lo > 0}
}
