import type { ReasoningPart } from "#shared/chat/message.ts";
import {
  arrayOf,
  filledString,
  isObject,
  stringOf,
  type JsonObject,
} from "../json.ts";
import {
  joinReasoningDetails,
  unwrapDetail,
  wrapDetail,
} from "../reasoning-details.ts";

/** Format of reasoning that only OpenAI can read. */
export const responsesFormat = "openai-responses-v1";

/**
 * A `reasoning` item as a neutral part; entries of one item share its id. The item itself stays beside
 * them, for OpenAI alone.
 */
export function readReasoningItem(item: JsonObject): ReasoningPart {
  const sealed = filledString(item.encrypted_content);
  const foreign = sealed === undefined ? undefined : unwrapDetail(sealed);
  const summaries = textsOf(item.summary);
  const thoughts = textsOf(item.content);
  const text = (thoughts.length > 0 ? thoughts : summaries).join("\n\n");
  if (foreign)
    return { type: "reasoning", text, details: [...arrayOf(foreign.details)] };
  const details = [...detailsOf(item)];
  return { type: "reasoning", text, details, extra: { $wire: item } };
}

/** The entries of one item, those of an empty one too: its id is all that some upstreams need. */
function detailsOf(item: JsonObject): readonly JsonObject[] {
  const same = { id: item.id, format: responsesFormat };
  const sealed = filledString(item.encrypted_content);
  const details: JsonObject[] = [
    ...textsOf(item.summary).map((summary, index) => {
      return { type: "reasoning.summary", summary, ...same, index };
    }),
    ...textsOf(item.content).map((text, index) => {
      return { type: "reasoning.text", text, ...same, index };
    }),
    ...(sealed === undefined
      ? []
      : [{ type: "reasoning.encrypted", data: sealed, ...same }]),
  ];
  return details.length > 0
    ? details
    : [{ type: "reasoning.summary", summary: "", ...same }];
}

function textsOf(pieces: unknown): readonly string[] {
  return arrayOf(pieces)
    .filter(isObject)
    .map((piece) => stringOf(piece.text) ?? "");
}

/** OpenAI's own reasoning as the items it was; another maker's means nothing to it. */
export function writeReasoningItems(
  part: ReasoningPart,
): readonly JsonObject[] {
  const byId = new Map<unknown, JsonObject[]>();
  for (const detail of joinReasoningDetails(part.details ?? []))
    if (isObject(detail) && detail.format === responsesFormat) {
      const others = byId.get(detail.id);
      if (others === undefined) byId.set(detail.id, [detail]);
      else others.push(detail);
    }
  return [...byId].map(([id, details]) => reasoningItem(id, details));
}

function reasoningItem(
  id: unknown,
  details: readonly JsonObject[],
): JsonObject {
  const pick = (type: string, key: string) =>
    details.flatMap((detail) => {
      const text = detail.type === type ? filledString(detail[key]) : undefined;
      return text === undefined ? [] : [text];
    });
  const content = pick("reasoning.text", "text");
  const [sealed] = pick("reasoning.encrypted", "data");
  return {
    type: "reasoning",
    ...(id === undefined ? {} : { id }),
    summary: pick("reasoning.summary", "summary").map((text) => {
      return { type: "summary_text", text };
    }),
    ...(content.length > 0
      ? { content: content.map((text) => ({ type: "reasoning_text", text })) }
      : {}),
    ...(sealed === undefined ? {} : { encrypted_content: sealed }),
  };
}

/** Signed reasoning of any maker as the opaque text that a client gives back unread. */
export function sealDetails(details: readonly unknown[]): string | undefined {
  const joined = joinReasoningDetails(details).filter(isObject);
  const own = joined.find(
    ({ type, format }) =>
      type === "reasoning.encrypted" && format === responsesFormat,
  );
  if (own) return stringOf(own.data);
  const isSigned = joined.some(
    ({ type, signature }) => type === "reasoning.encrypted" || signature,
  );
  return isSigned ? wrapDetail({ details: joined }) : undefined;
}
