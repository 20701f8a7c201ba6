package release

import (
	"fmt"
	"strings"
)

// DictionaryMarkdown is docs/data-dictionary.md.
func DictionaryMarkdown() string {
	var b strings.Builder
	b.WriteString(`# 数据字典 / Data dictionary

由 release/fields.yml 生成，勿手改。Generated from release/fields.yml; do not edit.

层次 / Layers: ` + "`core_` 微观数据 microdata · `out_` 统计结果 statistics · `ref_` 分类 classifications · `meta_` 说明 about the release" + `.
同名列含义相同。Columns of the same name mean the same everywhere.
`)
	for _, t := range Dictionary() {
		fmt.Fprintf(&b, "\n## %s\n\n%s<br>%s\n\n", t.Name, t.ZH, t.EN)
		if len(t.Key) > 0 {
			fmt.Fprintf(&b, "主键 / Key: `%s`\n\n", strings.Join(t.Key, "`, `"))
		}
		b.WriteString("| 列 column | 类型 type | 单位 unit | 含义 | meaning |\n|---|---|---|---|---|\n")
		for _, c := range t.Columns {
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", c.Name, c.Type, c.Unit, cell(c.ZH), cell(c.EN))
		}
	}
	return b.String()
}

func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
