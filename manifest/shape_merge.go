package manifest

import (
	"reflect"
	"slices"
	"strings"
)

// This file is what strategic merges have to know of a Go type.

// below is the shape of a field, nil where it is not known.
func (s *shape) below(key string) *shape {
	for s != nil && s.kind == reflect.Pointer {
		s = s.elem
	}
	switch {
	case s == nil || s.reads:
		return nil
	case s.kind == reflect.Map:
		return s.elem
	case s.kind == reflect.Struct:
		if f := s.field(key); f != nil {
			return f.shape
		}
	}
	return nil
}

// item is the shape of the items of a list.
func (s *shape) item() *shape {
	if s != nil && s.kind == reflect.Slice {
		return s.elem
	}
	return nil
}

// mergedBy says how a strategic merge treats the list in a field: it merges it
// by a key of its items, or by its items where there is none, or replaces it. The
// types of k8s.io/api have it in their tags, and kustomize has it from there.
func (s *shape) mergedBy(key string) (by string, merges bool) {
	for s != nil && s.kind == reflect.Pointer {
		s = s.elem
	}
	if s == nil || s.kind != reflect.Struct || s.reads {
		return "", false
	}
	f := s.field(key)
	if f == nil {
		return "", false
	}
	tag := s.typ.FieldByIndex(f.index).Tag
	return tag.Get("patchMergeKey"), slices.Contains(strings.Split(tag.Get("patchStrategy"), ","), "merge")
}
