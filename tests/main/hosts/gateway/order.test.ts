import { expect, test } from "vitest";
import { ask, createKey, startGateway } from "#tests/support/gateway.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";

/**
 * Host and Origin → key → scope → resolve → policy → quota → cache: a request at which everything is
 * wrong is mended one thing at a time, and each answer is the next check's. Out of order, a stranger
 * would learn of models, or a key that is used up would still be served from the cache.
 */
test("the checks come in their order", async () => {
  const { config, upstream } = await simulatedInstance();
  const { instances } = config as { instances: unknown[] };
  const { address, dataDir } = await startGateway({ config: { instances } });
  const deny = ["sim:sim/plain"];
  const unscoped = await createKey(dataDir, { scopes: ["models"], deny });
  const { token } = await createKey(dataDir, { deny, requestsPerMinute: 2 });
  const codeOf = async (
    headers: Record<string, string>,
    model = "nobody:x",
    messages: unknown = [{ role: "user", content: "Hi" }],
  ) => {
    const url = `${address}/v1/chat/completions`;
    const body = { model, messages, temperature: 0 };
    const { status, json, headers: told } = await ask(url, { headers, body });
    const { error } = json as { error?: { code: string } };
    return [status, error?.code ?? told["x-cache"]];
  };
  const key = { authorization: `Bearer ${token}` };
  const evil = { host: "evil.example", origin: "http://evil.example" };

  expect(await codeOf({ ...evil })).toEqual([421, "wrong_host"]);
  expect(await codeOf({ origin: evil.origin })).toEqual([
    403,
    "permission_denied",
  ]);
  expect(await codeOf({})).toEqual([401, "invalid_api_key"]);
  const weak = { authorization: `Bearer ${unscoped.token}` };
  expect(await codeOf(weak)).toEqual([403, "permission_denied"]);
  expect(await codeOf(key)).toEqual([404, "model_not_found"]);
  expect(await codeOf(key, "sim:sim/plain")).toEqual([
    403,
    "permission_denied",
  ]);
  // Nothing of all this was counted against the key's two requests, or sent.
  const sent = () => upstream.requests.filter(({ body }) => body).length;
  expect(sent()).toBe(0);
  expect(await codeOf(key, "sim:sim/echo")).toEqual([200, "MISS"]);
  expect(await codeOf(key, "sim:sim/echo")).toEqual([200, "HIT"]);
  expect(await codeOf(key, "sim:sim/echo")).toEqual([
    429,
    "rate_limit_exceeded",
  ]);
  // Policy is asked before a quota that is used up.
  expect(await codeOf(key, "sim:sim/plain")).toEqual([
    403,
    "permission_denied",
  ]);
  expect(sent()).toBe(1);
});
