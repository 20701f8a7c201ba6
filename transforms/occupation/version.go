package occupation

// ModelVersion names the embedded model and the rules around it, without the
// decisions of reviewers: those are data, and change with it.
func ModelVersion() string {
	return hashOf([]byte(rulesVersion + " " + hashOf(embeddedModel)))
}
