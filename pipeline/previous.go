package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"

	"gongqiu/release"
	"gongqiu/sources"
	"gongqiu/transforms/method"
	"gongqiu/transforms/occupation"
)

// currentRelease is the release that readers see now, which the next one
// follows. A pointer to a release that is no longer there counts as none: what
// was removed cannot be compared with.
func currentRelease(dataDir string) (release.Manifest, bool) {
	id, err := release.Current(dataDir)
	if err != nil {
		return release.Manifest{}, false
	}
	m, err := release.ReadManifest(release.Dir(dataDir, id))
	if err != nil || m.Database == "" {
		return release.Manifest{}, false
	}
	_, err = os.Stat(filepath.Join(release.Dir(dataDir, id), m.Database))
	return m, err == nil
}

// releaseHash names a release: its inputs and the release that it follows,
// whose figures stand beside the new ones.
func releaseHash(inputHash, previous string) string {
	if previous == "" {
		return inputHash
	}
	sum := sha256.Sum256([]byte(inputHash + "\n" + previous))
	return hex.EncodeToString(sum[:])
}

// readingVersion names how this package and those it calls turn staged rows into
// ads: places, employers, pay, levels, the joining of rows. It is raised when the
// same rows come to be read otherwise; grouping and coding have versions of
// their own, and SQL models count by their text.
const readingVersion = "1"

// readingParts are the versions of what stands between a delivery and its
// coded rows, the classifications of the data folder among them.
func (b *build) readingParts(ctx context.Context) ([]method.Part, error) {
	h := sha256.New()
	if err := hashTree(ctx, b.cfg.Reference, putter(h)); err != nil {
		return nil, err
	}
	return []method.Part{
		{Key: "version_reference", Version: hex.EncodeToString(h.Sum(nil))[:12], ZH: "本地替换的分类（文件散列）", EN: "Classifications that the data folder overrides, hash of the files"},
		{Key: "version_parser", Version: sources.ParserVersion, ZH: "读取程序版本", EN: "Version of the program that reads deliveries"},
		{Key: "version_reading", Version: readingVersion, ZH: "地区、企业、薪酬、等级等的解读版本", EN: "Version of how places, employers, pay and levels are read"},
		{Key: method.PartCoder, Version: occupation.ModelVersion(), ZH: "职业编码器版本（不含人工复核）", EN: "Version of the occupation coder, without decisions of reviewers"},
	}, nil
}
