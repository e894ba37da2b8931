import type { ImagePart, TextPart } from "#shared/chat/message.ts";
import { invalidRequest } from "../check-wire.ts";
import { readDataUrl } from "../data-url.ts";
import { foreignPart } from "../foreign-part.ts";
import { extraOf, present } from "../json.ts";
import type { WirePiece } from "./wire-schema.ts";

export function parseContent(
  content: string | readonly WirePiece[],
  at: string,
): (TextPart | ImagePart)[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return content.map((piece, i) => parsePiece(piece, `${at}[${i}]`));
}

function parsePiece(piece: WirePiece, at: string): TextPart | ImagePart {
  const { type, text, image_url, ...rest } = piece;
  if (type === "input_text" || type === "output_text") {
    if (typeof text !== "string")
      throw invalidRequest(`${at}.text`, "is missing");
    return { type: "text", text, ...extraOf(present(rest)) };
  }
  if (type !== "input_image" || !image_url) return foreignPart(piece);
  const { detail, ...others } = present(rest);
  const inline = readDataUrl(image_url);
  return {
    type: "image",
    mediaType: inline?.mediaType ?? "image/*",
    source: inline
      ? { type: "base64", data: inline.data }
      : { type: "url", url: image_url },
    ...extraOf({
      ...others,
      ...(detail === undefined ? {} : { detail }),
    }),
  };
}
