package aks

import (
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Grammar is what the value of an annotation, or each item of it, must be.
type Grammar uint8

// The grammars. TextValue is anything.
const (
	TextValue Grammar = iota
	// BooleanValue is read by the Reader of the Value.
	BooleanValue
	// IntegerValue is a decimal number from Min to Max.
	IntegerValue
	// IPv4Value, IPv6Value and IPAddressValue are IP literals.
	IPv4Value
	IPv6Value
	IPAddressValue
	// CIDRValue is a prefix without host bits.
	CIDRValue
	// WordValue is one of Words, in any case.
	WordValue
	// DNSLabelValue is the first label of a host name in an Azure region.
	DNSLabelValue
	// HostNameValue is a DNS name; its first label may be "*".
	HostNameValue
	// NameValue is the name of an Azure or Kubernetes resource, not its id.
	NameValue
	// ResourceIDValue is the id of an Azure resource of the type in Resource.
	ResourceIDValue
	// TagValue is "key=value".
	TagValue
	// ServiceTagValue is the name of a service tag of network security groups.
	ServiceTagValue
	// PathValue is the path of an HTTP request.
	PathValue
	// PortReferenceValue is the number of a port or the name of one of the Service.
	PortReferenceValue
	// PortListValue is a list as "8080/tcp".
	PortListValue
	// StatusCodesValue is an HTTP status or a range of them, as "200-399".
	StatusCodesValue
	// SubscriptionValue is the id of an Azure subscription, or "*".
	SubscriptionValue
	// GUIDValue is the id of a client of Microsoft Entra.
	GUIDValue
	// KeyVaultURIValue is the address of a certificate in Azure Key Vault.
	KeyVaultURIValue
)

// Separator stands between the items of a value.
type Separator uint8

// The separators. Single says that a value is one item.
const (
	Single Separator = iota
	Comma
	Blank
	Semicolon
)

// Value says how the value of an annotation or a label is read.
type Value struct {
	Grammar Grammar
	// Reader reads a BooleanValue.
	Reader BooleanReader
	// Separator stands between items; each must follow the grammar.
	Separator Separator
	// Trimmed says that blanks around an item do not matter.
	Trimmed bool
	// Min and Max bound an IntegerValue; 0 and 0 do not.
	Min, Max int
	// Default is what holds without the annotation, as far as it is one value.
	Default string
	// Words are the values of the grammar WordValue.
	Words []string
	// Resource is the type of a ResourceIDValue, as "Microsoft.Network/publicIPPrefixes".
	Resource string
	// Bad says in one clause what becomes of a value that breaks the grammar.
	Bad string
}

// Items cuts a value as its reader does. Commas can have empty items between
// them, blanks cannot.
func (v Value) Items(text string) []string {
	var items []string
	switch v.Separator {
	case Blank:
		return strings.Fields(text)
	case Comma:
		items = strings.Split(text, ",")
	case Semicolon:
		items = strings.Split(text, ";")
	default:
		items = []string{text}
	}
	if v.Trimmed {
		for i := range items {
			items[i] = strings.TrimSpace(items[i])
		}
	}
	return items
}

// Understands reports whether the reader of an annotation makes of all items
// of a value what was meant.
func (v Value) Understands(text string) bool {
	return !slices.ContainsFunc(v.Items(text), func(item string) bool { return !v.UnderstandsItem(item) })
}

// UnderstandsItem is Understands for one item of a list.
func (v Value) UnderstandsItem(item string) bool {
	switch v.Grammar {
	case BooleanValue:
		return v.Reader.Understands(item)
	case IntegerValue:
		number, err := strconv.Atoi(item)
		return err == nil && (v.Min == 0 && v.Max == 0 || v.Min <= number && number <= v.Max)
	case IPv4Value, IPv6Value, IPAddressValue:
		ip, err := netip.ParseAddr(item)
		return err == nil && (v.Grammar == IPAddressValue || ip.Is4() == (v.Grammar == IPv4Value))
	case CIDRValue:
		prefix, err := netip.ParsePrefix(item)
		return err == nil && prefix == prefix.Masked()
	case WordValue:
		return slices.ContainsFunc(v.Words, func(word string) bool { return strings.EqualFold(word, item) })
	case NameValue:
		return item != "" && !strings.Contains(item, "/") && item == strings.TrimSpace(item)
	case ResourceIDValue:
		return v.isResourceID(item)
	case PathValue:
		return strings.HasPrefix(item, "/")
	case PortReferenceValue:
		number, err := strconv.Atoi(item)
		return err != nil && item != "" || err == nil && 0 <= number && number <= 65535
	case StatusCodesValue:
		return isStatusCodes(item)
	case SubscriptionValue:
		return item == "*" || matches(GUIDValue, item)
	}
	return matches(v.Grammar, item)
}

// isResourceID reports whether a text is the id of a resource of the type in
// v, in any case, as Azure Resource Manager reads it.
func (v Value) isResourceID(text string) bool {
	parts := strings.Split(text, "/")
	if len(parts) != 9 || slices.Contains(parts[1:], "") {
		return false
	}
	fixed := strings.Join([]string{parts[0], parts[1], parts[3], parts[5], parts[6], parts[7]}, "/")
	return strings.EqualFold(fixed, "/subscriptions/resourceGroups/providers/"+v.Resource)
}

// isStatusCodes reads "200" and "200-399".
func isStatusCodes(text string) bool {
	if !matches(StatusCodesValue, text) {
		return false
	}
	from, to, isRange := strings.Cut(text, "-")
	return "100" <= from && from <= "599" && (!isRange || from <= to && to <= "599")
}

// The patterns are read when first used.
var (
	dnsLabel    = lazily(`^[a-z][a-z0-9-]{1,61}[a-z0-9]$`)
	hostName    = lazily(`^(\*\.)?([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)*[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$`)
	tag         = lazily(`^[^=]+=[^=]*$`)
	serviceTag  = lazily(`^[A-Za-z][A-Za-z0-9.]*$`)
	portList    = lazily(`^[0-9]{1,5}/(tcp|udp)$`)
	statusCodes = lazily(`^[0-9]{3}(-[0-9]{3})?$`)
	guid        = lazily(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	keyVaultURI = lazily(`^https://[^/]+/certificates/[^/]+(/[^/]+)?/?$`)
)

func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// matches holds a text against the pattern of a grammar, where it has one.
func matches(g Grammar, text string) bool {
	switch g {
	case DNSLabelValue:
		return text == "" || dnsLabel().MatchString(text) // "" takes the label away
	case HostNameValue:
		return hostName().MatchString(text)
	case TagValue:
		return tag().MatchString(text)
	case ServiceTagValue:
		return serviceTag().MatchString(text)
	case PortListValue:
		return portList().MatchString(text)
	case StatusCodesValue:
		return statusCodes().MatchString(text)
	case GUIDValue:
		return guid().MatchString(text)
	case KeyVaultURIValue:
		return keyVaultURI().MatchString(text)
	}
	return true
}
