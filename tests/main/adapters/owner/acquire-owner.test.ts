import { fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { createPrivateFiles } from "#main/adapters/data-dir/private-files.ts";
import {
  acquireOwner,
  ownedError,
  readOwner,
} from "#main/adapters/owner/acquire-owner.ts";
import {
  processStartTime,
  sameStartTime,
} from "#main/adapters/owner/process-start-time.ts";
import { temporaryFolder } from "#tests/support/temporary-store.ts";
import { fileMode } from "#tests/support/file-mode.ts";
import { canMount, smallDisk } from "#tests/support/small-disk.ts";

const files = createPrivateFiles();
const contender = fileURLToPath(
  new URL("../../../support/owner-contender.ts", import.meta.url),
);

function acquire(dataDir: string) {
  return acquireOwner({ dataDir, version: "1.0.0", token: "secret", files });
}

function start(dataDir: string) {
  const child = fork(contender, [dataDir]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const answer = once(child, "message").then(
    ([message]) => message as { won?: number; owner?: number },
  );
  return { child, answer };
}

function plant(dataDir: string, record: object): void {
  writeFileSync(join(dataDir, "owner.json"), JSON.stringify(record));
}

describe("one owner", () => {
  it("records itself, tells its addresses and leaves no trace of a secret behind", () => {
    const dataDir = temporaryFolder();
    const { lock } = acquire(dataDir);
    const path = join(dataDir, "owner.json");
    expect(fileMode(path, 0o600)).toBe(0o600);
    lock?.update({ rpc: "ws://127.0.0.1:5/rpc" });
    expect(readOwner(dataDir, files)).toEqual({
      pid: process.pid,
      startTime: processStartTime(process.pid),
      version: "1.0.0",
      addresses: { rpc: "ws://127.0.0.1:5/rpc" },
      token: "secret",
    });
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(lock?.info);
    lock?.release();
    lock?.release();
    lock?.update({});
    expect(readOwner(dataDir, files)).toBeUndefined();
    expect(readdirSync(dataDir)).toEqual(["owner.lock"]);
  });

  it("has one winner among processes that start at once over a stale record, and the others name it", async () => {
    const dataDir = temporaryFolder();
    plant(dataDir, {
      pid: 999_999_999,
      startTime: "x",
      version: "0",
      addresses: {},
      token: "t",
    });
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => start(dataDir).answer),
    );
    const winners = answers.flatMap(({ won }) => won ?? []);
    expect(winners).toHaveLength(1);
    expect(answers.flatMap(({ owner }) => owner ?? [])).toEqual(
      Array.from({ length: 3 }, () => winners[0]),
    );
  });

  it("is inherited after kill -9, and after a release", async () => {
    const dataDir = temporaryFolder();
    const first = start(dataDir);
    expect(await first.answer).toEqual({ won: first.child.pid });
    expect(acquire(dataDir).owner?.pid).toBe(first.child.pid);
    first.child.kill("SIGKILL");
    await once(first.child, "exit");
    const second = start(dataDir);
    expect(await second.answer).toEqual({ won: second.child.pid });
    second.child.send("go");
    await once(second.child, "exit");
    expect(acquire(dataDir).lock).toBeDefined();
  });

  it("is not fooled by a pid that another process has now", () => {
    const dataDir = temporaryFolder();
    const { lock } = acquire(dataDir);
    plant(dataDir, { ...lock?.info, startTime: "another-boot/1" });
    expect(readOwner(dataDir, files)).toBeUndefined();
    expect(acquire(dataDir).lock).toBeDefined();
  });

  it.each(["", "{", '{"pid":-1}', "[]"])(
    "takes over from the unreadable record %j",
    (text) => {
      const dataDir = temporaryFolder();
      writeFileSync(join(dataDir, "owner.json"), text);
      expect(acquire(dataDir).lock).toBeDefined();
    },
  );

  it("does not release what another has taken meanwhile", () => {
    const dataDir = temporaryFolder();
    const { lock } = acquire(dataDir);
    plant(dataDir, { ...lock?.info, token: "another" });
    lock?.release();
    expect(readOwner(dataDir, files)?.token).toBe("another");
  });

  it("names a folder that is not there", () => {
    const dataDir = join(temporaryFolder(), "none");
    expect(() => acquire(dataDir)).toThrow(
      expect.objectContaining({ code: "store-unwritable" }),
    );
  });

  it("says in one sentence who is there, without the token", () => {
    const { lock } = acquire(temporaryFolder());
    lock?.update({ web: "http://127.0.0.1:3738" });
    const error = ownedError(lock!.info, "/data");
    expect(error.code).toBe("data-dir-owned");
    expect(error.message).toBe(
      `ModelDocker 1.0.0 already runs on /data (process ${process.pid}) and answers at http://127.0.0.1:3738. Use that one or stop it first.`,
    );
    expect(JSON.stringify(error)).not.toContain("secret");
  });
});

describe("start times", () => {
  it("tell processes apart and know the dead", () => {
    expect(processStartTime(process.pid)).toBe(processStartTime(process.pid));
    expect(processStartTime(process.pid)).not.toBe(processStartTime(1));
    expect(processStartTime(999_999_999)).toBeUndefined();
  });

  it.each([
    ["boot/100", "boot/100", true],
    ["boot/100", "boot/101", false],
    ["1700000000000", "1700000001500", true],
    ["1700000000000", "1700000009000", false],
  ])("%s and %s: same is %s", (one, other, same) => {
    expect(sameStartTime(one, other)).toBe(same);
  });
});

it.runIf(canMount)("a full disk is named as what is wrong", () => {
  const dataDir = smallDisk("size=64k");
  const fill = () =>
    writeFileSync(join(dataDir, "fill"), Buffer.alloc(128 * 1_024));
  expect(fill).toThrow(expect.objectContaining({ code: "ENOSPC" }));
  expect(() => acquire(dataDir)).toThrow(
    expect.objectContaining({
      code: "store-full",
      message: `${join(dataDir, "owner.json")} cannot be written: the disk is full.`,
    }),
  );
});
