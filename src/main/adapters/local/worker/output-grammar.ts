import {
  LlamaGrammarEvaluationState,
  type LlamaGrammar,
  type Token,
} from "node-llama-cpp";
import { AppError } from "#shared/errors/app-error.ts";
import { toGrammarSchema } from "../json-schema.ts";
import type { Prompt } from "../protocol.ts";
import type { BuiltPrompt } from "./build-prompt.ts";
import { callPlan, type CallPlan } from "./call-grammar.ts";
import { idMark } from "./call-ids.ts";
import type { CallSyntax } from "./call-syntax.ts";
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
  if (!tools || !built.calls) {
    const grammar = jsonSchema && (await jsonGrammar(loaded, jsonSchema));
    return { start: () => state(grammar), next: () => state(grammar) };
  }
  const { thought } = built;
  const mayThink = thought && !thought.open && prompt.thinking !== false;
  const plan = callPlan(built.calls, tools, {
    ...(jsonSchema ? { jsonSchema } : {}),
    ...(mayThink ? { thoughtPrefix: thought.prefix } : {}),
  });
  const next = await compiled(loaded, plan.grammar);
  const orThought =
    plan.orThought === undefined
      ? next
      : await compiled(loaded, plan.orThought);
  return {
    plan,
    start: () => (plan.kind === "may" ? undefined : state(orThought)),
    next: () => state(next),
  };
}

/** Control tokens that the syntax of calls is written with: the reader must see them. */
export function tokensOfCalls(
  { model }: LoadedModel,
  { open, between, close, next = "" }: CallSyntax,
): ReadonlySet<Token> {
  const texts = [open, between, close, next].flatMap((text) =>
    text.split(idMark),
  );
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

async function compiled(
  { llama }: LoadedModel,
  grammar: string,
): Promise<LlamaGrammar> {
  try {
    return await llama.createGrammar({ grammar });
  } catch (error) {
    throw new AppError("unsupported-parameter", {
      message:
        "The schemas of the tools (`tools`) make no grammar that llama.cpp takes.",
      data: { parameter: "tools" },
      cause: error,
    });
  }
}
