package models

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Fingerprint names the text of the models that keep accepts, without their
// comments and spacing: it changes when one of them comes to say something else.
func Fingerprint(keep func(layer, name string) bool) (string, error) {
	list, err := Embedded()
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, m := range list {
		if keep(m.Layer, m.Name) {
			fmt.Fprintln(h, m.Name, strings.Join(strings.Fields(comment.ReplaceAllString(m.SQL, "")), " "))
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:12], nil
}
