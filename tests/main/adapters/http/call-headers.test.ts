import { expect, test } from "vitest";
import { CallHeaders } from "#main/adapters/http/call-headers.ts";

const manners = { headers: {}, keyHeaders: () => ({}) };

test.each(["anthropic-beta", "Anthropic-Beta"])(
  "features that a call names stand beside those that the instance is set to (%s)",
  (name) => {
    const headers = { [name]: "set-1", "x-team": "t" };
    const calls = new CallHeaders(
      { apiKey: () => undefined, headers },
      manners,
    );
    const of = (betas?: string) =>
      calls.of({
        body: {},
        ...(betas && { headers: { "anthropic-beta": betas } }),
      });
    expect(of("asked-1")).toMatchObject({
      "anthropic-beta": "asked-1,set-1",
      "x-team": "t",
    });
    expect(of("asked-1")).toBe(of("asked-1"));
    expect(of("asked-2")).toMatchObject({ "anthropic-beta": "asked-2,set-1" });
    expect(of()).toMatchObject({ [name]: "set-1" });
  },
);
