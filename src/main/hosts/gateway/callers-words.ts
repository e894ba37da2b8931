import type { ErrorJson } from "#shared/errors/app-error.ts";
import { stringOf } from "#main/dialects/json.ts";
import {
  fieldName,
  ownName,
  type FieldNames,
  type Places,
} from "#main/dialects/own-names.ts";

export interface CallersWords {
  /** Name of the wire format whose own words these are. */
  readonly dialect: string | undefined;
  readonly fields: FieldNames;
  readonly places: Places | undefined;
}

/** Only upstreams that speak it name parameters. */
const chat = "openai-chat";
const nowhere: Places = { messages: [], tools: [] };

/** An error that names a parameter as its caller wrote it, in its sentence as well. */
export function inCallersWords(
  error: ErrorJson,
  { dialect, fields, places = nowhere }: CallersWords,
): ErrorJson {
  const { data } = error;
  const parameter = stringOf(data.parameter);
  if (parameter === undefined) return error;
  const isUpstreams = data.status !== undefined;
  if (isUpstreams && parameter.includes("[") && dialect !== chat) {
    // It counts the messages and tools that it was sent, which are not the caller's.
    const { parameter: _, ...others } = data;
    return { ...error, data: others };
  }
  const own = isUpstreams
    ? fieldName(parameter, fields)
    : ownName(parameter, fields, places);
  if (own === parameter) return error;
  return {
    ...error,
    data: { ...data, parameter: own },
    message: isUpstreams
      ? error.message
      : error.message
          .replaceAll(`\`${parameter}\``, `\`${own}\``)
          .replaceAll(`“${parameter}”`, `“${own}”`),
  };
}
