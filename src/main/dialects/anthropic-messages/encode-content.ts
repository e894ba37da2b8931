import { callArguments } from "../call-arguments.ts";
import type {
  ImagePart,
  Part,
  TextPart,
  ToolResultPart,
} from "#shared/chat/message.ts";
import { assertNever } from "#shared/errors/app-error.ts";
import { unsupported } from "../check-wire.ts";
import { fencedFile } from "../fenced-file.ts";
import type { ExtraWriter } from "../foreign-extra.ts";
import { foreignType } from "../foreign-part.ts";
import { defined, objectOf, type JsonObject } from "../json.ts";
import { thinkingBlocks } from "./thinking.ts";
import { toolId } from "./tool-ids.ts";

/** What both sides of a translation call by the same name. */
export const carried = ["cache_control"] as const;

/** One part as blocks; `at` names the message in errors. Empty text is refused upstream, so it goes. */
export function encodePart(
  part: Part,
  extras: ExtraWriter,
  at: string,
): readonly JsonObject[] {
  switch (part.type) {
    case "text":
      return encodeText(part, extras, at);
    case "image":
      return [encodeImage(part, extras, at)];
    case "file":
      return [{ type: "text", text: fencedFile(part) }];
    case "reasoning":
      return thinkingBlocks(part);
    case "tool-call":
      return [
        {
          type: "tool_use",
          id: toolId(part.id),
          name: part.name,
          input: callArguments(part.arguments),
          ...extras.fields(part.extra, at, carried),
        },
      ];
    case "tool-result":
      return [encodeToolResult(part, extras, at)];
    default:
      return assertNever(part);
  }
}

export function encodeText(
  part: TextPart,
  extras: ExtraWriter,
  at: string,
): readonly JsonObject[] {
  const foreign = foreignType(part);
  if (foreign === undefined) {
    if (part.text === "") return [];
    const extra = extras.fields(part.extra, at, carried);
    return [{ type: "text", text: part.text, ...extra }];
  }
  if (extras.isOwn) return [{ ...part.extra }];
  throw unsupported(
    `${at}.content`,
    `a part of type ${foreign} cannot be expressed here`,
  );
}

function encodeImage(
  part: ImagePart,
  extras: ExtraWriter,
  at: string,
): JsonObject {
  const source =
    part.source.type === "url"
      ? { type: "url", url: part.source.url }
      : {
          type: "base64",
          media_type: part.mediaType,
          data: part.source.data,
        };
  const { source: more, ...extra } = extras.fields(part.extra, at, carried);
  return { type: "image", source: { ...source, ...objectOf(more) }, ...extra };
}

function encodeToolResult(
  part: ToolResultPart,
  extras: ExtraWriter,
  at: string,
): JsonObject {
  const blocks = part.content.flatMap((inner) => encodePart(inner, extras, at));
  const [first] = blocks;
  const { type, text, ...more } = first ?? {};
  const isPlain =
    blocks.length === 1 && type === "text" && Object.keys(more).length === 0;
  return {
    type: "tool_result",
    tool_use_id: toolId(part.callId),
    content: isPlain ? text : blocks,
    ...defined({ is_error: part.isError }),
    ...extras.fields(part.extra, at, carried),
  };
}
