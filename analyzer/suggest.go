package analyzer

import (
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// Suggest finds the one candidate that a misspelt word most likely means: the
// same but for case, or within two edits (one for short words). ok is false
// where there is none, or several are equally near.
func Suggest(word string, candidates []string) (nearest string, ok bool) {
	most := 2
	if len(word) <= 4 {
		most = 1
	}
	best, length := most+1, utf8.RuneCountInString(word)
	for _, c := range candidates {
		if difference := utf8.RuneCountInString(c) - length; c == word || difference > most || difference < -most {
			continue // its length alone tells how far it is
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
