// Bundles the chart library into the folder that the server embeds and puts
// its licence beside it (esbuild drops the header comments).
import { build } from "esbuild";
import { copyFile, mkdir } from "node:fs/promises";

const dist = new URL("../dashboard/static/dist/", import.meta.url);
await mkdir(dist, { recursive: true });
await build({
  entryPoints: [new URL("echarts.mjs", import.meta.url).pathname],
  outfile: new URL("echarts.min.js", dist).pathname,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome86", "firefox86", "safari14"],
  legalComments: "none",
});
for (const [from, to] of [
  ["echarts/LICENSE", "ECHARTS-LICENSE.txt"],
  ["echarts/NOTICE", "ECHARTS-NOTICE.txt"],
  ["zrender/LICENSE", "ZRENDER-LICENSE.txt"],
]) {
  await copyFile(new URL(`node_modules/${from}`, import.meta.url), new URL(to, dist));
}
