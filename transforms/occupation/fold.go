package occupation

// foldRune maps full-width forms to ASCII, letters to lower case and the
// look-alikes of brackets and dashes that job boards mix to one of each.
func foldRune(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A'
	case r < 0x80:
		return r
	case r >= 0xFF01 && r <= 0xFF5E:
		return foldRune(r - 0xFEE0)
	case r == 0x3000 || r == 0xA0 || r == '\u200b' || r == '\ufeff':
		return ' '
	}
	switch r {
	case '【', '〔', '［', '「', '『', '《', '〈', '｛', '〖':
		return '('
	case '】', '〕', '］', '」', '』', '》', '〉', '｝', '〗':
		return ')'
	case '—', '–', '―', '－', '‐', '‑':
		return '-'
	case '、', '，', '；', '。', '·', '•', '｜', '│', '／', '＼', '→', '★', '☆', '◆', '●', '■', '▲', '※':
		return ','
	case '：':
		return ':'
	case '‘', '’', '“', '”', '"':
		return ' '
	}
	return r
}

func isHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF }

func isWord(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }
