import type { Dispatcher } from "undici";
import { expect, test } from "vitest";
import { IncomingReply } from "#main/adapters/http/incoming-reply.ts";

/** What undici gives its handlers to steer by. */
function controller() {
  let paused = false;
  return {
    aborted: false,
    reason: null,
    get paused() {
      return paused;
    },
    abort: () => undefined,
    pause: () => void (paused = true),
    resume: () => void (paused = false),
  } satisfies Dispatcher.DispatchController;
}

function start() {
  const steering = controller();
  const reply = new IncomingReply();
  reply.onRequestStart(steering);
  return { reply, steering };
}

test("an announcement is not the reply", async () => {
  const { reply, steering } = start();
  reply.onResponseStart(steering, 103, {});
  reply.onResponseStart(steering, 200, { "content-type": "text/plain" });
  expect(await reply.head).toEqual({
    status: 200,
    headers: { "content-type": "text/plain" },
  });
});

test("pieces come in their order, and then the end", async () => {
  const { reply, steering } = start();
  expect(reply.take()).toBeUndefined();
  const more = reply.more();
  reply.onResponseData(steering, Buffer.from("one"));
  await more;
  reply.onResponseData(steering, Buffer.from("two"));
  reply.onResponseEnd();
  expect([reply.take(), reply.take(), reply.take()].map(String)).toEqual([
    "one",
    "two",
    "end",
  ]);
});

test("a reader that is slow stops the sender, until it has caught up", () => {
  const { reply, steering } = start();
  const piece = Buffer.alloc(40 * 1024);
  reply.onResponseData(steering, piece);
  expect(steering.paused).toBe(false);
  reply.onResponseData(steering, piece);
  expect(steering.paused).toBe(true);
  reply.take();
  expect(steering.paused).toBe(false);
});

test("what came before a break is read, and then the break is thrown", () => {
  const { reply, steering } = start();
  reply.onResponseData(steering, Buffer.from("half"));
  reply.onResponseError(steering, new Error("gone"));
  expect(String(reply.take())).toBe("half");
  expect(() => reply.take()).toThrow("gone");
});

test("given up by its reader, nothing is read any more", async () => {
  const { reply, steering } = start();
  reply.onResponseData(steering, Buffer.from("half"));
  reply.fail(new Error("stopped"));
  reply.onResponseData(steering, Buffer.from("more"));
  expect(() => reply.take()).toThrow("stopped");
  await expect(reply.head).rejects.toThrow("stopped");
});
