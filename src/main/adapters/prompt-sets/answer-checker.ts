import { Ajv, type AnySchemaObject, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { RE2JS } from "re2js";
import type { Assertion, Check } from "#shared/compare/prompt-set.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { answerJson } from "#main/domain/assertions/answer-json.ts";
import {
  checkText,
  failed,
  passed,
  shortened,
} from "#main/domain/assertions/check-text.ts";
import type { AnswerChecker, CheckAnswer } from "#main/ports/answer-checker.ts";

type Compiled = (
  answer: string,
  values: Readonly<Record<string, string>>,
) => Check;

/** Assertions on answers; patterns run on RE2, which no pattern can make explode. */
export function createAnswerChecker(): AnswerChecker {
  return {
    compile(assertions): CheckAnswer {
      const compiled = assertions.map(compile);
      return (answer, values) => compiled.map((check) => check(answer, values));
    },
  };
}

function compile(assertion: Assertion, index: number): Compiled {
  const where = `assertions.${index}`;
  switch (assertion.type) {
    case "contains":
    case "equals":
      return (answer, values) => checkText(assertion, answer, values);
    case "regex": {
      const pattern = understood(`${where}.pattern`, () =>
        compilePattern(assertion.pattern, assertion.flags),
      );
      const message = `It does not match /${shortened(assertion.pattern)}/${assertion.flags}.`;
      return (answer) => (pattern.test(answer) ? passed : failed(message));
    }
    case "json-schema": {
      const validate = understood(`${where}.schema`, () =>
        compileSchema(assertion.schema),
      );
      return (answer) => checkJson(validate, answer);
    }
  }
}

function compilePattern(pattern: string, flags: string) {
  let bits = 0;
  if (flags.includes("i")) bits |= RE2JS.CASE_INSENSITIVE;
  if (flags.includes("m")) bits |= RE2JS.MULTILINE;
  if (flags.includes("s")) bits |= RE2JS.DOTALL;
  const compiled = RE2JS.compile(pattern, bits);
  return { test: (text: string) => compiled.matcher(text).find() };
}

function compileSchema(text: string): ValidateFunction {
  const schema = JSON.parse(text) as AnySchemaObject | boolean;
  const options = {
    strict: false,
    validateFormats: false,
    // Patterns in a schema are patterns, too.
    code: { regExp: schemaPattern },
  };
  const draft = typeof schema === "object" ? String(schema["$schema"]) : "";
  const ajv = draft.includes("/draft-0")
    ? new Ajv(options)
    : new Ajv2020(options);
  return ajv.compile(schema);
}

const schemaPattern = Object.assign(
  (pattern: string, flags: string) => compilePattern(pattern, flags),
  // Only read where Ajv writes stand-alone code, which it does not here.
  { code: "" },
);

function checkJson(validate: ValidateFunction, answer: string): Check {
  const json = answerJson(answer);
  if (json === undefined) return failed("It is not JSON.");
  if (validate(json.value)) return passed;
  const [error] = validate.errors ?? [];
  const place = error?.instancePath || "The value";
  return failed(`${place} ${error?.message ?? "does not match the schema"}.`);
}

function understood<T>(parameter: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("invalid-request", {
      message: `${parameter} cannot be understood: ${shortened(reason)}.`,
      data: { parameter },
      cause,
    });
  }
}
