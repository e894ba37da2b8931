import { expect, test } from "vitest";
import { AppError } from "#shared/errors/app-error.ts";
import { redactError } from "#main/adapters/http/redact.ts";

function redacted(message: string, secret: string, parameter = "model") {
  const data = { parameter };
  const error = new AppError("invalid-request", { message, data });
  const { message: told, data: kept } = redactError(error, [secret]).toJSON();
  return { told, parameter: kept["parameter"] };
}

test("a key is hidden wherever it stands", () => {
  const secret = "canary-0123456789";
  expect(redacted(`Bad key:${secret}x`, secret).told).toBe("Bad key:[hidden]x");
});

test("a word that stands for a key is hidden by itself, and leaves others whole", () => {
  expect(redacted("Incorrect API key: x.", "x").told).toBe(
    "Incorrect API key: [hidden].",
  );
  expect(redacted("`max_tokens` is too large.", "x", "max_tokens")).toEqual({
    told: "`max_tokens` is too large.",
    parameter: "max_tokens",
  });
  expect(redacted("Use the latest model, not (te+t).", "te+t").told).toBe(
    "Use the latest model, not ([hidden]).",
  );
});
