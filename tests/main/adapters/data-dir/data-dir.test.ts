import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { prepareDataDir } from "#main/adapters/data-dir/data-dir.ts";
import { createPrivateFiles } from "#main/adapters/data-dir/private-files.ts";
import { asUnprivileged } from "#tests/support/unprivileged.ts";
import { temporaryFolder } from "#tests/support/temporary-store.ts";
import { fileMode } from "#tests/support/file-mode.ts";

const unwritable = (path: string) =>
  expect.objectContaining({
    code: "store-unwritable",
    data: { path },
    message: expect.stringContaining(path),
  });

describe("prepareDataDir", () => {
  it("makes a missing folder, closed to others and empty", () => {
    const folder = join(temporaryFolder(), "deep", "er");
    expect(prepareDataDir(folder)).toEqual({
      folder,
      store: join(folder, "modeldocker.db"),
      audit: join(folder, "audit.db"),
      log: join(folder, "logs", "modeldocker.log"),
    });
    expect(fileMode(folder, 0o700)).toBe(0o700);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("refuses a file in its place, and a file in the place of a parent", () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "mine");
    expect(() => prepareDataDir(file)).toThrow(unwritable(file));
    expect(() => prepareDataDir(join(file, "in"))).toThrow(
      unwritable(join(file, "in")),
    );
  });

  it.runIf(process.platform === "linux")(
    "refuses where the system makes no folders, at once",
    () => {
      const folder = "/proc/modeldocker/data";
      expect(() => prepareDataDir(folder)).toThrow(unwritable(folder));
    },
  );

  const permissionsBind = process.platform !== "win32";
  it.runIf(permissionsBind)(
    "refuses a folder that this user may not write",
    () => {
      const folder = temporaryFolder();
      chmodSync(folder, 0o555);
      asUnprivileged(() => {
        expect(() => prepareDataDir(folder)).toThrow(unwritable(folder));
      });
    },
  );
});

describe("private files", () => {
  const files = createPrivateFiles();

  it("are created once, replaced whole, closed to others", () => {
    const folder = temporaryFolder();
    const path = join(folder, "a.json");
    expect(files.read(path)).toBeUndefined();
    expect(files.create(path, "one")).toBe(true);
    expect(files.create(path, "two")).toBe(false);
    expect(files.read(path)).toBe("one");
    files.replace(path, "three");
    expect(files.read(path)).toBe("three");
    expect(fileMode(path, 0o600)).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["a.json"]);
    files.remove(path);
    files.remove(path);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("name the path that cannot be written or read", () => {
    const folder = temporaryFolder();
    const missing = join(folder, "none", "a.json");
    expect(() => files.create(missing, "x")).toThrow(unwritable(missing));
    mkdirSync(join(folder, "b.json"));
    expect(() => files.replace(join(folder, "b.json"), "x")).toThrow(
      unwritable(join(folder, "b.json")),
    );
    expect(() => files.read(join(folder, "b.json"))).toThrow(
      expect.objectContaining({ code: "file-unreadable" }),
    );
    expect(readdirSync(folder)).toEqual(["b.json"]);
  });
});
