// Package aks is what Azure Kubernetes Service is, as data: tables of facts,
// each row with its source and the day on which it was read. It knows
// manifests (a cluster profile is read with places), and no rule.
//
// The rows are in data/*.yaml; go generate turns them into Go, so that nothing
// is parsed at start-up. What an accessor returns is shared and must not be
// changed.
package aks

import (
	"cmp"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"
)

//go:generate go run ../internal/gen/facts_main.go

// Fact says what makes a row of a table true.
type Fact struct {
	// Source is where it was read.
	Source Source
	// AsOf is the day of that text.
	AsOf Day
}

// Source is a URL, or a file or repository at GitHub as "owner/repo@commit" or
// "owner/repo@commit:path".
type Source string

// URL is the address of a source.
func (s Source) URL() string {
	repo, rest, ok := strings.Cut(string(s), "@")
	if !ok || strings.Contains(repo, ":") {
		return string(s)
	}
	commit, file, _ := strings.Cut(rest, ":")
	if file == "" {
		return "https://github.com/" + repo + "/tree/" + commit
	}
	return "https://github.com/" + repo + "/blob/" + commit + "/" + file
}

// Day is a day of the calendar, written as 2026-01-31. Days compare as text.
type Day string

// DayOf is the day of a time, in the time's own zone.
func DayOf(t time.Time) Day { return Day(t.Format(time.DateOnly)) }

// MonthsFrom is how many whole months lie between a time and the day; 0 where
// it is less than one, or past.
func (d Day) MonthsFrom(t time.Time) int {
	end, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return 0
	}
	months := (end.Year()-t.Year())*12 + int(end.Month()) - int(t.Month())
	if end.Day() < t.Day() {
		months--
	}
	return max(0, months)
}

// Version is a minor version of Kubernetes. The zero Version stands for none.
type Version struct{ Major, Minor uint8 }

// ParseVersion reads a version as manifests and cluster profiles write it:
// "1.33", "1.33.2", "v1.33.2-gke.1".
func ParseVersion(text string) (Version, bool) {
	major, rest, _ := strings.Cut(strings.TrimPrefix(text, "v"), ".")
	minor, _, _ := strings.Cut(rest, ".")
	first, err := strconv.ParseUint(major, 10, 8)
	if err != nil {
		return Version{}, false
	}
	second, err := strconv.ParseUint(minor, 10, 8)
	return Version{uint8(first), uint8(second)}, err == nil
}

// IsZero reports whether there is no version.
func (v Version) IsZero() bool { return v == Version{} }

// Compare is -1 where v is older than other, 0 where they are the same, else 1.
func (v Version) Compare(other Version) int {
	return cmp.Or(cmp.Compare(v.Major, other.Major), cmp.Compare(v.Minor, other.Minor))
}

// Before reports whether v is older than other.
func (v Version) Before(other Version) bool { return v.Compare(other) < 0 }

// String writes a version as "1.33", and none as "".
func (v Version) String() string {
	if v.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d.%d", v.Major, v.Minor)
}

// find looks a key up in rows that are sorted by it.
func find[T any](rows []T, key string, keyOf func(*T) string) (T, bool) {
	i, ok := sort.Find(len(rows), func(i int) int { return strings.Compare(key, keyOf(&rows[i])) })
	if !ok {
		var none T
		return none, false
	}
	return rows[i], true
}

// longestPrefix finds, of rows that stand for the beginning of a key, the one
// that says most about it.
func longestPrefix[T any](rows []T, key string, prefixOf func(*T) string) (T, bool) {
	var found T
	length := -1
	for i := range rows {
		if prefix := prefixOf(&rows[i]); len(prefix) > length && strings.HasPrefix(key, prefix) {
			found, length = rows[i], len(prefix)
		}
	}
	return found, length >= 0
}
