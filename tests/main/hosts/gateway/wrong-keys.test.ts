import { expect, test } from "vitest";
import { ask, createKey, startGateway } from "#tests/support/gateway.ts";

test("who floods the door with wrong keys that begin like a real one is put off, and others get in", async () => {
  const { address, dataDir } = await startGateway();
  const { token } = await createKey(dataDir);
  const { token: other } = await createKey(dataDir);
  const list = (key: string) =>
    ask(`${address}/v1/models`, { headers: { "x-api-key": key } });
  const flood = Array.from({ length: 120 }, (_, index) =>
    list(token.slice(0, 12) + String(index).padStart(40, "0")),
  );
  await Promise.race(flood);
  expect((await list(other)).status).toBe(200);
  const replies = await Promise.all(flood);
  const putOff = replies.filter(({ status }) => status === 503);
  expect(putOff.length).toBeGreaterThan(0);
  for (const { headers, text } of putOff) {
    expect(headers["retry-after"]).toBe("1");
    expect(text).toContain('"overloaded"');
  }
  const refused = replies.filter(({ status }) => status === 401);
  expect(refused.length + putOff.length).toBe(flood.length);
  expect((await list(token)).status).toBe(200);
});
