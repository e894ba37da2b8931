import {
  LlamaGrammarEvaluationState,
  type LlamaGrammar,
  type Token,
} from "node-llama-cpp";
import { AppError } from "#shared/errors/app-error.ts";
import { GrammarTooLarge } from "../gbnf.ts";
import type { Prompt } from "../protocol.ts";
import { SchemaRefusal } from "../schema-words.ts";
import type { BuiltPrompt } from "./build-prompt.ts";
import { callPlan, documentGrammars, type CallPlan } from "./call-grammar.ts";
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
  /** Of what follows the late sign. */
  late(): LlamaGrammarEvaluationState | undefined;
}

/** Throws AppError `unsupported-parameter` for what no grammar can hold. */
export async function outputGrammar(
  loaded: LoadedModel,
  prompt: Prompt,
  built: BuiltPrompt,
): Promise<OutputGrammar> {
  const { tools, jsonSchema } = prompt;
  const { thought, calls } = built;
  const mayThink = thought && !thought.open && prompt.thinking !== false;
  const shape = {
    inChannels: thought?.inChannel === true,
    ...(mayThink ? { thoughtPrefix: thought.prefix } : {}),
  };
  const json = jsonSchema ? { jsonSchema } : {};
  if (tools && calls) {
    const plan = made("tools", () =>
      callPlan(calls, tools, { ...shape, ...json }),
    );
    return { plan, ...(await states(loaded, "tools", plan)) };
  }
  if (!jsonSchema) return states(loaded, "response_format", {});
  const grammars = made("response_format", () =>
    documentGrammars(jsonSchema, shape),
  );
  return states(loaded, "response_format", grammars);
}

async function states(
  loaded: LoadedModel,
  parameter: string,
  { start, next, late }: Partial<Pick<CallPlan, "start" | "next" | "late">>,
): Promise<Omit<OutputGrammar, "plan">> {
  const { model } = loaded;
  const state = (grammar: LlamaGrammar | undefined) =>
    grammar && new LlamaGrammarEvaluationState({ model, grammar });
  const first = await compiled(loaded, parameter, start);
  const second = await compiled(loaded, parameter, next);
  const third = await compiled(loaded, parameter, late);
  return {
    start: () => state(first),
    next: () => state(second),
    late: () => state(third),
  };
}

/** Control tokens that a reply's parts are told apart by: the reader must see them. */
export function shownTokens(
  { model }: LoadedModel,
  { calls, thought }: BuiltPrompt,
): ReadonlySet<Token> {
  const { open = "", between = "", close = "", next = "" } = calls ?? {};
  const { tags, notation } = calls ?? {};
  const texts = [
    ...[open, between, close, next].flatMap(fixedTexts),
    ...(notation ? [notation.quote] : []),
    ...(tags ? Object.values(tags) : []),
    ...(thought ? [thought.prefix, thought.suffix] : []),
    ...(thought?.inChannel ? Object.values(signs) : []),
  ];
  const tokens = model.tokenize(texts.join(" "), true);
  return new Set(tokens.filter((token) => model.isSpecialToken(token)));
}

/** All of it was made before, if as JSON, so that little is left to fail. */
function made<T>(parameter: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const isOfSchema =
      error instanceof GrammarTooLarge || error instanceof SchemaRefusal;
    throw isOfSchema ? refused(parameter, error) : error;
  }
}

async function compiled(
  { llama }: LoadedModel,
  parameter: string,
  grammar: string | undefined,
): Promise<LlamaGrammar | undefined> {
  if (grammar === undefined) return undefined;
  try {
    return await llama.createGrammar({ grammar });
  } catch (error) {
    throw refused(parameter, error);
  }
}

function refused(parameter: string, cause: unknown): AppError {
  return new AppError("unsupported-parameter", {
    message: `The schemas of \`${parameter}\` make no grammar that llama.cpp takes.`,
    data: { parameter },
    cause,
  });
}
