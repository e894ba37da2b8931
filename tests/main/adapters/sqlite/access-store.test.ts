import { describe, expect, it, onTestFinished } from "vitest";
import type { GatewayKey } from "#main/ports/access-store.ts";
import { openStore } from "#main/adapters/sqlite/open-store.ts";
import { temporaryStore } from "#tests/support/temporary-store.ts";

const createdAt = "2026-01-01T00:00:00.000Z";
const bare: GatewayKey = {
  id: "k1",
  name: "Editor",
  prefix: "mdk_abcdefgh",
  scopes: ["chat", "models"],
  allow: [],
  deny: [],
  createdAt,
};
const full: GatewayKey = {
  ...bare,
  id: "k2",
  allow: ["openrouter:*"],
  deny: ["cloud", "*:gpt-*"],
  requestsPerMinute: 60,
  tokensPerDay: 1_000_000,
  nanoUsdPerMonth: 5_000_000_000,
  expiresAt: "2027-01-01T00:00:00.000Z",
};

describe("gateway keys", () => {
  it("keep every field over a restart, and their hash apart", () => {
    const opened = temporaryStore();
    opened.store.access.insert(bare, "hash one");
    opened.store.access.insert(full, "hash two");
    const { access } = opened.reopen();
    expect(access.list()).toEqual([bare, full]);
    expect(access.findByPrefix("mdk_abcdefgh")).toEqual([
      { key: bare, hash: "hash one" },
      { key: full, hash: "hash two" },
    ]);
    expect(access.findByPrefix("mdk_")).toEqual([]);
  });

  it("are revoked once, and noted when used", () => {
    const { access } = temporaryStore().store;
    access.insert(bare, "hash");
    const revokedAt = "2026-02-01T00:00:00.000Z";
    expect(access.revoke("k1", revokedAt)).toEqual({ ...bare, revokedAt });
    expect(access.revoke("k1", createdAt).revokedAt).toBe(revokedAt);
    access.noteUse("k1", createdAt);
    expect(access.list()).toEqual([
      { ...bare, revokedAt, lastUsedAt: createdAt },
    ]);
    expect(() => access.revoke("none", revokedAt)).toThrow(
      expect.objectContaining({ code: "not-found" }),
    );
    expect(() => access.insert(bare, "again")).toThrow(
      expect.objectContaining({ code: "conflict" }),
    );
  });

  // A gateway that trusted its memory would let a revoked key in.
  it("tell another process within a second that they changed, and only then", async () => {
    const opened = temporaryStore();
    const { access } = opened.store;
    const commandLine = openStore(opened);
    onTestFinished(() => commandLine.close());
    const within = { timeout: 1_000, interval: 20 };
    const before = access.revision();
    commandLine.access.insert(bare, "hash");
    await expect.poll(access.revision, within).not.toBe(before);
    const inserted = access.revision();
    commandLine.access.noteUse("k1", createdAt);
    opened.store.values.set("a", 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(access.revision()).toBe(inserted);
    commandLine.access.revoke("k1", createdAt);
    await expect.poll(access.revision, within).not.toBe(inserted);
    expect(access.list()[0]?.revokedAt).toBe(createdAt);
  });

  it("tell the same process at once", () => {
    const { access } = temporaryStore().store;
    const revisions = [access.revision()];
    access.insert(bare, "hash");
    revisions.push(access.revision());
    access.update({ ...bare, name: "Other" });
    revisions.push(access.revision());
    access.revoke("k1", createdAt);
    revisions.push(access.revision());
    expect(new Set(revisions).size).toBe(4);
  });
});
