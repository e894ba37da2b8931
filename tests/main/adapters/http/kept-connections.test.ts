import { createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { AppError } from "#shared/errors/app-error.ts";
import { providerOf } from "#tests/support/provider-calls.ts";

const list = '{"data":[{"id":"a"}]}';
const reply = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${list.length}\r\n\r\n${list}`;

/** An upstream that answers the first call of each connection, and breaks it in this way on the second. */
async function upstreamThat(breaks: (socket: Socket) => void) {
  const asked: string[] = [];
  const server = createServer((socket) => {
    let calls = 0;
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      asked.push(bytes.toString().split("\r\n", 1)[0] ?? "");
      calls += 1;
      if (calls === 1) socket.write(reply);
      else breaks(socket);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const provider = providerOf({
    kind: "anthropic",
    baseUrl: `http://127.0.0.1:${port}/v1`,
  });
  onTestFinished(async () => {
    await provider.dispose();
    server.close();
  });
  const ask = () => provider.listModels(new AbortController().signal);
  return { asked, ask };
}

async function failureOf(call: Promise<unknown>): Promise<AppError> {
  const failed = call.then(
    () => undefined,
    (error: AppError) => error,
  );
  const error = await failed;
  if (error === undefined) throw new Error("The call did not fail.");
  return error;
}

test("a call is sent again when its kept connection was closed just as it was used", async () => {
  const { asked, ask } = await upstreamThat((socket) => socket.destroy());
  expect(await ask()).toHaveLength(1);
  expect(await ask()).toHaveLength(1);
  expect(asked).toHaveLength(3);
});

// Sent again, a call that was at work when its upstream died would be paid for twice.
test.each<[string, (socket: Socket) => void]>([
  [
    "breaks after a while of work",
    (socket) => void sleep(900).then(() => socket.destroy()),
  ],
  [
    "breaks in the middle of its headers",
    (socket) => socket.write("HTTP/1.1 200 OK\r\ncont", () => socket.destroy()),
  ],
  [
    "breaks after it announced its reply",
    (socket) =>
      socket.write("HTTP/1.1 103 Early Hints\r\n\r\n", () => socket.destroy()),
  ],
])("a kept connection that %s sends nothing twice", async (_name, breaks) => {
  const { asked, ask } = await upstreamThat(breaks);
  await ask();
  const error = await failureOf(ask());
  expect(error).toMatchObject({ code: "upstream-failed", retryable: false });
  expect(asked).toHaveLength(2);
});
