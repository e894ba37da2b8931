import {
  mostSetModels,
  type Assertion,
  type PromptSet,
} from "#shared/compare/prompt-set.ts";
import { readUsd } from "#renderer/format/read-usd.ts";
import { t } from "#renderer/messages/t.ts";

/** What can be changed about a prompt set while it does not run, as it stands in the fields. */
export interface SetDraft {
  readonly models: readonly string[];
  readonly concurrency: string;
  /** US dollars; empty: no limit. */
  readonly budget: string;
  readonly assertions: readonly Assertion[];
}

export const emptySetDraft: SetDraft = {
  models: [],
  concurrency: "4",
  budget: "",
  assertions: [],
};

export function draftOf(set: PromptSet): SetDraft {
  return {
    models: set.models,
    concurrency: String(set.concurrency),
    budget:
      set.budgetNanoUsd === undefined ? "" : String(set.budgetNanoUsd / 1e9),
    assertions: set.assertions,
  };
}

export interface ReadDraft {
  readonly models: string[];
  readonly concurrency: number;
  readonly budgetNanoUsd: number | undefined;
  readonly assertions: Assertion[];
}

export type DraftProblems = Readonly<
  Partial<Record<"models" | "concurrency" | "budget", string>>
>;

/** The fields as values, or a sentence for each that is none. */
export function readDraft(
  draft: SetDraft,
): { readonly value: ReadDraft } | { readonly problems: DraftProblems } {
  const concurrency = Number(draft.concurrency.trim());
  const budget = readUsd(draft.budget);
  const inRange =
    Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 32;
  const problems: DraftProblems = {
    ...(draft.models.length === 0
      ? { models: t("compare.set.problem.models") }
      : {}),
    ...(draft.models.length > mostSetModels
      ? {
          models: t("compare.set.problem.manyModels", { count: mostSetModels }),
        }
      : {}),
    ...(inRange ? {} : { concurrency: t("compare.set.problem.concurrency") }),
    ...(budget === "wrong" ? { budget: t("compare.set.problem.budget") } : {}),
  };
  if (budget === "wrong" || Object.keys(problems).length > 0)
    return { problems };
  return {
    value: {
      models: [...draft.models],
      concurrency,
      budgetNanoUsd: budget,
      assertions: [...draft.assertions],
    },
  };
}

export type SetFormat = "lines" | "blocks" | "csv" | "jsonl";

/** What a file's name says about its form. */
export function formatOfFile(name: string): SetFormat {
  if (/\.(csv|tsv)$/i.test(name)) return "csv";
  return /\.(jsonl|ndjson)$/i.test(name) ? "jsonl" : "blocks";
}

/** A new assertion of a kind, to be filled in. */
export function newAssertion(type: Assertion["type"]): Assertion {
  switch (type) {
    case "contains":
      return { type, text: "", caseSensitive: false };
    case "equals":
      return { type, text: "" };
    case "regex":
      return { type, pattern: "", flags: "" };
    case "json-schema":
      return { type, schema: "" };
  }
}

/** The one text of an assertion, whatever it is called. */
export function textOfAssertion(assertion: Assertion): string {
  if (assertion.type === "regex") return assertion.pattern;
  return assertion.type === "json-schema" ? assertion.schema : assertion.text;
}

export function withText(assertion: Assertion, text: string): Assertion {
  if (assertion.type === "regex") return { ...assertion, pattern: text };
  if (assertion.type === "json-schema") return { ...assertion, schema: text };
  return { ...assertion, text };
}
