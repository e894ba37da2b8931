import { stringOf, type JsonObject } from "../json.ts";
import {
  geminiFormat,
  unwrapDetail,
  wrapDetail,
} from "../reasoning-details.ts";

/** `id` of an entry whose signature stands on a text part, not on a call or on the thought itself. */
export const onText = "text";

/** A `thoughtSignature` as a neutral entry; `id` says which part it stood on. */
export function readSignature(signature: string, id?: string): JsonObject {
  return (
    unwrapDetail(signature) ?? {
      type: "reasoning.encrypted",
      data: signature,
      format: geminiFormat,
      ...(id === undefined ? {} : { id }),
    }
  );
}

export function isGemini(detail: JsonObject): boolean {
  return detail.format === geminiFormat && typeof detail.data === "string";
}

export function writeSignature(detail: JsonObject): string {
  return isGemini(detail) ? (stringOf(detail.data) ?? "") : wrapDetail(detail);
}
