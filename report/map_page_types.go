package report

// The types below are what the page of the html format knows, for map.js to
// show. Names are short, for there may be thousands of each; what many share is
// said once, and what map.js can word by itself is left out. Indices point into
// the lists of the same scope; -1 stands for none.
type (
	pageData struct {
		Version string      `json:"version"`
		Scopes  []pageScope `json:"scopes"`
	}
	pageScope struct {
		Name    string      `json:"name"`
		Open    bool        `json:"open,omitempty"`
		Numbers [][2]string `json:"numbers"`
		Spaces  []string    `json:"spaces"`
		// Kinds, Files, Notes and Holds are what others share.
		Kinds     []string       `json:"kinds"`
		Files     []string       `json:"files"`
		Notes     []pageNote     `json:"notes"`
		Holds     []pageHold     `json:"holds"`
		Workloads []pageWorkload `json:"workloads"`
		Doors     []pageDoor     `json:"doors"`
		Facts     []pageFact     `json:"facts"`
		// Public, Denied are the facts that matter most.
		Public   []int         `json:"public"`
		Denied   []int         `json:"denied"`
		Pictures []pagePicture `json:"pictures"`
	}
	pageWorkload struct {
		// ID is the workload's in csv, "" where namespace, name and kind make
		// it up.
		ID    string    `json:"id,omitempty"`
		Name  string    `json:"n"`
		Kind  int       `json:"k"`
		Space int       `json:"s"`
		Place pagePlace `json:"p"`
		Host  bool      `json:"h,omitempty"`
		// In and Out say how policies hold it.
		In  int `json:"in"`
		Out int `json:"out"`
		// Facts about it.
		Doors   []int `json:"fd,omitempty"`
		Reached []int `json:"fr,omitempty"`
		Reaches []int `json:"fo,omitempty"`
		Calls   []int `json:"fc,omitempty"`
		Called  []int `json:"fu,omitempty"`
		Outside []int `json:"fx,omitempty"`
	}
	// pagePlace is a file, a line and a column.
	pagePlace [3]int
	pageHold  struct {
		State string `json:"t"` // open, held or unknown
		By    []int  `json:"by,omitempty"`
	}
	pageDoor struct {
		Name  string    `json:"n"`
		Kind  string    `json:"k"`
		Space int       `json:"s"`
		Place pagePlace `json:"p"`
		Reach string    `json:"r"`
		Note  string    `json:"o,omitempty"`
		Hosts string    `json:"h,omitempty"`
		From  string    `json:"f,omitempty"`
		Facts []int     `json:"fd"`
	}
	pageNote [2]string // text, place
	pageFact struct {
		Kind strokeKind `json:"k,omitempty"` // "" for allow
		// Text is what is to be said; "" for a link, which is its source, the
		// workload To, and the ports On.
		Text  string `json:"t,omitempty"`
		On    string `json:"on,omitempty"`
		Notes []int  `json:"n,omitempty"`
		// To is the workload that it is about. What may reach it are the
		// workloads From, all of namespace FromSpace (then From has none), or
		// any that nothing holds.
		To        int   `json:"to"`
		From      []int `json:"from,omitempty"`
		FromSpace *int  `json:"fs,omitempty"`
		Any       bool  `json:"any,omitempty"`
	}
	pagePicture struct {
		Space   int          `json:"s"`
		W       int          `json:"w"`
		H       int          `json:"h"`
		Boxes   [][5]int     `json:"boxes"` // namespace, x, y, w, h
		Marks   []pageMark   `json:"marks"`
		Strokes []pageStroke `json:"strokes"`
	}
	pageMark struct {
		Kind markKind `json:"k,omitempty"` // "" for a workload
		// Label is what is written on it, "" where it is the name of the
		// workload, the door or the namespace Ref that it stands for.
		Label string `json:"l,omitempty"`
		At    [4]int `json:"at"`
		Ref   int    `json:"r"`
	}
	pageStroke struct {
		Kind   strokeKind `json:"k,omitempty"` // "" for allow
		From   int        `json:"f"`
		To     int        `json:"t"`
		Public bool       `json:"p,omitempty"`
		Count  int        `json:"c,omitempty"`
		// Points are its way: x, y, x, y and so on. A line without any is shown
		// when a mark at its end is pointed at.
		Points []int `json:"d,omitempty"`
		Facts  []int `json:"x"`
	}
)
