import { fork } from "node:child_process";
import { once } from "node:events";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { openKeyed } from "#main/adapters/sqlite/connection.ts";
import { openStore } from "#main/adapters/sqlite/open-store.ts";
import { temporaryFolder } from "#tests/support/temporary-store.ts";

const writer = fileURLToPath(
  new URL("../../../support/streaming-writer.ts", import.meta.url),
);

// A store that only wrote at the end, or that kept its pages in memory, would lose the reply.
it.each([100, 1])(
  "kill -9 while a reply grows every %i ms loses nothing that was acknowledged",
  async (stepMs) => {
    const path = join(temporaryFolder(), "modeldocker.db");
    const key = randomBytes(32);
    const child = fork(writer, [path, key.toString("hex"), String(stepMs)]);
    onTestFinished(() => void child.kill("SIGKILL"));
    let acknowledged = 0;
    await new Promise<void>((resolve) => {
      child.on("message", (count: number) => {
        acknowledged = count;
        if (count === 12) resolve();
      });
    });
    child.kill("SIGKILL");
    await once(child, "exit");

    const store = openStore({ path, key, clock: { now: Date.now } });
    onTestFinished(() => store.close());
    expect(store.conversations.markInterrupted()).toEqual(["reply"]);
    const { status, parts } = store.conversations.message("reply");
    expect(status).toBe("interrupted");
    const [part] = parts;
    const counted = part?.type === "text" ? part.text.trim().split(" ") : [];
    expect(counted.length).toBeGreaterThanOrEqual(acknowledged);
    expect(counted).toEqual(counted.map((_, index) => String(index + 1)));
    store.close();

    const connection = openKeyed({ path, key }, true);
    expect(connection.pragma("integrity_check", { simple: true })).toBe("ok");
    connection.close();
  },
);
