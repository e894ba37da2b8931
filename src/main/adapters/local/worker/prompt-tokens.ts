import type { LlamaModel, Token } from "node-llama-cpp";
import type { PromptPiece } from "./guarded-text.ts";

/** Of a model, what tokens are made with. */
type Tokens = Pick<
  LlamaModel,
  "tokenize" | "detokenize" | "getTokenAttributes"
>;

/** What templates tell parts of a prompt apart by looks like this; words and white space do not. */
const signForm = /^(?:[<[\]{].*[\p{L}\p{N}]|<\|.+\|>$)/u;

/** The tokens of a prompt: what people wrote becomes no sign that its template knows. */
export function promptTokens(
  model: Tokens,
  pieces: readonly PromptPiece[],
  isKnown: (sign: string) => boolean,
): Token[] {
  const isSign = (text: string) => signForm.test(text) && isKnown(text);
  const tokens: Token[] = [];
  for (const { text, control } of joined(pieces)) {
    // Within a prompt, no space is put before a piece.
    const options = tokens.length > 0 ? "trimLeadingSpace" : undefined;
    const own = control
      ? model.tokenize(text, true, options)
      : spelledOut({ model, isSign }, text, options);
    for (const token of own) tokens.push(token);
  }
  return tokens;
}

/**
 * llama.cpp keeps control tokens out of a text, but not those that a model's file defines itself, such as
 * `<tool_call>` or `<|start|>`.
 */
function spelledOut(
  by: { readonly model: Tokens; readonly isSign: (text: string) => boolean },
  text: string,
  options?: "trimLeadingSpace",
): Token[] {
  const { model, isSign } = by;
  const tokens = model.tokenize(text, false, options);
  const signs = new Set(
    tokens
      .filter((token) => model.getTokenAttributes(token).userDefined)
      .map((token) => model.detokenize([token], true))
      .filter((own) => isSign(own) && text.includes(own)),
  );
  if (signs.size === 0) return tokens;
  return splitWithin(text, signs).flatMap((part, i) =>
    spelledOut(by, part, i === 0 ? options : "trimLeadingSpace"),
  );
}

/** A text cut after the first sign of each of these. */
function splitWithin(text: string, signs: Iterable<string>): readonly string[] {
  let parts: readonly string[] = [text];
  for (const own of signs) {
    const [first = "", ...rest] = own;
    parts = parts.flatMap((part) =>
      part.split(own).map((between, i, all) => {
        const before = i === 0 ? "" : rest.join("");
        const after = i === all.length - 1 ? "" : first;
        return before + between + after;
      }),
    );
  }
  return parts;
}

function joined(pieces: readonly PromptPiece[]): readonly PromptPiece[] {
  const all: PromptPiece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (last?.control === piece.control)
      all[all.length - 1] = { ...last, text: last.text + piece.text };
    else if (piece.text !== "") all.push(piece);
  }
  return all;
}
