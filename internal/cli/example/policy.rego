# METADATA
# title: An image is named by a tag, not by a digest
# description: |
#   A tag can be moved to another image at any time, so what runs in the cluster is not what was reviewed. A digest
#   (`registry.example/web@sha256:...`) names one image for good.
#
#   This is an example: change it into the rule of your organisation. The text here is its page
#   (`akslint explain ORG001`).
# related_resources:
#   - https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   id: ORG001
#   name: image-without-digest
#   severity: warning
#   kinds: [Deployment.apps]
#   fixable: false
#   since: "1"
package akslint.org001

# A finding is a path of the object, and a sentence: the value in backticks, then the consequence.
findings contains {
	"path": ["spec", "template", "spec", "containers", i, "image"],
	"message": sprintf("the image `%s` has no digest, so another one may run tomorrow", [container.image]),
	"help": "append @sha256:... to the image",
} if {
	some i, container in input.object.spec.template.spec.containers
	not contains(container.image, "@sha256:")
}
