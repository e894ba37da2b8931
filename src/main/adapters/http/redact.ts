import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";

const hidden = "[hidden]";
/** Keys as providers write them, also when an upstream quotes part of one. */
const keyLike =
  /\b(?:sk|pk|rk|gsk|csk|xai|hf|fw|tgp|pplx|nvapi|key|mdk)[-_][\w*.…-]{8,}|\b(?:AIza|AQ\.)[\w-]{16,}|\bBearer\s+\S+/gi;

/** The same error without any of these secrets, and without anything that looks like a key. */
export function redactError(
  error: AppError,
  secrets: readonly string[],
): AppError {
  const json = redactJson(error.toJSON(), secrets);
  return new AppError(json.code, { ...json, cause: error.cause });
}

function redactJson(error: ErrorJson, secrets: readonly string[]): ErrorJson {
  const clean = (text: string) => redactText(text, secrets);
  const data = Object.entries(error.data).map(([name, value]) => {
    if (typeof value === "string") return [name, clean(value)];
    return [name, Array.isArray(value) ? value.map(clean) : value];
  });
  return {
    ...error,
    message: clean(error.message),
    data: Object.fromEntries(data) as ErrorJson["data"],
  };
}

function redactText(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== "")
    .reduce((rest, secret) => rest.replaceAll(asWritten(secret), hidden), text)
    .replaceAll(keyLike, hidden);
}

/** Shorter ones are words that local servers are given for want of a key: `x`, `none`, `test`. */
const leastSecretLength = 6;

/** Such a word is hidden where it stands by itself, and not in the midst of another. */
function asWritten(secret: string): string | RegExp {
  if (secret.length >= leastSecretLength) return secret;
  const literal = secret.replaceAll(/[^\w]/g, "\\$&");
  return new RegExp(`(?<!\\w)${literal}(?!\\w)`, "g");
}
