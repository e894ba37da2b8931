import { parseArgs } from "node:util";
import { startUpstream } from "./server.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "slow-ms": { type: "string", default: "40" },
  },
});
const upstream = await startUpstream({
  port: Number(values.port),
  slowMs: Number(values["slow-ms"]),
});
console.log(JSON.stringify({ event: "ready", url: upstream.url }));
