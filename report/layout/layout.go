// Package layout places a drawing: nodes in layers from left to right, some of
// them inside of boxes, and a way for each link that goes around what it does
// not join. It knows shapes, and not what they stand for. The same graph gives
// the same drawing.
//
// A box is laid out by itself first, with a gate on its border for each node
// that has links beyond it; then the boxes are laid out like nodes, and the
// links between them go from gate to gate. The method is that of Sugiyama,
// Tagawa and Toda (1981), with heights by isotonic regression.
package layout

// Graph is what is to be drawn. Place fills the fields that say so.
type Graph struct {
	Nodes []Node
	Boxes []Box
	Links []Link
	// Width and Height are those of the drawing; Place fills them.
	Width, Height float64
}

// Node is a rectangle that links join. Sizes and places are in pixels, and the
// origin is at the top left.
type Node struct {
	W, H float64
	// Box is the index of the box that holds the node, or NoBox.
	Box int
	// First asks for the leftmost layer, where links allow it.
	First bool
	// X and Y are the top left corner; Place fills them.
	X, Y float64
}

// NoBox is the Box of a node that lies in none.
const NoBox = -1

// Box is a rectangle around nodes, with room for a title above them.
type Box struct {
	// MinW is the width that the title needs.
	MinW float64
	// X, Y, W and H are its rectangle; Place fills them.
	X, Y, W, H float64
}

// Link goes from one node to another, by index.
type Link struct {
	From, To int
	// Points are the way: Place fills them. Between two points of one height
	// the link is straight, and otherwise a curve that leaves and arrives
	// level.
	Points []Point
}

// Point is a place in the drawing.
type Point struct{ X, Y float64 }

// The measures of a drawing, in pixels.
const (
	margin    = 32 // around the drawing
	layerGap  = 64 // between layers, where links curve
	nodeGap   = 16 // between nodes of a layer
	linkGap   = 10 // between links that pass
	boxGap    = 30 // between boxes
	padX      = 22 // between the border of a box and what is in it
	padBottom = 20
	titleH    = 46 // height of a box's title
	boxAspect = 1.7
)

// Place lays a graph out.
func Place(g *Graph) {
	p := newPlan(g)
	outer := p.outerRanks()
	rooms := make([]*room, len(g.Boxes))
	for b := range g.Boxes {
		rooms[b] = p.furnish(b, outer)
	}
	p.arrange(rooms, outer)
}
