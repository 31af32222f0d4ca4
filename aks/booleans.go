package aks

import (
	"strconv"
	"strings"
)

// BooleanReader is how a controller reads a boolean annotation.
type BooleanReader uint8

// The readers. NotBoolean stands for annotations that are none.
const (
	NotBoolean BooleanReader = iota
	// Strict takes exactly "true", in lower case and without blanks.
	Strict
	// AnyCase takes "true" in any case, without blanks.
	AnyCase
	// Trimmed takes "true" in any case, with blanks around it.
	Trimmed
	// Parsed takes what strconv.ParseBool of Go takes: 1, t, T, TRUE, true,
	// True and their opposites. The Application Gateway controller reads so.
	Parsed
)

// Boolean says how the Azure cloud provider reads an annotation of a load
// balancer, NotBoolean for all that are no booleans to it. Those that it does
// not read any more are none.
func Boolean(key string) BooleanReader {
	row, ok := LookupServiceAnnotation(key)
	if !ok {
		if _, suffix, port := ParsePortAnnotation(key); port {
			row, _ = LookupPortAnnotation(suffix)
		}
	}
	if row.Status == Removed {
		return NotBoolean
	}
	return row.Reader
}

// Understands reports whether a value is one of the words that the reader
// tells apart. Annotations that are no booleans understand everything.
func (r BooleanReader) Understands(value string) bool {
	switch r {
	case NotBoolean:
		return true
	case Strict:
		return value == "true" || value == "false"
	case Parsed:
		_, err := strconv.ParseBool(value)
		return err == nil
	case Trimmed:
		value = strings.TrimSpace(value)
	}
	return strings.EqualFold(value, "true") || strings.EqualFold(value, "false")
}

// True reports whether the reader takes a value for true.
func (r BooleanReader) True(value string) bool {
	switch r {
	case NotBoolean:
		return false
	case Strict:
		return value == "true"
	case Parsed:
		yes, err := strconv.ParseBool(value)
		return err == nil && yes
	case Trimmed:
		value = strings.TrimSpace(value)
	}
	return strings.EqualFold(value, "true")
}
