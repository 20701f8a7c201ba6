package sources

import (
	"strings"
	"unicode/utf8"
)

const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉骆蓝路游辛靳管柴蒙鲍华喻祁房滕屈饶解牟艾尤阳穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"

var honorifics = []string{"女士", "先生", "小姐", "老师", "经理", "主任", "主管", "部长", "校长", "总监", "总", "姐", "哥", "工"}

// surnameBefore finds the start of a name of one to three characters that ends
// at i: a surname, with nothing but a non-Han character or a word of address
// before longer names. It returns i if there is none.
func surnameBefore(b string, i, floor int) int {
	at, found := i, i
	for length := 1; length <= 3; length++ {
		r, n := utf8.DecodeLastRuneInString(b[floor:at])
		if n == 0 || !isHan(r) {
			break
		}
		at -= n
		if !strings.ContainsRune(surnames, r) {
			continue
		}
		prev, m := utf8.DecodeLastRuneInString(b[floor:at])
		if length == 1 || m == 0 || !isHan(prev) || strings.ContainsRune("人找系是：", prev) {
			found = at
		}
	}
	return found
}

// nameBefore widens a masked number to the left over "李经理 " and the like.
func nameBefore(b string, i, floor int) int {
	at := i
	for at > floor && strings.IndexByte(" :-(", b[at-1]) >= 0 {
		at--
	}
	for _, w := range []string{"：", "（", "，", "、"} {
		if strings.HasSuffix(b[floor:at], w) {
			at -= len(w)
		}
	}
	for _, h := range honorifics {
		if strings.HasSuffix(b[floor:at], h) {
			if from := surnameBefore(b, at-len(h), floor); from < at-len(h) {
				return from
			}
		}
	}
	return i
}

// contactName finds the name after a word such as 联系人.
func contactName(b string, i int) (int, int) {
	colon := false
	for i < len(b) {
		if strings.HasPrefix(b[i:], "：") {
			colon = true
			i += 3
		} else if b[i] == ':' {
			colon = true
			i++
		} else if b[i] == ' ' {
			i++
		} else {
			break
		}
	}
	end, n := i, 0
	for end < len(b) && n < 8 {
		r, size := utf8.DecodeRuneInString(b[end:])
		if !isHan(r) {
			break
		}
		end += size
		n++
		if n >= 2 {
			for _, h := range honorifics[:9] {
				if strings.HasSuffix(b[i:end], h) && n <= 6 {
					return i, end
				}
			}
		}
	}
	if colon && n >= 1 && n <= 4 {
		return i, end
	}
	return 0, 0
}

func isHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF }
