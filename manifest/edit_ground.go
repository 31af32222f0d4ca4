package manifest

import (
	"strings"
	"sync"
)

// ground is what every edit of a document asks of its text. It is found once: a
// List holds as many objects as somebody likes, each with fixes of its own.
type ground struct {
	odd     bool    // there are line breaks that editors do not show
	json    bool    // the document is JSON
	aliases []int32 // the nodes that stand for others
	blocks  []int32 // the literal and folded scalars
	last    int32   // the last scalar or alias

	laid sync.Once
	look look
}

// groundOf finds the ground of a document, whose whole tree is given.
func (d *Document) groundOf(t *tree, text string) *ground {
	if g := d.ground.Load(); g != nil {
		return g
	}
	g := &ground{
		odd:  strings.Contains(text, "\u0085") || strings.Contains(text, "\u2028") || strings.Contains(text, "\u2029"),
		json: t.nodes[1].style == Flow && isJSON(text),
	}
	for id := range t.nodes {
		switch x := &t.nodes[id]; {
		case x.kind == Alias:
			g.aliases = append(g.aliases, int32(id))
			g.last = int32(id)
		case x.kind == Scalar:
			if x.style == Literal || x.style == Folded {
				g.blocks = append(g.blocks, int32(id))
			}
			g.last = int32(id)
		}
	}
	d.ground.Store(g)
	return g
}
