package network

import "github.com/akslint/akslint/inventory"

// Change is what differs between two maps of the same scope: what a reviewer
// of the manifests wants to know. All lists are in a fixed order.
type Change struct {
	// Old and New are the maps; nil where the scope is in one of them only.
	Old, New *Map
	// Added and Removed are the workloads that only the new or the old map has.
	Added, Removed []*inventory.Workload
	// Opened and Closed are connections between workloads that only the new or
	// the old map allows.
	Opened, Closed []Connection
	// Exposures are the ways in from outside that differ.
	Exposures []Exposure
	// Held are workloads which policies begin or cease to isolate.
	Held []Held
	// AddressesOpened and AddressesClosed are what workloads that both maps have
	// may exchange with addresses outside in only one of them.
	AddressesOpened, AddressesClosed []AddressChange
}

// Empty reports whether nothing differs.
func (c *Change) Empty() bool {
	return len(c.Added)+len(c.Removed)+len(c.Opened)+len(c.Closed)+len(c.Exposures)+len(c.Held)+len(c.AddressesOpened)+len(c.AddressesClosed) == 0
}

// Connection says that each workload of From may reach each of To, itself
// excepted, on ports on which it may not in the other map.
type Connection struct {
	From, To []*inventory.Workload
	// Ports are surely opened or closed, Maybe are those of which it is not
	// known in one of the maps.
	Ports, Maybe PortSet
	// Fresh says that a workload at an end is in one map only.
	Fresh bool
	// Old and New say why, for the first of each; the zero Flow where the map
	// does not have both.
	Old, New Flow
}

// ExposureChange is what happens to a way in.
type ExposureChange uint8

// What happens to it. Moved is open to another set of addresses that is
// neither wider nor narrower.
const (
	ExposureOpened ExposureChange = iota
	ExposureClosed
	ExposureWidened
	ExposureNarrowed
	ExposureMoved
)

// String is the word for it: opened.
func (c ExposureChange) String() string {
	return [...]string{"opened", "closed", "widened", "narrowed", "moved"}[c]
}

// Exposure is a way in that differs. Was and Is are the old and the new one,
// nil where there is none.
type Exposure struct {
	Change  ExposureChange
	Was, Is *Way
}

// Way is an entry with one of its targets; Target is nil for an entry without.
type Way struct {
	Entry  *Entry
	Target *Target
}

// Any is the new way, or the old one where there is no new one.
func (e Exposure) Any() *Way {
	if e.Is != nil {
		return e.Is
	}
	return e.Was
}

// Held is a change of a workload's isolation.
type Held struct {
	Workload  *inventory.Workload // of the new map
	Direction Direction
	Was, Is   Isolation
}

// AddressChange is what some workloads may exchange with addresses outside in
// one of the maps only.
type AddressChange struct {
	Workloads []*inventory.Workload
	Direction Direction
	Addresses AddressSet
	Ports     PortSet
}

// Compare finds what differs between two maps; either may be nil.
func Compare(before, after *Map) *Change {
	c := &comparison{Change: &Change{Old: before, New: after}}
	for side, m := range []*Map{before, after} {
		c.sides[side].read(m)
	}
	c.match()
	c.connections()
	c.exposures()
	c.holds()
	c.addresses()
	return c.Change
}
