import { isObject, type JsonObject } from "#main/dialects/json.ts";
import type { ArgumentTags } from "../argument-tags.ts";
import type { ValueNotation } from "../value-notation.ts";

/** How a model writes calls of functions: the texts around their names and arguments, some signs free. */
export interface CallSyntax {
  /** Before the first call's name. */
  readonly open: string;
  /** Between a name and its arguments. */
  readonly between: string;
  /** After the last call's arguments. */
  readonly close: string;
  /** Between a call's arguments and the next one's name; absent where a reply has one call at most. */
  readonly next?: string;
  /** The beginning of `open` by which a call is told from plain text. */
  readonly trigger: string;
  /** The end of `open`, by which a call is told as well whose beginning a model leaves out. */
  readonly lateTrigger?: string;
  /** The trigger is not the model's own sign: it counts only at the very beginning. */
  readonly isPlainText: boolean;
  /** Calls begin in the header of a message, which tells them from any text. */
  readonly inHeader?: true;
  /** What stands around each argument; absent, as `notation`, where all of them are one JSON object. */
  readonly tags?: ArgumentTags;
  /** How arguments and their values are written, where that is not JSON. */
  readonly notation?: ValueNotation;
}

/** What a template's own way to write calls takes as arguments. */
export interface NativeCalls extends CallSyntax {
  readonly argumentsAs: "object" | "text";
  /** Results are fields of the message with the calls, and what was said beside them would follow them. */
  readonly hasResultsWithin?: true;
  /** The template writes no calls: they are in its messages' text. */
  readonly isInText?: true;
}

/** A function as templates know it. */
export function offeredAs(
  name: string,
  parameters: unknown,
  description?: string,
): unknown {
  return {
    type: "function",
    function: {
      name,
      // Templates write it out unasked.
      description: description ?? "",
      // Some close a bracket only after it.
      parameters: isTypeless(parameters)
        ? { type: "object", ...parameters }
        : parameters,
    },
  };
}

function isTypeless(parameters: unknown): parameters is JsonObject {
  return (
    isObject(parameters) &&
    parameters.properties !== undefined &&
    parameters.type === undefined
  );
}
