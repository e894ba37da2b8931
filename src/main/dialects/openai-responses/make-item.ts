import type { Part } from "#shared/chat/message.ts";
import type { ServeOptions } from "../dialect.ts";
import { callForms } from "./call-forms.ts";
import { CallItem } from "./call-item.ts";
import {
  SpokenItem,
  type Emit,
  type OutputItem,
  type SpokenKind,
} from "./output-item.ts";

/** The reply that an item is of, and its position there. */
interface Place {
  readonly options: ServeOptions;
  readonly index: number;
}

const prefixes: Readonly<Record<SpokenKind, string>> = {
  message: "msg",
  reasoning: "rs",
};

function itemId(prefix: string, { options, index }: Place): string {
  return `${prefix}_${options.id.replace(/^resp_/, "")}_${index}`;
}

export function spokenItem(
  kind: SpokenKind,
  place: Place,
  emit: Emit,
): SpokenItem {
  const id = itemId(prefixes[kind], place);
  return new SpokenItem({ kind, id, index: place.index }, emit);
}

/** By the name and in the form that the client knows the tool by. */
export function callItem(
  { id: callId, name }: { readonly id: string; readonly name: string },
  place: Place,
  emit: Emit,
): CallItem {
  const form = "function";
  const tool = place.options.called?.get(name) ?? { form, name };
  const call = { callId, tool };
  const id = itemId(callForms[tool.form].prefix, place);
  return new CallItem({ kind: "call", id, index: place.index }, call, emit);
}

const silent: Emit = () => ({ data: "" });

/** A part of a reply that is there already; undefined where the client has no item for it. */
export function wholeItem(part: Part, place: Place): OutputItem | undefined {
  const item = filledItem(part, place);
  item?.close();
  return item;
}

function filledItem(part: Part, place: Place): OutputItem | undefined {
  const spoken = (kind: SpokenKind, text: string) => {
    const item = spokenItem(kind, place, silent);
    item.add(text);
    return item;
  };
  if (part.type === "text") return spoken("message", part.text);
  if (part.type === "reasoning") {
    const item = spoken("reasoning", part.text);
    item.keep(part.details ?? []);
    return item;
  }
  if (part.type === "image" && part.source.type === "base64")
    return spoken("message", imageText(part.mediaType, part.source.data));
  if (part.type !== "tool-call") return undefined;
  const item = callItem(part, place, silent);
  item.add(part.arguments);
  return item;
}

export function imageText(mediaType: string, data: string): string {
  return `![image](data:${mediaType};base64,${data})`;
}
