import {
  LlamaGrammarEvaluationState,
  type LlamaGrammar,
  type Token,
} from "node-llama-cpp";
import { AppError } from "#shared/errors/app-error.ts";
import { GrammarTooLarge } from "../gbnf.ts";
import { toGrammarSchema } from "../json-schema.ts";
import type { Prompt } from "../protocol.ts";
import { SchemaRefusal } from "../schema-words.ts";
import type { BuiltPrompt } from "./build-prompt.ts";
import { callPlan, type CallPlan } from "./call-grammar.ts";
import { fixedTexts } from "./call-signs.ts";
import { signs } from "./harmony.ts";
import type { LoadedModel } from "./load-model.ts";

/** What holds a reply, from where on. A thought is free. */
export interface OutputGrammar {
  readonly plan?: CallPlan;
  /** Of the reply's beginning; absent where it is free. */
  start(): LlamaGrammarEvaluationState | undefined;
  /** Of what follows a thought, or in `may` the sign that calls begin with. */
  next(): LlamaGrammarEvaluationState | undefined;
}

/** Throws AppError `unsupported-parameter` for what no grammar can hold. */
export async function outputGrammar(
  loaded: LoadedModel,
  prompt: Prompt,
  built: BuiltPrompt,
): Promise<OutputGrammar> {
  const { model } = loaded;
  const state = (grammar: LlamaGrammar | undefined) =>
    grammar && new LlamaGrammarEvaluationState({ model, grammar });
  const { tools, jsonSchema } = prompt;
  const { thought, calls } = built;
  const inChannels = thought?.inChannel === true;
  if (!tools || !calls) {
    const grammar = jsonSchema && (await jsonGrammar(loaded, jsonSchema));
    return {
      // A header comes first, and may be a thought's.
      start: () => (inChannels ? undefined : state(grammar)),
      next: () => state(grammar),
    };
  }
  const mayThink = thought && !thought.open && prompt.thinking !== false;
  const plan = planned(() =>
    callPlan(calls, tools, {
      inChannels,
      ...(jsonSchema ? { jsonSchema } : {}),
      ...(mayThink ? { thoughtPrefix: thought.prefix } : {}),
    }),
  );
  const next = await compiled(loaded, plan.next);
  const start =
    plan.start === undefined ? undefined : await compiled(loaded, plan.start);
  return { plan, start: () => state(start), next: () => state(next) };
}

/** Control tokens that a reply's parts are told apart by: the reader must see them. */
export function shownTokens(
  { model }: LoadedModel,
  { calls, thought }: BuiltPrompt,
): ReadonlySet<Token> {
  const { open = "", between = "", close = "", next = "" } = calls ?? {};
  const texts = [
    ...[open, between, close, next].flatMap(fixedTexts),
    ...(thought ? [thought.prefix, thought.suffix] : []),
    ...(thought?.inChannel ? Object.values(signs) : []),
  ];
  const tokens = model.tokenize(texts.join(" "), true);
  return new Set(tokens.filter((token) => model.isSpecialToken(token)));
}

function jsonGrammar(
  { llama }: LoadedModel,
  schema: NonNullable<Prompt["jsonSchema"]>,
): Promise<LlamaGrammar> {
  const isAny = Object.keys(schema).length === 0;
  return isAny
    ? llama.getGrammarFor("json")
    : llama.createGrammarForJsonSchema(toGrammarSchema(schema) as never);
}

/** All of it was made before as JSON, so that little is left to fail. */
function planned(make: () => CallPlan): CallPlan {
  try {
    return make();
  } catch (error) {
    const isOfSchema =
      error instanceof GrammarTooLarge || error instanceof SchemaRefusal;
    throw isOfSchema ? refused(error) : error;
  }
}

async function compiled(
  { llama }: LoadedModel,
  grammar: string,
): Promise<LlamaGrammar> {
  try {
    return await llama.createGrammar({ grammar });
  } catch (error) {
    throw refused(error);
  }
}

function refused(cause: unknown): AppError {
  return new AppError("unsupported-parameter", {
    message:
      "The schemas of the tools (`tools`) make no grammar that llama.cpp takes.",
    data: { parameter: "tools" },
    cause,
  });
}
