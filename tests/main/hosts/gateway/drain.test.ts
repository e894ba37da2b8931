import { expect, test } from "vitest";
import { readAudit } from "#tests/support/gateway.ts";
import { startOwned } from "#tests/support/owned-gateway.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";

const longestMs = 5_000;

/** A stream that never ends by itself, in each dialect, on its way. */
const endless = [
  ["/v1/chat/completions", {}],
  ["/v1/messages", { max_tokens: 100_000 }],
] as const;

async function start() {
  const { config, upstream } = await simulatedInstance();
  const { instances } = config as { instances: unknown[] };
  const { client, owned, dataDir } = await startOwned({
    config: { instances, gateway: { requireKey: false } },
  });
  const { address } = await client.gateway.state();
  const ask = (path: string, model: string, more: object) =>
    fetch(`${address}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        model,
        messages: [{ role: "user", content: "Hi" }],
        ...more,
      }),
    });
  const asked = () => upstream.requests.filter(({ body }) => body).length;
  const whole = ask("/v1/chat/completions", "sim:sim/silent", {});
  const streams = await Promise.all(
    endless.map(async ([path, more]) => {
      const wish = { stream: true, ...more };
      const reply = await ask(path, "sim:sim/endless", wish);
      expect(reply.status).toBe(200);
      return readToItsEnd(reply);
    }),
  );
  await expect.poll(asked).toBe(3);
  const abandoned = () =>
    upstream.requests.filter(({ abortedAt }) => abortedAt !== undefined).length;
  return { client, owned, dataDir, whole, streams, abandoned };
}

/** What came until the stream ended or broke off. */
function readToItsEnd(reply: Response) {
  let text = "";
  const decoder = new TextDecoder();
  const ended = (async () => {
    try {
      for await (const chunk of reply.body ?? [])
        text += decoder.decode(chunk, { stream: true });
      return "ended";
    } catch {
      return "broken";
    }
  })();
  return { ended, text: () => text };
}

test.each([
  ["switched off", false],
  ["stopped with the program", true],
])(
  "%s: streams that outlive the drain are told so, cut upstream and noted",
  async (_name, isStop) => {
    const { client, owned, dataDir, whole, streams, abandoned } = await start();
    const began = performance.now();
    if (isStop) await owned.close();
    else await client.gateway.configure({ enabled: false });
    const ends = await Promise.all(streams.map(({ ended }) => ended));
    expect(performance.now() - began).toBeLessThan(longestMs);
    expect(ends).toEqual(["ended", "ended"]);
    const [openAi = "", anthropic = ""] = streams.map(({ text }) => text());
    expect(lastEvent(openAi)).toMatchObject({
      error: { message: "The call was stopped.", type: "api_error" },
    });
    expect(lastEvent(anthropic)).toMatchObject({
      type: "error",
      error: { type: "api_error", message: "The call was stopped." },
    });
    const answer = await whole;
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      error: { code: "overloaded" },
    });
    await expect.poll(abandoned).toBe(3);
    await owned.close();
    const events = await readAudit(dataDir);
    expect(
      events
        .map(({ status, outcome, askedModel }) => [status, outcome, askedModel])
        .toSorted(([one = 0], [other = 0]) => Number(one) - Number(other)),
    ).toEqual([
      [200, "aborted", "sim:sim/endless"],
      [200, "aborted", "sim:sim/endless"],
      [503, "aborted", "sim:sim/silent"],
    ]);
  },
  20_000,
);

function lastEvent(text: string): unknown {
  const line = text.trimEnd().split("\n").at(-1) ?? "";
  return JSON.parse(line.replace(/^data: /, ""));
}
