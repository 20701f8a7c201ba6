// Recompute two published figures with Node.
//
//   npm install @duckdb/node-api
//   node node.mjs [DATA_FOLDER]        (default: data/demo/data)
//
// Ends with 1 if what was published does not agree.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

const data = process.argv[2] ?? "data/demo/data";
const json = (...path) => JSON.parse(readFileSync(join(data, ...path), "utf8"));
const { release } = json("current.json");
const manifest = json("releases", release, "manifest.json");
const db = await DuckDBInstance.create(join(data, "releases", release, manifest.database), { access_mode: "READ_ONLY" });
const con = await db.connect();
const rows = async (sql) => (await con.runAndReadAll(sql)).getRowObjects();
let failed = false;

function report(what, mine, published) {
  const ok = Math.abs(mine - published) < 1e-9 * Math.max(1, Math.abs(published));
  failed ||= !ok;
  console.log(`${ok ? "agrees " : "DIFFERS"}  ${what}: recomputed ${mine}, published ${published}`);
}

// 1. People wanted, all occupations and chains, by scope, in its last month.
const totals = await rows(`
  SELECT d.scope, d.month, d.headcount FROM out_demand d JOIN meta_scope s USING (scope, region_code)
  WHERE d.chain_id = '' AND d.occupation_code = ''
  QUALIFY row_number() OVER (PARTITION BY d.scope ORDER BY d.month DESC) = 1`);
for (const t of totals) {
  let headcount = 0;
  for (const ad of await rows(`SELECT ad_headcount FROM core_ad WHERE scope = '${t.scope}' AND month = '${t.month}'`)) headcount += ad.ad_headcount;
  report(`people wanted, ${t.scope}, ${t.month}`, headcount, t.headcount);
}

// 2. Shortage: every score is 1.5 plus the contributions of its evidence.
const evidence = await rows(`
  SELECT concat_ws(' ', scope, region_code, occupation_code, quarter) AS cell, score, contribution
  FROM out_shortage JOIN out_shortage_evidence USING (scope, region_code, occupation_code, quarter)
  WHERE score IS NOT NULL AND contribution IS NOT NULL`);
const cells = new Map();
for (const e of evidence) {
  const c = cells.get(e.cell) ?? { score: e.score, sum: 1.5 };
  c.sum += e.contribution;
  cells.set(e.cell, c);
}
const worst = [...cells].sort(([, a], [, b]) => Math.abs(b.score - b.sum) - Math.abs(a.score - a.sum))[0];
if (worst) report(`score that fits its evidence worst, of ${cells.size}: ${worst[0]}`, worst[1].sum, worst[1].score);

if (manifest.simulated !== "none") console.log("The release holds simulated figures: is_simulated says which. They must not be cited.");
process.exitCode = failed ? 1 : 0;
