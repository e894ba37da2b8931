import type { DialectFrame } from "../dialect.ts";
import { arrayOf, isObject, stringOf, type JsonObject } from "../json.ts";

/** What grows in a part of a message, by the part's type. */
const growing: Readonly<Record<string, "text" | "refusal" | undefined>> = {
  output_text: "text",
  refusal: "refusal",
};

/** A response that came whole as the frames of a stream: its items as they are, what they say in one piece. */
export function wholeAsFrames(whole: JsonObject): readonly DialectFrame[] {
  const frames: DialectFrame[] = [];
  const tell = (type: string, fields: JsonObject) =>
    frames.push({
      event: type,
      data: JSON.stringify({ type, sequence_number: frames.length, ...fields }),
    });
  const response = { ...whole, status: "in_progress", output: [], usage: null };
  tell("response.created", { response });
  tell("response.in_progress", { response });
  arrayOf(whole["output"])
    .filter(isObject)
    .forEach((item, index) => {
      const isMessage = item["type"] === "message";
      const place = { output_index: index };
      const begun = { ...item, ...(isMessage && { content: [] }) };
      tell("response.output_item.added", { ...place, item: begun });
      if (isMessage) tellParts(item, place, tell);
      tell("response.output_item.done", { ...place, item });
    });
  const isCut = whole["status"] === "incomplete";
  tell(isCut ? "response.incomplete" : "response.completed", {
    response: whole,
  });
  return frames;
}

function tellParts(
  { id, content }: JsonObject,
  place: JsonObject,
  tell: (type: string, fields: JsonObject) => void,
): void {
  arrayOf(content)
    .filter(isObject)
    .forEach((part, index) => {
      const at = { item_id: id, ...place, content_index: index };
      const type = stringOf(part["type"]) ?? "";
      const field = Object.hasOwn(growing, type) ? growing[type] : undefined;
      const begun = field === undefined ? part : { ...part, [field]: "" };
      tell("response.content_part.added", { ...at, part: begun });
      if (field !== undefined) {
        const said = part[field];
        const name = field === "text" ? "output_text" : field;
        tell(`response.${name}.delta`, { ...at, delta: said });
        tell(`response.${name}.done`, { ...at, [field]: said });
      }
      tell("response.content_part.done", { ...at, part });
    });
}
