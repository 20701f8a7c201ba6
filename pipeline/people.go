package pipeline

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"

	"gongqiu/internal/config"
	"gongqiu/reference"
	"gongqiu/transforms/models"
	"gongqiu/transforms/posting"
)

const (
	placeDDL    = `CREATE OR REPLACE TABLE map_place (scope VARCHAR, place VARCHAR, province_code VARCHAR, prefecture_code VARCHAR, county_code VARCHAR, city_id BIGINT, region_code VARCHAR, in_scope BOOLEAN)`
	employerDDL = `CREATE OR REPLACE TABLE map_employer (employer VARCHAR, employer_id BIGINT, employer_key VARCHAR, is_agency BOOLEAN)`
	askedDDL    = `CREATE OR REPLACE TABLE map_asked (education_text VARCHAR, experience_text VARCHAR, headcount_text VARCHAR, job_type VARCHAR,
	education INTEGER, experience INTEGER, headcount INTEGER, is_intern BOOLEAN, is_parttime BOOLEAN)`
)

// placesStep finds the divisions that places name, and whether they lie in the
// scope. A place that is not stated or not understood lies in a scope of the
// whole country and in no other.
func (b *build) placesStep() models.Step {
	return models.Step{
		Name: "places", Needs: []string{"stg_posting", "int_source"}, Makes: []string{"map_place"}, DDL: []string{placeDDL},
		Run: func(ctx context.Context, db *sql.DB) error {
			places, err := posting.NewPlaces(b.ref)
			if err != nil {
				return err
			}
			roots := map[string]reference.Region{}
			for _, s := range b.cfg.Scopes {
				roots[s.ID], _ = b.ref.Region(s.Region)
			}
			const query = `SELECT DISTINCT scope, place FROM stg_posting JOIN int_source USING (source_no) ORDER BY ALL`
			return mapDistinct(ctx, db, query, placeDDL, "map_place", func(in []string) []driver.Value {
				root := roots[in[0]]
				p := places.Find(in[1], "")
				path := []string{"", p.Province, p.Prefecture, p.County}
				inScope := root.Level == 0 || path[root.Level] == root.Code
				var child string
				for _, code := range path[root.Level+1:] {
					if inScope && code != "" {
						child = code
						break
					}
				}
				return []driver.Value{in[0], in[1], text(p.Province), text(p.Prefecture), text(p.County), cityID(p), text(child), inScope}
			})
		},
	}
}

// cityID is the identity of the city, inside which duplicates are looked for:
// of the province, if nothing more is known, and 0 if that is not either.
func cityID(p posting.Place) int64 {
	code := cmp.Or(p.City, p.Province)
	if code == "" {
		return 0
	}
	sum := sha256.Sum256([]byte(code))
	return number(sum[:])
}

// employersStep makes employers comparable and gives each a keyed hash, which
// stands for the name in everything that is published, and a number. That is a
// second keyed hash, so that tables which number employers anew, in this order,
// tell neither the alphabet nor the first hash.
func (b *build) employersStep() models.Step {
	return models.Step{
		Name: "employers", Needs: []string{"stg_posting"}, Makes: []string{"map_employer"}, DDL: []string{employerDDL},
		Run: func(ctx context.Context, db *sql.DB) error {
			key, err := employerKey(b.cfg)
			if err != nil {
				return err
			}
			names, err := readDistinct(ctx, db, `SELECT DISTINCT employer FROM stg_posting WHERE employer <> '' ORDER BY ALL`)
			if err != nil {
				return err
			}
			employers := make([]posting.Employer, len(names))
			hashes := make([]string, len(names))
			ids := make([]int64, len(names))
			err = parallel(ctx, len(names), func(i int) {
				employers[i] = posting.NormaliseEmployer(names[i][0])
				mac := hmac.New(sha256.New, key)
				mac.Write([]byte(employers[i].Key))
				hashes[i] = hex.EncodeToString(mac.Sum(nil)[:10])
				mac.Reset()
				mac.Write([]byte("order\x00" + employers[i].Key))
				ids[i] = number(mac.Sum(nil))
			})
			if err != nil {
				return err
			}
			return fillTable(ctx, db, employerDDL, "map_employer", func(row func(...driver.Value) error) error {
				for i, e := range employers {
					if e.Key == "" {
						continue
					}
					if err := row(names[i][0], ids[i], hashes[i], e.Agency); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

// employerKey returns the secret of the employer hash; it is made once.
func employerKey(cfg *config.Config) ([]byte, error) {
	path := cfg.Publish.EmployerKey
	key, err := os.ReadFile(path)
	if err == nil && len(key) < 16 {
		return nil, fmt.Errorf("%s has %d bytes: a key of at least 16 is needed", path, len(key))
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	key = make([]byte, 32)
	rand.Read(key) //nolint:errcheck // never fails
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	return key, renameio.WriteFile(path, key, 0o600)
}

// askedStep reads what ads ask for and offer besides pay.
func (b *build) askedStep() models.Step {
	return models.Step{
		Name: "asked", Needs: []string{"stg_posting"}, Makes: []string{"map_asked"}, DDL: []string{askedDDL},
		Run: func(ctx context.Context, db *sql.DB) error {
			const query = `SELECT DISTINCT education, experience, headcount, job_type FROM stg_posting ORDER BY ALL`
			return mapDistinct(ctx, db, query, askedDDL, "map_asked", func(in []string) []driver.Value {
				class := func(n int, ok bool) driver.Value {
					if !ok {
						return nil
					}
					return int32(n)
				}
				people, _ := posting.Headcount(in[2])
				flags := posting.Flags("", in[3])
				return []driver.Value{in[0], in[1], in[2], in[3], class(posting.Education(in[0])), class(posting.Experience(in[1])), int32(people), flags.Intern, flags.PartTime}
			})
		},
	}
}
