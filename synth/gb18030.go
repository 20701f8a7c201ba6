package synth

import (
	"fmt"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// gbTable gives the two-byte code of a character of the basic plane, 0 if it
// has none. A table is several times as fast as a general encoder.
var gbTable = sync.OnceValue(func() *[1 << 16]uint16 {
	t := new([1 << 16]uint16)
	enc := simplifiedchinese.GB18030.NewEncoder()
	for r := rune(0x80); r < 1<<16; r++ {
		if r >= 0xd800 && r < 0xe000 {
			continue
		}
		if b, err := enc.Bytes([]byte(string(r))); err == nil && len(b) == 2 {
			t[r] = uint16(b[0])<<8 | uint16(b[1])
		}
	}
	return t
})

// appendGB18030 appends UTF-8 text in GB18030. The few characters with a
// four-byte code go through the general encoder.
func appendGB18030(b, text []byte) ([]byte, error) {
	t := gbTable()
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			b = append(b, c)
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		if r < 1<<16 && t[r] != 0 {
			b = append(b, byte(t[r]>>8), byte(t[r]))
		} else {
			four, err := simplifiedchinese.GB18030.NewEncoder().Bytes(text[i : i+n])
			if err != nil {
				return b, fmt.Errorf("synth: character %q has no code in GB18030: %w", r, err)
			}
			b = append(b, four...)
		}
		i += n
	}
	return b, nil
}
