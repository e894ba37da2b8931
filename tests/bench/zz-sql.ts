import { mkdtempSync } from "node:fs"; import { randomBytes, randomUUID } from "node:crypto";
import { openStore } from "#main/adapters/sqlite/open-store.ts";
import { openAuditLog } from "#main/adapters/sqlite/audit/open-audit-log.ts";
import { timeOrderedId } from "#main/domain/ids/time-ordered-id.ts";
const dir = mkdtempSync("/tmp/work/sql-"); const key = randomBytes(32); const clock = { now: Date.now };
const store = openStore({ path: dir+"/s.db", key, clock }); const audit = openAuditLog({ path: dir+"/a.db", key, clock });
const group = Number(process.argv[2] ?? 20), N = Number(process.argv[3] ?? 40000);
const { ledger } = store;
const entry = (): any => ({ requestId: randomUUID(), time: new Date().toISOString(), client: "127.0.0.1", route: "POST /v1/chat/completions", status: 200, outcome: "ok", durationMs: 1.234, attempts: 1, keyId: "key_1234567890123", askedModel: "bench:bench", servedModel: "bench:bench", local: true, fallback: false, inputTokens: 180, outputTokens: 80, firstTextMs: 1.11, tries: [{target:"bench:bench", startMs: .3, durationMs: 1}] });
async function phase(name: string, f: (i: number) => Promise<unknown>) {
  const c0 = process.cpuUsage(); const t0 = performance.now();
  for (let i = 0; i < N; i += group) { const all: Promise<unknown>[] = []; for (let j = 0; j < group; j++) all.push(f(i + j)); await Promise.all(all); }
  const c = process.cpuUsage(c0); console.log(name, ((c.user + c.system) / N).toFixed(2), "us cpu", ((performance.now() - t0) * 1000 / N).toFixed(2), "us wall");
}
const ids: string[] = [];
for (let r = 0; r < 2; r++) {
ids.length = 0;
await phase("reserve", (i) => { const id = timeOrderedId(Date.now(), randomUUID()); ids[i] = id; return ledger.together(() => ledger.reserve({ id, keyId: "key_1234567890123", reservedAt: new Date().toISOString(), instance: "bench", model: "bench", nanoUsd: 0, tokens: 400 }, [])); });
await phase("settle", (i) => ledger.together(() => ledger.settle(ids[i]!, { settledAt: new Date().toISOString(), outcome: "ok", totalMs: 1.2, firstTokenMs: 1, usage: { inputTokens: 180, outputTokens: 80 } })));

}
store.close(); audit.close();
