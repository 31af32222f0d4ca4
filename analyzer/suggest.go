package analyzer

import (
	"math/bits"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"github.com/akslint/akslint/inventory"
)

// Suggest finds the one candidate that a misspelt word most likely means: the
// same but for case, or within two edits (one for short words). ok is false
// where there is none, or several are equally near.
func Suggest(word string, candidates []string) (nearest string, ok bool) {
	most := 2
	if len(word) <= 4 {
		most = 1
	}
	best, length, signs := most+1, utf8.RuneCountInString(word), inventory.Signs(word)
	for _, c := range candidates {
		difference := utf8.RuneCountInString(c) - length
		if c == word || difference > most || difference < -most || bits.OnesCount64(inventory.Signs(c)^signs) > 2*most {
			continue // its length and letters alone tell how far it is
		}
		distance := levenshtein.ComputeDistance(word, c)
		if strings.EqualFold(word, c) {
			distance = 0
		}
		switch {
		case distance < best:
			best, nearest, ok = distance, c, true
		case distance == best:
			ok = false
		}
	}
	return nearest, ok
}
