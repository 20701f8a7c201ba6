// Package duplicate finds which rows of the sources are one ad. It groups full
// duplicates by hash, near duplicates inside an employer's ads in a city by
// MinHash, the same ad under an agency's name by stricter rules, and the same
// ad seen over time into spells. The rules are those of the method chapter on
// deduplication (docs/methodology).
package duplicate

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongqiu/internal/zh"
)

const (
	bins    = 256
	shingle = 5 // characters
)

// Signature is a one-permutation MinHash of a description's character
// 5-grams: the hash chooses one of 256 bins, of each bin the smallest is kept
// as a byte from 1 to 255; 0 marks an empty bin (P. Li, A. Owen, C.-H. Zhang,
// One Permutation Hashing, 2012). The standard error of the similarity is at
// most 0.03, and less for short texts, whose bins rarely collide.
type Signature [bins]byte

// Text is all that grouping needs of a description; it may be cached by the
// description's own hash and outlives the text.
type Text struct {
	// Hash identifies the whole text, spaces and marks aside; 0 means that
	// there is none.
	Hash uint64
	Sig  Signature
}

// Sign reads a description. Paragraphs on the company, its welfare and its
// address are dropped first, since different jobs share them; if little else
// is left the whole text counts.
func Sign(description string) Text {
	var t Text
	var work, whole minHasher
	work.reset()
	whole.reset()
	letters := make([]rune, 0, 128)
	keep := true
	for rest := description; rest != ""; {
		var line string
		line, rest = nextSentence(rest)
		line = trimNumber(line)
		what, body := heading(line)
		switch what {
		case dropped:
			keep = false
		case kept:
			keep = true
			line = trimNumber(body)
		}
		letters = appendLetters(letters[:0], line)
		if len(letters) == 0 {
			continue
		}
		for _, r := range letters {
			t.Hash = (t.Hash ^ uint64(r)) * 0x100000001b3
		}
		whole.add(letters)
		if keep && !isBoilerplate(line) {
			work.add(letters)
		}
	}
	switch {
	case whole.letters == 0:
		return Text{}
	case work.letters < minLetters:
		t.Sig = whole.sig
	default:
		t.Sig = work.sig
	}
	t.Hash = mix(t.Hash) | 1
	return t
}

// minLetters is how much must be left of a text for the rest to be dropped.
const minLetters = 30

// minHasher collects 5-grams. They do not cross sentences, so that an ad whose
// points are ordered or numbered anew stays the same.
type minHasher struct {
	sig     Signature
	low     [bins]uint64
	letters int
}

func (m *minHasher) reset() {
	for i := range m.low {
		m.low[i] = ^uint64(0)
	}
}

func (m *minHasher) add(runes []rune) {
	m.letters += len(runes)
	n := max(1, len(runes)-shingle+1)
	const base = 0x9e3779b97f4a7c15
	pow := uint64(1)
	for range shingle - 1 {
		pow *= base
	}
	var h uint64
	for i, r := range runes {
		if i >= shingle {
			h -= uint64(runes[i-shingle]) * pow
		}
		h = h*base + uint64(r)
		if i+1 < shingle && i+1 < len(runes) || i+1 >= shingle && i+1-shingle >= n {
			continue
		}
		x := mix(h)
		if b := x >> 56; x<<8 < m.low[b] {
			m.low[b] = x << 8
			m.sig[b] = byte(1 + (x&0xffff)%255)
		}
	}
}

// mix is the finaliser of SplitMix64.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// Similarity estimates the Jaccard similarity of two descriptions' 5-grams, 0
// to 1: equal bins over bins that are not empty in both, corrected for bytes
// that agree by chance.
func Similarity(a, b *Signature) float64 {
	equal, empty := 0, 0
	for i := 0; i < bins; i += 8 {
		x, y := binary.LittleEndian.Uint64(a[i:]), binary.LittleEndian.Uint64(b[i:])
		equal += zeroBytes(x ^ y)
		empty += zeroBytes(x | y)
	}
	if empty == bins {
		return 0
	}
	const chance = 1.0 / 255
	r := float64(equal-empty) / float64(bins-empty)
	return max(0, (r-chance)/(1-chance))
}

// atLeast is Similarity(a, b) >= least, without looking at the rest of two
// texts once too many of their bins differ; most do after an eighth.
func atLeast(a, b *Signature, least float64) bool {
	most, different := mostDifferent(least), 0
	for i := 0; i < bins; i += 8 {
		different += 8 - zeroBytes(binary.LittleEndian.Uint64(a[i:])^binary.LittleEndian.Uint64(b[i:]))
		if different > most {
			return false
		}
	}
	return Similarity(a, b) >= least
}

// mostDifferent is the largest number of bins in which two texts of at least
// this similarity differ. Similarity counts bins that differ against those that
// are not empty in both, of which there are at most all.
func mostDifferent(least float64) int { return int((1-least)*(1-1.0/255)*bins) + 1 }

// Containment estimates the share of the smaller set of 5-grams that the other
// text holds too, 0 to 1: near 1 where one text is the other cut short. Sizes
// are estimated from the bins that are filled (linear counting, K.-Y. Whang,
// B. Vander-Zanden, H. Taylor, 1990).
func Containment(a, b *Signature) float64 {
	x, y, j := setSize(a), setSize(b), Similarity(a, b)
	if x == 0 || y == 0 {
		return 0
	}
	return min(1, j/(1+j)*(x+y)/min(x, y))
}

func setSize(s *Signature) float64 {
	empty := 0
	for i := 0; i < bins; i += 8 {
		empty += zeroBytes(binary.LittleEndian.Uint64(s[i:]))
	}
	return -bins * math.Log(max(float64(empty), 0.5)/bins)
}

// zeroBytes counts the bytes of x that are zero.
func zeroBytes(x uint64) int {
	x |= x >> 4
	x |= x >> 2
	x |= x >> 1
	return 8 - bits.OnesCount64(x&0x0101010101010101)
}

// nextSentence cuts s after its first sentence or line.
func nextSentence(s string) (sentence, rest string) {
	for i, r := range s {
		switch r {
		case '\n', '\r', '。', ';', '；', '!', '！', '•', '●':
			return s[:i], s[i+utf8.RuneLen(r):]
		}
	}
	return s, ""
}

// appendLetters appends the letters, digits and Chinese characters of s, full
// width as half and Latin in lower case.
func appendLetters(to []rune, s string) []rune {
	for _, r := range s {
		switch {
		case zh.IsHan(r), r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		case r >= 'A' && r <= 'Z':
			r += 'a' - 'A'
		case r >= 0xff10 && r <= 0xff5a:
			if r -= 0xfee0; !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				continue
			}
			r = unicode.ToLower(r)
		case r < 0x80 || !unicode.IsLetter(r):
			continue
		}
		to = append(to, r)
	}
	return to
}

type section int

const (
	none section = iota
	kept
	dropped
)

var headings = []struct {
	word string
	what section
}{
	{"岗位职责", kept}, {"工作职责", kept}, {"职位描述", kept}, {"岗位描述", kept}, {"工作内容", kept}, {"职责描述", kept}, {"主要职责", kept}, {"职位职责", kept}, {"工作描述", kept},
	{"任职要求", kept}, {"任职资格", kept}, {"岗位要求", kept}, {"职位要求", kept}, {"招聘要求", kept}, {"工作要求", kept}, {"应聘条件", kept}, {"技能要求", kept}, {"任职条件", kept}, {"岗位条件", kept}, {"要求", kept},
	{"公司简介", dropped}, {"公司介绍", dropped}, {"企业简介", dropped}, {"企业介绍", dropped}, {"关于我们", dropped}, {"公司概况", dropped}, {"集团简介", dropped}, {"集团介绍", dropped}, {"企业文化", dropped}, {"公司文化", dropped},
	{"福利", dropped}, {"薪酬", dropped}, {"薪资", dropped}, {"待遇", dropped}, {"公司福利", dropped}, {"员工福利", dropped}, {"我们提供", dropped}, {"工资待遇", dropped},
	{"工作时间", dropped}, {"上班时间", dropped}, {"作息时间", dropped}, {"工作地点", dropped}, {"工作地址", dropped}, {"上班地点", dropped}, {"上班地址", dropped}, {"公司地址", dropped}, {"面试地址", dropped}, {"面试地点", dropped},
	{"联系方式", dropped}, {"联系人", dropped}, {"联系电话", dropped}, {"乘车路线", dropped}, {"交通路线", dropped}, {"简历投递", dropped},
}

// trimNumber takes the number of a point and its marks off: 1、 （2） 一、 【.
func trimNumber(line string) string {
	line = strings.TrimLeftFunc(line, isMark)
	rest := strings.TrimLeftFunc(line, isPointNumber)
	if rest != line {
		if r, _ := utf8.DecodeRuneInString(rest); isMark(r) {
			return strings.TrimLeftFunc(rest, isMark)
		}
	}
	return line
}

func isMark(r rune) bool {
	switch r {
	case ' ', '\t', '\u00a0', '\u3000', '.', '．', '、', ',', '，', ':', '：', '(', ')', '（', '）', '[', ']', '【', '】', '*', '#', '-', '—', '·':
		return true
	}
	return false
}

func isPointNumber(r rune) bool {
	switch r {
	case '一', '二', '三', '四', '五', '六', '七', '八', '九', '十':
		return true
	}
	return r >= '0' && r <= '9' || r >= '①' && r <= '⑳'
}

// heading tells whether a line opens a section that is about the work or one
// that is not, and gives what stands behind the heading.
func heading(line string) (section, string) {
	for _, h := range headings {
		if rest, ok := strings.CutPrefix(line, h.word); ok {
			if utf8.RuneCountInString(h.word) > 2 {
				return h.what, rest
			}
			// short words open a section only in front of a mark
			if rest == "" || strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, "：") || strings.HasPrefix(rest, "】") || strings.HasPrefix(rest, "待遇") || strings.HasPrefix(rest, "福利") {
				return h.what, rest
			}
		}
	}
	return none, line
}

var welfare = []string{
	"五险", "六险", "社保", "公积金", "双休", "单休", "年假", "包吃", "包住", "食宿", "住宿", "餐补", "房补", "补贴", "年终奖", "双薪", "奖金", "体检", "旅游", "团建", "节日", "生日", "下午茶", "班车", "晋升空间", "法定",
}

var company = []string{"成立于", "创立于", "创建于", "注册资本", "总部位于", "是一家", "坐落于", "座落于", "占地面积", "欢迎您的加入", "期待你的加入", "期待您的加入", "诚邀", "上市公司"}

// closing are phrases that ads of any job end with.
var closing = []string{"欢迎到", "欢迎来", "欢迎前来", "欢迎加入", "欢迎广大", "欢迎有意", "欢迎咨询", "欢迎应聘", "欢迎投递", "有意者", "来电咨询", "面谈", "吃苦耐劳", "身体健康", "服从安排"}

// phrase is a word of boilerplate; welfare words have a bit each, any other
// makes a sentence boilerplate by itself.
type phrase struct {
	text    string
	welfare uint64
}

// phrases holds the words of boilerplate by their first character, and starts
// a bit for each character of the basic plane that begins one: nearly every
// character is passed over by that bit alone.
var phrases, starts = func() (byStart map[rune][]phrase, starts [1 << 16 / 64]uint64) {
	byStart = map[rune][]phrase{}
	add := func(p phrase) {
		r, _ := utf8.DecodeRuneInString(p.text)
		byStart[r] = append(byStart[r], p)
		starts[r/64] |= 1 << (r % 64)
	}
	for i, w := range welfare {
		add(phrase{w, 1 << i})
	}
	for _, w := range append(slices.Clone(company), closing...) {
		add(phrase{w, 0})
	}
	return byStart, starts
}()

// isBoilerplate recognises a sentence about welfare (two such words), about
// the company, or a phrase of any ad's end.
func isBoilerplate(line string) bool {
	var found uint64
	for i, r := range line {
		if r >= 1<<16 || starts[r/64]>>(r%64)&1 == 0 {
			continue
		}
		for _, p := range phrases[r] {
			if !strings.HasPrefix(line[i:], p.text) {
				continue
			}
			if found |= p.welfare; p.welfare == 0 || found&(found-1) != 0 {
				return true
			}
		}
	}
	return false
}
