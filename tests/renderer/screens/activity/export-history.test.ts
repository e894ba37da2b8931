import { expect, it } from "vitest";
import { csvOf } from "#renderer/screens/activity/export-history.ts";

// Spreadsheets and scripts add these up: no rounding, no powers of ten, no formulas.
it("writes plain figures, dollars to the billionth", () => {
  const sums = {
    requests: 1_234,
    failed: 1,
    cached: 2,
    costNanoUsd: 1_000_000_001,
    savedNanoUsd: 1,
    savedMs: 12.6,
    inputTokens: 3,
    outputTokens: 4,
  };
  expect(
    csvOf({
      first: "model",
      rows: [
        ["=cmd", sums],
        ['a,"b"', { ...sums, firstTokenP50Ms: 5, firstTokenP95Ms: 6.5 }],
      ],
    }).split("\r\n"),
  ).toEqual([
    "model,requests,from_cache,failed,input_tokens,output_tokens,cost_usd,saved_usd,saved_ms,first_token_p50_ms,first_token_p95_ms",
    "'=cmd,1234,2,1,3,4,1.000000001,0.000000001,13,,",
    '"a,""b""",1234,2,1,3,4,1.000000001,0.000000001,13,5,6.5',
    "",
  ]);
});
