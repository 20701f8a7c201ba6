package main

import (
	"bytes"
	"os"
	"path/filepath"

	"github.com/alecthomas/kong"

	"gongqiu/release"
)

// docsCmd writes the generated pages of docs/; a test holds them current.
type docsCmd struct {
	Dir string `arg:"" default:"docs" help:"Folder to write to."`
}

func (d docsCmd) Run(a *app) error {
	for name, text := range generatedDocs() {
		path := filepath.Join(d.Dir, name)
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
		a.report.Say("wrote %s", path)
	}
	return nil
}

func generatedDocs() map[string][]byte {
	return map[string][]byte{
		"data-dictionary.md": []byte(release.DictionaryMarkdown()),
		"cli.md":             cliReference(),
	}
}

// cliReference is the help of every command, one after the other.
func cliReference() []byte {
	var b bytes.Buffer
	b.WriteString("# Command line\n\nGenerated from the program; do not edit. Exit codes: 0 done or nothing to do, 1 failure, 2 wrong usage or configuration, 3 a check failed and nothing was published, 4 another run holds the lock. Results go to stdout, progress and messages to stderr; `--json` prints results as JSON; `NO_COLOR` is honoured.\n")
	var walk func(n *kong.Node, words []string)
	walk = func(n *kong.Node, words []string) {
		if n.Hidden {
			return
		}
		b.WriteString("\n## gongqiu")
		for _, w := range words {
			b.WriteString(" " + w)
		}
		b.WriteString("\n\n```\n")
		var out bytes.Buffer
		run(nil, append(append([]string{}, words...), "--help"), nil, &out, &out) //nolint:staticcheck // --help ends before any context is used
		b.Write(bytes.TrimSpace(out.Bytes()))
		b.WriteString("\n```\n")
		for _, child := range n.Children {
			walk(child, append(words, child.Name))
		}
	}
	parser := kong.Must(&commands{}, kong.Name("gongqiu"), kong.Vars{"version": ""})
	walk(parser.Model.Node, nil)
	return b.Bytes()
}
