package aks

// ProfileField is a setting of a cluster that akslint reads.
type ProfileField struct {
	// Path is in the words of Azure Resource Manager; "[]" stands for each
	// item of a list.
	Path string
	// Type is text, texts (a list of them), integer, boolean, labels (a mapping
	// of texts) or items (a list).
	Type string
	// Words are the values of an enumeration; case does not count.
	Words []string
	// Terraform is the path in azurerm where it is not Path in snake_case.
	Terraform string
	// ID says that the value names a resource, or may hold a secret: it is left
	// out where a profile is written down. Subnet says the same of a subnet, of
	// which the name is kept.
	ID, Subnet bool
	// Doc says in a sentence what it is.
	Doc string
	Fact
}

// ProfileFields are all settings that are read of a cluster, sorted by path.
func ProfileFields() []ProfileField { return profileFields }
