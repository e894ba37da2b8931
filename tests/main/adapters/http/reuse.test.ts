import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { asking, providerOf, replyTo } from "#tests/support/provider-calls.ts";
import { readStream } from "#tests/support/upstream/dialect-frames.ts";

/** How many connections two calls take, one after the other. */
async function connectionsFor(ending: "ends" | "stays open"): Promise<number> {
  let connections = 0;
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(readStream("openai-chat", "plain").join(""));
    if (ending === "ends") response.end();
  });
  server.on("connection", () => (connections += 1));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  const provider = providerOf({ kind: "openai", baseUrl });
  onTestFinished(() => provider.dispose());
  for (const _ of ["first", "second"]) {
    const { reply } = await replyTo(provider, { request: asking("plain") });
    expect(reply.finish?.reason).toBe("stop");
    // The end of the body follows the last frame at once, and no event tells of it.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return connections;
}

test("a reply that has said [DONE] leaves its connection to the next call", async () => {
  expect(await connectionsFor("ends")).toBe(1);
});

test("an upstream that says [DONE] and hangs on holds up nobody", async () => {
  const started = performance.now();
  expect(await connectionsFor("stays open")).toBe(2);
  expect(performance.now() - started).toBeLessThan(1_500);
});
