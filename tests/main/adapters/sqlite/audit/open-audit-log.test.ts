import { randomBytes } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AuditEvent, PromptRecord } from "#shared/gateway/audit.ts";
import type { AuditQuery } from "#main/ports/audit-log.ts";
import { openAuditLog } from "#main/adapters/sqlite/audit/open-audit-log.ts";
import { temporaryFolder } from "#tests/support/temporary-store.ts";

const second = (index: number) =>
  new Date(Date.UTC(2026, 0, 1) + index * 1_000).toISOString();

function event(index: number, patch: Partial<AuditEvent> = {}): AuditEvent {
  return {
    requestId: `r${index}`,
    time: second(index),
    client: "127.0.0.1",
    route: "POST /v1/chat/completions",
    attempts: 1,
    status: 200,
    outcome: "ok",
    durationMs: 12.5,
    ...patch,
  };
}

const full: Partial<AuditEvent> = {
  keyId: "k",
  askedModel: "fast",
  servedModel: "openrouter:x/y",
  inputTokens: 3,
  outputTokens: 4,
  costNanoUsd: 5,
  savedNanoUsd: 6,
  cacheAgeSeconds: 7,
  firstTextMs: 8.5,
  local: false,
  fallback: true,
  error: { code: "denied", message: "It is not open to this key." },
};

function auditLog() {
  const options = {
    path: join(temporaryFolder(), "audit.db"),
    key: randomBytes(32),
    clock: { now: Date.now },
  };
  const open = () => {
    const log = openAuditLog(options);
    onTestFinished(() => log.close());
    return log;
  };
  return { ...options, open };
}

describe("the audit log", () => {
  it("tells of what was under way when the program was killed, and of nothing that ended", async () => {
    const { open } = auditLog();
    const first = open();
    const { outcome: _, ...under } = event(1, { keyId: "k", status: 499 });
    const begun = first.begin(event(2));
    const other = first.begin({ ...under, askedModel: "fast" });
    expect(other).not.toBe(begun);
    await first.append({ ...event(2), begun });
    first.close();

    const second = open();
    expect([...second.readAll()].map(({ requestId }) => requestId)).toEqual([
      "r2",
    ]);
    expect(second.endInterrupted()).toBe(1);
    expect(second.endInterrupted()).toBe(0);
    expect([...second.readAll()][1]).toEqual({
      ...under,
      id: 2,
      askedModel: "fast",
      outcome: "aborted",
      error: {
        code: "interrupted",
        message: "ModelDocker was ended before this request was.",
      },
    });
    // Numbers are given out anew.
    await second.append({ ...event(3), begun: second.begin(event(3)) });
    expect(second.endInterrupted()).toBe(0);
  });

  it("keeps every field over a restart, encrypted", () => {
    const { path, open } = auditLog();
    const first = open();
    void first.append(event(1, full));
    void first.append(event(2));
    for (const name of readdirSync(join(path, "..")))
      expect(readFileSync(join(path, "..", name), "latin1")).not.toMatch(
        /openrouter|127\.0\.0\.1/,
      );
    first.close();
    first.close();
    expect([...open().readAll()]).toEqual([
      { id: 1, ...event(1, full) },
      { id: 2, ...event(2) },
    ]);
  });

  it("filters, newest first, in pages", () => {
    const log = auditLog().open();
    void log.append(event(1, full));
    void log.append(
      event(2, {
        outcome: "denied",
        status: 403,
        askedModel: "openrouter:x/z",
      }),
    );
    void log.append(event(3, { keyId: "k" }));
    const find = (query: Partial<AuditQuery>) => {
      const { events, total } = log.list({ offset: 0, limit: 10, ...query });
      return [events.map(({ requestId }) => requestId).join(), total];
    };
    expect(find({})).toEqual(["r3,r2,r1", 3]);
    expect(find({ offset: 1, limit: 1 })).toEqual(["r2", 3]);
    expect(find({ keyId: "k" })).toEqual(["r3,r1", 2]);
    expect(find({ outcome: "denied" })).toEqual(["r2", 1]);
    expect(find({ model: "x/" })).toEqual(["r2,r1", 2]);
    expect(find({ model: "fast" })).toEqual(["r1", 1]);
    expect(find({ since: second(2), until: second(3) })).toEqual(["r2", 1]);
    expect(find({ keyId: null })).toEqual(["r2", 1]);
    expect(find({ model: "X/Z" })).toEqual(["r2", 1]);
    expect(find({ status: 403 })).toEqual(["r2", 1]);
    expect(find({ status: "2xx", route: "CHAT" })).toEqual(["r3,r1", 2]);
    expect(find({ upTo: 2 })).toEqual(["r2,r1", 2]);
  });

  it("keeps tries and what prompt logging kept beside an event, and purges them with it", () => {
    const log = auditLog().open();
    const tries = [
      { target: "a:b", startMs: 1, durationMs: 2, errorCode: "overloaded" },
    ] as const;
    const promptRecord: PromptRecord = {
      mode: "full",
      shape: {
        messages: [{ role: "user", characters: 2, images: 0 }],
        tools: [],
        parameters: { temperature: 0 },
        replyCharacters: 3,
      },
      prompt: "Hi",
      reply: "Yes",
      truncated: false,
    };
    void log.append({ ...event(1), tries, promptRecord });
    void log.append(event(2));
    expect(log.find(1)).toEqual({
      event: { id: 1, ...event(1) },
      tries,
      promptRecord,
    });
    expect(log.find(2)).toEqual({ event: { id: 2, ...event(2) }, tries: [] });
    expect(log.size()).toMatchObject({
      events: 2,
      oldest: second(1),
      promptRecords: 1,
    });
    expect(log.purge(second(2))).toBe(1);
    expect(log.find(1)).toBeUndefined();
    expect(log.size()).toMatchObject({ events: 1, promptRecords: 0 });
  });

  it("tells what came after an event, and how much more than it can show", () => {
    const log = auditLog().open();
    for (let index = 1; index <= 6; index += 1)
      void log.append(event(index, index % 2 === 0 ? { keyId: "even" } : {}));
    const ids = (id: number, filter = {}, limit = 10) => {
      const { events, missed } = log.after(id, filter, limit);
      return [events.map((it) => it.id).join(), missed];
    };
    expect(ids(4)).toEqual(["5,6", 0]);
    expect(ids(0, { keyId: "even" })).toEqual(["2,4,6", 0]);
    expect(ids(0, {}, 2)).toEqual(["5,6", 4]);
    expect(ids(6)).toEqual(["", 0]);
  });

  it("counts what was answered, and what of it stayed here", () => {
    const log = auditLog().open();
    void log.append(event(1));
    void log.append(event(2, { local: true }));
    void log.append(event(3, { outcome: "cached", local: false }));
    void log.append(event(4, { outcome: "failed", status: 502 }));
    expect(log.countSince(second(2))).toEqual({
      requests: 3,
      answered: 2,
      cachedOrLocal: 2,
    });
  });

  it("is read whole while it grows", () => {
    const log = auditLog().open();
    for (let index = 0; index < 1_500; index += 1)
      void log.append(event(index));
    const read: string[] = [];
    for (const { requestId } of log.readAll({ since: second(500) })) {
      if (read.length === 0) void log.append(event(2_000));
      read.push(requestId);
    }
    expect([read.length, read[0], read.at(-1)]).toEqual([
      1_001,
      "r500",
      "r2000",
    ]);
  });

  it("forgets what is old", () => {
    const log = auditLog().open();
    for (let index = 0; index < 5; index += 1) void log.append(event(index));
    expect(log.purge(second(3))).toBe(3);
    expect(log.list({ offset: 0, limit: 10 }).total).toBe(2);
  });

  it("is not copied each week: it would only grow in copies", () => {
    const { path, open } = auditLog();
    open().close();
    open().close();
    expect(readdirSync(join(path, ".."))).toEqual(["audit.db"]);
  });

  it("does not open with another key", () => {
    const { path, clock, open } = auditLog();
    open().close();
    expect(() => openAuditLog({ path, clock, key: randomBytes(32) })).toThrow(
      expect.objectContaining({ code: "store-locked", data: { path } }),
    );
  });
});
