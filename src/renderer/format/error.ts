import type { ErrorJson } from "#shared/errors/app-error.ts";
import {
  errorActions,
  type ErrorAction,
} from "#renderer/messages/en/errors.ts";
import { isMessageKey, t } from "#renderer/messages/t.ts";

export interface ErrorNames {
  /** How a person calls the instance, e.g. `OpenRouter`. */
  readonly instance?: string | undefined;
  readonly model?: string | undefined;
}

export interface DescribedError {
  readonly sentence: string;
  /** Best first. */
  readonly actions: readonly ErrorAction[];
  /** Seconds until trying again makes sense, where the upstream said so. */
  readonly waitSeconds?: number;
  /** The upstream's own words, for the folded details. */
  readonly detail?: string;
}

/** What a person is told about a failure: derived from code and data, never from the message. */
export function describeError(
  error: ErrorJson,
  names: ErrorNames = {},
): DescribedError {
  const { data } = error;
  const waitSeconds =
    typeof data["retryAfterMs"] === "number"
      ? Math.ceil(data["retryAfterMs"] / 1_000)
      : undefined;
  const values = {
    instance:
      names.instance ?? text(data["instance"]) ?? t("errors.words.instance"),
    model: names.model ?? text(data["model"]) ?? t("errors.words.model"),
    path: text(data["path"]) ?? t("errors.words.path"),
    parameter: text(data["parameter"]) ?? t("errors.words.parameter"),
    seconds: waitSeconds ?? 0,
    stopped: data["stopped"] === true ? "yes" : "no",
  };
  const detail = text(data["upstreamMessage"]) ?? text(error.message);
  return {
    sentence: beginning(sentenceOf(`errors.${error.code}`, values)),
    actions: errorActions[error.code],
    ...(waitSeconds === undefined ? {} : { waitSeconds }),
    ...(detail === undefined || detail === error.code ? {} : { detail }),
  };
}

function sentenceOf(
  key: string,
  values: Readonly<Record<string, string | number>>,
): string {
  if (!isMessageKey(key)) return key;
  // Which of the values a sentence names differs by code; unused ones do no harm.
  return (t as (key: string, values: object) => string)(key, values);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A sentence that begins with one of our own words begins with a capital; a name stays as it is. */
function beginning(sentence: string): string {
  const ownWord = [t("errors.words.model"), t("errors.words.path")].some(
    (word) => sentence.startsWith(word),
  );
  return ownWord
    ? sentence.charAt(0).toLocaleUpperCase() + sentence.slice(1)
    : sentence;
}
