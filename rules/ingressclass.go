package rules

import (
	"fmt"
	"time"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// This file has the words of the rules about the class of an Ingress.

// setClass writes the class of an Ingress.
func setClass(o *manifest.Object, name string) manifest.Change {
	change := manifest.Change{Op: manifest.Add, Path: network.ClassField, Value: name}
	if o.Find(network.ClassField).Exists() {
		change.Op = manifest.Set
	}
	return change
}

// ending says when support of a controller ends, as a clause: "whose support
// ended on 2026-03-31; there are no fixes".
func ending(c aks.IngressController, day time.Time) string {
	r, _ := c.Retired()
	if r.Over(day) {
		return fmt.Sprintf("whose support ended on %s; %s", r.Date, r.Consequence)
	}
	return fmt.Sprintf("whose support ends on %s; after that %s", r.Date, r.Consequence)
}
