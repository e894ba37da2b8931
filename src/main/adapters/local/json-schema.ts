import { AppError } from "#shared/errors/app-error.ts";
import { Gbnf, GrammarTooLarge } from "./gbnf.ts";
import { SchemaGrammar } from "./schema-grammar.ts";
import { SchemaRefusal, type Json } from "./schema-words.ts";

/**
 * An answer is promised to fit its schema, so what a grammar cannot hold a model to is refused: AppError
 * `unsupported-parameter`, `parameter` naming the keyword.
 */
export function requireHeld(schema: Json): void {
  const grammar = new SchemaGrammar(new Gbnf(), schema);
  try {
    grammar.document();
  } catch (error) {
    if (error instanceof SchemaRefusal) throw unsupported(error.keyword);
    if (error instanceof GrammarTooLarge) throw tooLarge();
    throw error;
  }
  const [beyond] = grammar.widened;
  if (beyond !== undefined) throw unsupported(beyond);
}

function unsupported(keyword: string): AppError {
  return new AppError("unsupported-parameter", {
    message: `A local model cannot be held to a JSON Schema with “${keyword}”.`,
    data: { parameter: `response_format.schema.${keyword}` },
  });
}

function tooLarge(): AppError {
  return new AppError("unsupported-parameter", {
    message: "A local model cannot be held to a JSON Schema as large as this.",
    data: { parameter: "response_format.schema" },
  });
}
