import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createPrivateFiles } from "#main/adapters/data-dir/private-files.ts";
import { resolveMasterKey } from "#main/adapters/keyring/master-key.ts";
import { createMemoryKeyring } from "#tests/fakes/memory-keyring.ts";
import { temporaryFolder } from "#tests/support/temporary-store.ts";
import { fileMode } from "#tests/support/file-mode.ts";

function dataDir(keyring = createMemoryKeyring()) {
  const folder = temporaryFolder();
  const resolve = (passphrase?: string) =>
    resolveMasterKey({
      dataDir: folder,
      storePath: join(folder, "modeldocker.db"),
      files: createPrivateFiles(),
      keyring,
      passphrase,
      now: Date.UTC(2026, 0, 1),
    });
  const path = (name: string) => join(folder, name);
  return { folder, keyring, resolve, path };
}

const failure = (code: string) => expect.objectContaining({ code });

describe("the key's source is chosen once", () => {
  it("keeps the key in a keyring that answers, and nowhere on the disk", async () => {
    const { folder, keyring, resolve, path } = dataDir();
    const first = await resolve();
    expect(first.source).toBe("keyring");
    expect(first.key).toHaveLength(32);
    expect(await resolve()).toEqual(first);
    expect(keyring.secrets.size).toBe(1);
    expect(readdirSync(folder)).toEqual(["key.json"]);
    const secret = [...keyring.secrets.values()].join("");
    expect(readFileSync(path("key.json"), "utf8")).not.toContain(secret);
    expect(fileMode(path("key.json"), 0o600)).toBe(0o600);
  });

  it.each(["unreachable", "forgetful"] as const)(
    "falls back to a 0600 key file beside an %s keyring, and stays with it",
    async (mood) => {
      const { keyring, resolve, path } = dataDir(createMemoryKeyring(mood));
      const first = await resolve();
      expect(first).toMatchObject({
        source: "file",
        keyFile: path("master.key"),
      });
      expect(fileMode(path("master.key"), 0o600)).toBe(0o600);
      keyring.mood = "answers";
      expect(await resolve()).toEqual(first);
      expect(keyring.secrets.size).toBe(0);
    },
  );

  it("lets a passphrase protect the key, composed one way or the other", async () => {
    const { folder, resolve } = dataDir();
    const first = await resolve("pâté 1");
    expect(first.source).toBe("passphrase");
    expect(await resolve("pa\u0302te\u0301 1")).toEqual(first);
    expect(readdirSync(folder)).toEqual(["key.json"]);
    await expect(resolve("pâté 2")).rejects.toThrow(failure("store-locked"));
    await expect(resolve()).rejects.toThrow(failure("secret-missing"));
    await expect(resolve("")).rejects.toThrow(failure("secret-missing"));
  });
});

describe("a source that cannot be reached is an error, never a new key", () => {
  it("says that the keyring does not answer", async () => {
    const { folder, keyring, resolve } = dataDir();
    const first = await resolve();
    keyring.mood = "unreachable";
    await expect(resolve()).rejects.toThrow(
      failure("secret-store-unreachable"),
    );
    expect(readdirSync(folder)).toEqual(["key.json"]);
    keyring.mood = "answers";
    expect(await resolve()).toEqual(first);
  });

  it("says that the keyring lost the key", async () => {
    const { keyring, resolve } = dataDir();
    await resolve();
    keyring.secrets.clear();
    await expect(resolve()).rejects.toThrow(failure("secret-missing"));
    expect(keyring.secrets.size).toBe(0);
  });

  it("recognises another key in the keyring or the file", async () => {
    const other = Buffer.alloc(32, 7).toString("base64");
    const inKeyring = dataDir();
    await inKeyring.resolve();
    for (const account of inKeyring.keyring.secrets.keys())
      inKeyring.keyring.secrets.set(account, other);
    await expect(inKeyring.resolve()).rejects.toThrow(failure("store-locked"));

    const inFile = dataDir(createMemoryKeyring("unreachable"));
    await inFile.resolve();
    writeFileSync(inFile.path("master.key"), other);
    await expect(inFile.resolve()).rejects.toThrow(failure("store-locked"));
  });

  it.each(["gone", "truncated"])(
    "says that the key file is %s",
    async (state) => {
      const { resolve, path } = dataDir(createMemoryKeyring("unreachable"));
      await resolve();
      if (state === "gone") rmSync(path("master.key"));
      else writeFileSync(path("master.key"), "AAAA");
      await expect(resolve()).rejects.toThrow(failure("secret-missing"));
      expect(existsSync(path("master.key"))).toBe(state !== "gone");
    },
  );

  it.each(["gone", "damaged"])(
    "makes no key beside data whose record is %s",
    async (state) => {
      const { resolve, path } = dataDir(createMemoryKeyring("unreachable"));
      await resolve();
      writeFileSync(path("modeldocker.db"), "data");
      if (state === "gone") rmSync(path("key.json"));
      else writeFileSync(path("key.json"), '{"format": 1, "sou');
      await expect(resolve()).rejects.toThrow(failure("secret-missing"));
    },
  );
});

describe("creation", () => {
  it("goes on with a key file that a start cut short left without a record", async () => {
    const { resolve, path } = dataDir(createMemoryKeyring("unreachable"));
    const first = await resolve();
    rmSync(path("key.json"));
    expect(await resolve()).toEqual(first);
  });

  it.each(["answers", "unreachable"] as const)(
    "gives many that start at once one key (keyring %s)",
    async (mood) => {
      const { folder, keyring, resolve } = dataDir(createMemoryKeyring(mood));
      const keys = await Promise.all(
        Array.from({ length: 8 }, () => resolve()),
      );
      expect(
        new Set(keys.map(({ key }) => Buffer.from(key).toString("hex"))).size,
      ).toBe(1);
      expect(keyring.secrets.size).toBe(mood === "answers" ? 1 : 0);
      expect(
        readdirSync(folder).filter((name) => name.endsWith(".part")),
      ).toEqual([]);
    },
  );

  it("leaves a foreign file in the place of the key file alone", async () => {
    const { resolve, path } = dataDir(createMemoryKeyring("unreachable"));
    writeFileSync(path("master.key"), "somebody's notes");
    await expect(resolve()).rejects.toThrow(failure("secret-missing"));
    expect(readFileSync(path("master.key"), "utf8")).toBe("somebody's notes");
  });
});
