package aks

import "time"

// Retirement is the end of something that clusters or manifests use.
type Retirement struct {
	ID string
	// What ends, as part of a sentence.
	What string
	// Date is the last day of support; Images, where there is one, the day on
	// which node images go.
	Date, Images Day
	// NotFrom is the first version of Kubernetes that does without already.
	NotFrom Version
	// Component is what it is part of: "ingress", "node-image", ...
	Component string
	// Consequence says in one clause what is so after the date.
	Consequence string
	// Replacement is what to use instead, as part of a sentence.
	Replacement string
	// Profile is the field of the cluster profile that shows it, and
	// ProfileValue the value; "[]" stands for each item.
	Profile, ProfileValue string
	Fact
}

// Retirements are all of them, by ID.
func Retirements() []Retirement { return retirements }

// LookupRetirement finds a retirement by its ID.
func LookupRetirement(id string) (Retirement, bool) {
	return find(retirements, id, func(r *Retirement) string { return r.ID })
}

// Over reports whether the last day of support lies before a day.
func (r Retirement) Over(day time.Time) bool { return r.Date < DayOf(day) }
