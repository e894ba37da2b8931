import type { ErrorJson } from "#shared/errors/app-error.ts";
import { stringOf } from "#main/dialects/json.ts";
import {
  fieldName,
  neutralName,
  ownName,
  type FieldNames,
  type Places,
} from "#main/dialects/own-names.ts";
import { dialects } from "#main/dialects/table.ts";

export interface CallersWords {
  /** Name of the wire format whose own words these are. */
  readonly dialect: string | undefined;
  readonly fields: FieldNames;
  readonly places: Places | undefined;
}

const nowhere: Places = { messages: [], tools: [] };
/** A name that counts: where in a list something stands. */
const counting = /\[|[./]\d/;

/** An error that names a parameter as its caller wrote it, in its sentence as well. */
export function inCallersWords(
  error: ErrorJson,
  words: CallersWords,
): ErrorJson {
  const parameter = stringOf(error.data.parameter);
  if (parameter === undefined) return error;
  const theirs = stringOf(error.data.dialect);
  if (theirs !== undefined) return ofUpstream(error, parameter, words);
  const { fields, places = nowhere } = words;
  const own = ownName(parameter, fields, places);
  if (own === parameter) return error;
  return {
    ...error,
    data: { ...error.data, parameter: own },
    message: error.message
      .replaceAll(`\`${parameter}\``, `\`${own}\``)
      .replaceAll(`“${parameter}”`, `“${own}”`),
  };
}

/** Its sentence is the upstream's, and stays. */
function ofUpstream(
  error: ErrorJson,
  parameter: string,
  { dialect, fields, places }: CallersWords,
): ErrorJson {
  const { dialect: theirs, parameter: _, ...others } = error.data;
  const isSame = theirs === dialect;
  // It counts the messages and tools that it was sent, which are not always the caller's.
  if (counting.test(parameter) && (!isSame || places?.hasEarlier === true))
    return { ...error, data: others };
  if (isSame) return error;
  const told = Object.values(dialects).find(({ name }) => name === theirs);
  const name = fieldName(
    neutralName(parameter, told?.fieldNames ?? {}),
    fields,
  );
  return { ...error, data: { ...error.data, parameter: name } };
}
