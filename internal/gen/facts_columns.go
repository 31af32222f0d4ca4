package gen

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/akslint/akslint/manifest"
)

// This file holds the writers of columns: from a node to a Go expression.

func aText(n manifest.Node) (string, error) {
	if n.Kind() != manifest.Scalar || n.Type() == manifest.Null || n.Text() == "" {
		return "", errors.New("not a text")
	}
	return strconv.Quote(n.Text()), nil
}

func anInteger(n manifest.Node) (string, error) {
	if n.Type() != manifest.Int {
		return "", errors.New("not an integer")
	}
	number, err := strconv.Atoi(n.Text())
	return strconv.Itoa(number), err
}

func aTrue(n manifest.Node) (string, error) {
	if n.Type() != manifest.Bool || n.Text() != "true" {
		return "", errors.New("only true is written")
	}
	return "true", nil
}

func aDay(n manifest.Node) (string, error) {
	_, err := time.Parse(time.DateOnly, n.Text())
	return strconv.Quote(n.Text()), err
}

var versionText = regexp.MustCompile(`^([0-9]+)\.([0-9]+)$`)

// aVersion writes a minor version of Kubernetes. It has to be quoted, or 1.10
// would read as 1.1 elsewhere.
func aVersion(n manifest.Node) (string, error) {
	m := versionText.FindStringSubmatch(n.Text())
	if m == nil || n.Type() != manifest.String {
		return "", errors.New("not a quoted minor version")
	}
	return fmt.Sprintf("Version{%s, %s}", m[1], m[2]), nil
}

var (
	webAddress = regexp.MustCompile(`^https://[^\s/]+/\S*$`)
	gitAddress = regexp.MustCompile(`^[\w.-]+/[\w.-]+@[0-9a-f]{7,40}(:[\w./-]+)?$`)
)

func aSource(n manifest.Node) (string, error) {
	if !webAddress.MatchString(n.Text()) && !gitAddress.MatchString(n.Text()) {
		return "", fmt.Errorf("%q is neither a URL nor repository@commit[:path]", n.Text())
	}
	return strconv.Quote(n.Text()), nil
}

// aWord writes one of some words as the Go name it stands for.
func aWord(names map[string]string) func(manifest.Node) (string, error) {
	return func(n manifest.Node) (string, error) {
		name, ok := names[n.Text()]
		if !ok {
			return "", fmt.Errorf("%q is none of %q", n.Text(), slices.Sorted(maps.Keys(names)))
		}
		return name, nil
	}
}

// aPattern writes a text that matches.
func aPattern(expression string) func(manifest.Node) (string, error) {
	whole := regexp.MustCompile("^(" + expression + ")$")
	return func(n manifest.Node) (string, error) {
		if !whole.MatchString(n.Text()) {
			return "", fmt.Errorf("%q is not %s", n.Text(), expression)
		}
		return aText(n)
	}
}

// aList writes a sequence of texts.
func aList(item func(manifest.Node) (string, error)) func(manifest.Node) (string, error) {
	return aListOf("string", item)
}

func aListOf(typ string, item func(manifest.Node) (string, error)) func(manifest.Node) (string, error) {
	return func(n manifest.Node) (string, error) {
		var items []string
		var faults []error
		for _, node := range n.Items() {
			expression, err := item(node)
			items, faults = append(items, expression), append(faults, err)
		}
		if len(items) == 0 {
			faults = append(faults, errors.New("not a list"))
		}
		return "[]" + typ + "{" + strings.Join(items, ", ") + "}", errors.Join(faults...)
	}
}

// aPrefix writes an address range without host bits.
func aPrefix(n manifest.Node) (string, error) {
	prefix, err := netip.ParsePrefix(n.Text())
	if err == nil && prefix != prefix.Masked() {
		err = fmt.Errorf("%s has host bits", n.Text())
	}
	return strconv.Quote(n.Text()), err
}

// factColumns are in every table.
var factColumns = []factColumn{{"source", "Fact.Source", aSource, true}, {"asOf", "Fact.AsOf", aDay, true}}

// valueColumns are in tables of annotations and labels.
var valueColumns = []factColumn{
	{"grammar", "Value.Grammar", aWord(map[string]string{
		"text": "TextValue", "boolean": "BooleanValue", "integer": "IntegerValue", "word": "WordValue",
		"ipv4": "IPv4Value", "ipv6": "IPv6Value", "ip": "IPAddressValue", "cidr": "CIDRValue", "dns-label": "DNSLabelValue",
		"host-name": "HostNameValue", "name": "NameValue", "resource-id": "ResourceIDValue", "tag": "TagValue",
		"service-tag": "ServiceTagValue", "path": "PathValue", "port-reference": "PortReferenceValue", "port-list": "PortListValue",
		"status-codes": "StatusCodesValue", "subscription": "SubscriptionValue", "guid": "GUIDValue", "key-vault-uri": "KeyVaultURIValue",
	}), false},
	{"reader", "Value.Reader", aWord(map[string]string{"strict": "Strict", "any-case": "AnyCase", "trimmed": "Trimmed", "parsed": "Parsed"}), false},
	{"separator", "Value.Separator", aWord(map[string]string{"comma": "Comma", "blank": "Blank", "semicolon": "Semicolon"}), false},
	{"trimmed", "Value.Trimmed", aTrue, false},
	{"min", "Value.Min", anInteger, false},
	{"max", "Value.Max", anInteger, false},
	{"default", "Value.Default", aText, false},
	{"words", "Value.Words", aList(aText), false},
	{"resource", "Value.Resource", aText, false},
	{"bad", "Value.Bad", aText, false},
}

// columns joins groups of columns.
func columns(groups ...[]factColumn) []factColumn { return slices.Concat(groups...) }
