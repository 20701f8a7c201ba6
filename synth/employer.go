package synth

import "strings"

// employer is made from its number alone, so that a hundred million ads need
// no table of employers.
type employer struct {
	id       uint64 // unique in the plan
	place    int
	industry int
	rank     int // in its pool; 0 has the most ads
}

// draw picks an employer of a pool, Zipf-distributed by rank.
func (m *market) drawEmployer(ind, g int, u float64) employer {
	n := m.pools[ind*len(m.places)+g]
	return m.employer(ind, g, zipfRank(n, m.plan.Nuisance.EmployerExponent, u))
}

func (m *market) employer(ind, g, rank int) employer {
	local := uint64(ind*m.poolMax + rank)
	id := uint64(m.index)<<56 | uint64(g)<<40 | local
	return employer{id: id, place: g, industry: ind, rank: rank}
}

// syllable holds characters that often stand in company names; with 模拟 in
// every name no simulated employer can be taken for a real one.
var syllable = []rune("禾川锐辰泽沐岚启恒颂嘉瑞宏远卓越晟铭博康信达丰源华昌利泰和顺安盛兴隆益诚佳美晶朗宇航凯迈维思创智汇联通德仁正明光新海天金谷峰原岳")

var (
	endings   = []string{"有限公司", "有限公司", "有限公司", "有限公司", "有限公司", "有限公司", "有限公司", "股份有限公司"}
	natures   = []string{"民营", "民营", "民营", "合资", "外资", "国企", "上市公司"}
	sizes     = []string{"10000人以上", "5000-10000人", "1000-5000人", "500-1000人", "150-500人", "50-150人", "少于50人"}
	wordTable = map[string]string{
		"01 02 03 04 05": "农业 生态农业", "09 08 06": "矿业", "13 14 15": "食品 食品工业 饮品", "16": "烟草",
		"17 18 19": "纺织 服饰 制衣", "20 21": "木业 家居", "22 23": "纸业 包装 印务", "24": "工艺品 文体用品",
		"25 26 28": "化工 新材料 精细化工", "27": "医药 制药 药业", "29": "橡塑 塑胶", "30": "建材 陶瓷 玻璃",
		"31 32 33": "金属 有色 钢铁 五金", "34": "机械 精密机械 机电", "35": "装备 专用设备 智能装备", "36": "汽车零部件 汽车",
		"37": "交通装备 船舶 航空", "38": "电气 电器 新能源", "39": "电子 电子科技 光电", "40": "仪器仪表",
		"41 42 43": "再生资源", "44 45 46": "能源 水务", "47 48 49 50": "建设工程 建筑 安装工程", "51 52": "商贸 贸易",
		"53 54 55 56": "物流 运输", "57 58 59 60": "速运 仓储 供应链", "61": "酒店", "62": "餐饮",
		"63 64 65": "信息技术 软件 网络科技", "66 67 68 69": "金融服务", "70": "房地产 物业", "71 72": "商务服务 企业服务",
		"73 74 75": "检测技术 技术服务", "76 77 78 79": "环境 园林 环保", "80 81": "家政服务 汽车服务", "82 83": "教育", "84 85": "健康服务 养老服务",
		"86 87 88 89 90": "文化传媒",
	}
)

func employerWords(code string) []string {
	if code == "7263" {
		return []string{"人力资源", "劳务派遣"}
	}
	for codes, words := range wordTable {
		if strings.Contains(codes, code[:2]) {
			return strings.Fields(words)
		}
	}
	return []string{"实业"}
}

// appendEmployer writes the name: place, 模拟, syllables that number the
// employer within its place, line of business, legal form. A variant is the
// same employer spelt in another way.
func (m *market) appendEmployer(b []byte, e employer, variant int) []byte {
	p := &m.places[e.place]
	k := key(m.seed, 51, e.id)
	word := m.industries[e.industry].words
	if variant != 2 {
		b = append(b, p.short...)
	}
	b = append(b, "模拟"...)
	bits := 6 * m.syllables
	// An odd factor scatters the numbers over the names without collision.
	n := uint64(e.industry*m.poolMax+e.rank) * 0x5851f42d4c957f2d & (1<<bits - 1)
	for range m.syllables {
		b = append(b, string(syllable[n&63])...)
		n >>= 6
	}
	b = append(b, word[k%uint64(len(word))]...)
	if variant == 2 {
		b = append(append(append(b, "（"...), p.short...), "）"...)
	}
	ending := endings[k>>8%uint64(len(endings))]
	if variant == 1 && ending == "有限公司" {
		ending = "有限责任公司"
	}
	return append(b, ending...)
}

func (m *market) size(e employer) string {
	// The higher in its pool, the larger; ranks spread over the classes.
	class := 6
	for r := e.rank + 1; r < m.poolMax && class > 1; r *= 4 {
		class--
	}
	class += int(key(e.id, 52)%3) - 1
	return sizes[max(0, min(len(sizes)-1, class))]
}

func (m *market) nature(e employer) string { return natures[key(e.id, 53)%uint64(len(natures))] }
