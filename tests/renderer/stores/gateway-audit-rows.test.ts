import { describe, expect, test } from "vitest";
import type { AuditEventView } from "#shared/gateway/audit.ts";
import {
  auditEventAt,
  auditPageSize,
  auditRowCount,
  missingAuditPages,
  noAuditRows,
  receiveAuditEvents,
  releaseAuditEvents,
  waitingAuditEvents,
  withAuditPage,
  type AuditRows,
} from "#renderer/stores/gateway-audit-rows.ts";

const event = (id: number): AuditEventView => ({
  id,
  requestId: `request-${id}`,
  time: new Date(id * 1_000).toISOString(),
  client: "127.0.0.1",
  route: "POST /v1/chat/completions",
  fallback: false,
  attempts: 1,
  status: 200,
  outcome: "ok",
  durationMs: 1,
});
/** Newest first, from `newest` on. */
const page = (newest: number, count = auditPageSize) =>
  Array.from({ length: count }, (_, index) => event(newest - index));
const opened: AuditRows = {
  ...noAuditRows,
  upTo: 1_000,
  total: 250,
  pages: new Map([[0, page(1_000)]]),
};
const ids = (rows: AuditRows, count: number) =>
  Array.from({ length: count }, (_, index) => auditEventAt(rows, index)?.id);

describe("the audit's list", () => {
  test("stands still while events come, until they are asked for", () => {
    const later = receiveAuditEvents(opened, [event(1_001), event(1_002)], 0);
    expect(ids(later, 3)).toEqual([1_000, 999, 998]);
    expect(waitingAuditEvents(later)).toBe(2);
    const released = releaseAuditEvents(later);
    expect(released && ids(released, 4)).toEqual([1_002, 1_001, 1_000, 999]);
    expect(released && auditRowCount(released)).toBe(252);
  });

  test("shows no event twice, whichever way it came", () => {
    const twice = receiveAuditEvents(
      receiveAuditEvents(opened, [event(1_000), event(1_001)], 0),
      [event(1_001), event(1_002)],
      0,
    );
    expect(twice.held.map(({ id }) => id)).toEqual([1_002, 1_001]);
  });

  test("asks for the pages that rows need, below what came since", () => {
    const released = releaseAuditEvents(
      receiveAuditEvents(opened, [event(1_001)], 0),
    );
    expect(missingAuditPages(opened, 0, 99)).toEqual([]);
    expect(missingAuditPages(opened, 90, 230)).toEqual([1, 2]);
    expect(released && missingAuditPages(released, 90, 100)).toEqual([]);
    // Past the end there is nothing to ask for.
    expect(missingAuditPages(opened, 240, 400)).toEqual([2]);
  });

  test("is read anew where events were missed, rather than with a gap", () => {
    const missed = receiveAuditEvents(opened, [event(1_500)], 400);
    expect(waitingAuditEvents(missed)).toBe(401);
    expect(releaseAuditEvents(missed)).toBeUndefined();
    const flood = receiveAuditEvents(
      opened,
      page(9_000, 3_000).toReversed(),
      0,
    );
    expect(flood.held).toHaveLength(1_000);
    expect(waitingAuditEvents(flood)).toBe(3_000);
    expect(releaseAuditEvents(flood)).toBeUndefined();
  });

  test("past a capped total it goes on until a page turns out short", () => {
    const capped = { ...opened, total: 10_000, totalIsCapped: true };
    expect(auditRowCount(capped)).toBe(10_000);
    const further = withAuditPage(capped, 99, page(800));
    expect(auditRowCount(further)).toBe(10_100);
    const end = withAuditPage(further, 100, page(700, 30));
    expect(auditRowCount(end)).toBe(10_030);
  });
});
