package aks

import (
	"fmt"
	"time"
)

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

// When says in a few words when support ends or ended: "ended on 2025-09-30",
// "ends on 2028-03-31, in 16 months".
func (r Retirement) When(day time.Time) string {
	if r.Over(day) {
		return "ended on " + string(r.Date)
	}
	switch months := r.Date.MonthsFrom(day); {
	case r.Date == DayOf(day):
		return "ends today, " + string(r.Date)
	case months == 0:
		return "ends on " + string(r.Date) + ", in less than a month"
	case months == 1:
		return "ends on " + string(r.Date) + ", in 1 month"
	default:
		return fmt.Sprintf("ends on %s, in %d months", r.Date, months)
	}
}

// Over reports whether the last day of support lies before a day.
func (r Retirement) Over(day time.Time) bool { return r.Date < DayOf(day) }
