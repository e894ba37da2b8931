import {
  arrayOf,
  filledString,
  isObject,
  stringOf,
  type JsonObject,
} from "../json.ts";

export interface ListedInput {
  /** Id of the reply that the input is for. */
  readonly reply: string;
  /** What was said before it, listed already. */
  readonly before: readonly JsonObject[];
}

/** A checked `input` as the items of a list, oldest first: each with an id of its own, texts as pieces. */
export function listedItems(
  input: unknown,
  { reply, before }: ListedInput,
): readonly JsonObject[] {
  const given =
    typeof input === "string"
      ? [{ role: "user", content: input }]
      : arrayOf(input).filter(isObject);
  const taken = new Set(before.map(({ id }) => id));
  const own = given.map((item, index) => {
    const listed = listedItem(item);
    const made = `${prefixOf(listed)}_${reply.replace(/^resp_/, "")}_in_${index}`;
    const told = filledString(item["id"]);
    const id = told === undefined || taken.has(told) ? made : told;
    taken.add(id);
    return { ...listed, id };
  });
  return [...before, ...own];
}

function listedItem(item: JsonObject): JsonObject {
  if ((item["type"] ?? "message") !== "message") return item;
  const { content } = item;
  const text = stringOf(content);
  return {
    status: "completed",
    ...item,
    type: "message",
    content: text === undefined ? content : [piece(item["role"], text)],
  };
}

function piece(role: unknown, text: string): JsonObject {
  return role === "assistant"
    ? { type: "output_text", text, annotations: [] }
    : { type: "input_text", text };
}

const prefixes: Readonly<Record<string, string>> = {
  message: "msg",
  reasoning: "rs",
  function_call: "fc",
  function_call_output: "fco",
  custom_tool_call: "ctc",
  custom_tool_call_output: "ctco",
};

function prefixOf({ type }: JsonObject): string {
  const isKnown = typeof type === "string" && Object.hasOwn(prefixes, type);
  return (isKnown && prefixes[type]) || "item";
}
