package report

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// GitHub tells an alert from others by the hash of its line, which the action
// that uploads a report works out for itself if it can read the file. What we
// write must be the same value to the bit: partialFingerprints with the key
// primaryLocationLineHash.
//
// The hash of a line is a polynomial over the next hashBlock UTF-16 units from
// its beginning, across line ends: blanks and tabs count for nothing, each line
// end is one LF, one hashEnd stands behind the text, and zeros behind that.

const (
	hashBlock = 100
	hashBase  = 37
	hashEnd   = 0xffff
)

// lineHash is the fingerprint of a line: its hash, and how many lines down to
// this one have the same.
type lineHash struct {
	hash uint64
	nth  int
}

func (h lineHash) String() string { return fmt.Sprintf("%x:%d", h.hash, h.nth) }

// lineHashes returns the fingerprint of each line of a text.
func lineHashes(text string) []lineHash {
	units, starts := hashUnits(text)
	at := func(i int) uint64 {
		if i < 0 || i >= len(units) {
			return 0
		}
		return uint64(units[i])
	}
	last := uint64(1) // the factor of a unit that leaves the block
	for range hashBlock {
		last *= hashBase
	}
	lines := make([]lineHash, 0, len(starts))
	seen := map[uint64]int{}
	var hash uint64
	for i := 0; len(lines) < len(starts); i++ {
		if i == starts[len(lines)]+hashBlock {
			seen[hash]++
			lines = append(lines, lineHash{hash, seen[hash]})
		}
		hash = hash*hashBase + at(i) - last*at(i-hashBlock)
	}
	return lines
}

// hashUnits returns the units of a text that count, and at which of them the
// lines begin. To this hash a CR alone ends a line too, and so does a LF that
// a blank parts from its CR.
func hashUnits(text string) (units []uint16, starts []int) {
	units = make([]uint16, 0, len(text)+1)
	begins, afterCR := true, false
	add := func(unit uint16) {
		if begins {
			starts = append(starts, len(units))
		}
		units = append(units, unit)
		begins = unit == '\n'
	}
	for i := 0; i < len(text); {
		r, size := decodeLikeWeb(text[i:])
		i += size
		switch {
		case r == ' ' || r == '\t' || r == '\n' && afterCR:
			afterCR = false
			continue
		case r == '\r':
			add('\n')
		case r < 0x10000:
			add(uint16(r))
		default:
			high, low := utf16.EncodeRune(r)
			add(uint16(high))
			add(uint16(low))
		}
		afterCR = r == '\r'
	}
	add(hashEnd)
	return units, starts
}

// decodeLikeWeb takes the first character of a text that is not empty. Like a
// browser, and unlike Go, it takes the bytes of a character that is cut short
// for one replacement character.
func decodeLikeWeb(text string) (r rune, size int) {
	r, size = utf8.DecodeRuneInString(text)
	if r != utf8.RuneError || size > 1 {
		return r, size
	}
	for size < len(text) && !utf8.FullRuneInString(text[:size+1]) {
		size++
	}
	return r, size
}
