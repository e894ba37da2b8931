import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";

const hidden = "[hidden]";
/** Keys as providers write them, also when an upstream quotes part of one. */
const keyLike =
  /\b(?:sk|pk|rk|gsk|xai|key|mdk)[-_][\w*.…-]{8,}|\bAIza[\w-]{16,}|\bBearer\s+\S+/gi;

/** The same error without anything that is, or looks like, a key. */
export function redactError(
  error: AppError,
  key: string | undefined,
): AppError {
  const json = redactJson(error.toJSON(), key);
  return new AppError(json.code, { ...json, cause: error.cause });
}

export function redactJson(
  error: ErrorJson,
  key: string | undefined,
): ErrorJson {
  const clean = (text: string) => redactText(text, key);
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

function redactText(text: string, key: string | undefined): string {
  const withoutOwn = key ? text.replaceAll(key, hidden) : text;
  return withoutOwn.replaceAll(keyLike, hidden);
}
