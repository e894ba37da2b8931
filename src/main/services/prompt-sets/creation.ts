import type { Assertion, PromptSet } from "#shared/compare/prompt-set.ts";
import { mostSetRows } from "#shared/compare/prompt-set.ts";
import type { Parameters } from "#shared/chat/parameters.ts";
import { AppError } from "#shared/errors/app-error.ts";
import { renderRow } from "#main/domain/prompt-sets/render-row.ts";
import type {
  StoredPromptSet,
  StoredRow,
} from "#main/ports/prompt-set-store.ts";
import type { RowSource, SourceRow } from "#main/ports/row-reader.ts";
import {
  breathe,
  viewSet,
  type PromptSetDependencies,
} from "./dependencies.ts";

/** Rows that are read or written at once. */
const portionRows = 250;

export interface NewPromptSet extends RowSource {
  readonly title: string;
  readonly template?: string | undefined;
  readonly models?: readonly string[] | undefined;
  readonly systemPrompt?: string | undefined;
  readonly parameters?: Parameters | undefined;
  readonly assertions?: readonly Assertion[] | undefined;
  readonly concurrency?: number | undefined;
  readonly budgetNanoUsd?: number | undefined;
}

export interface PromptSetCreation {
  create(input: NewPromptSet): Promise<PromptSet>;
  duplicate(id: string, template: string | undefined): Promise<PromptSet>;
}

interface Portion {
  readonly columns: readonly string[];
  readonly rows: readonly SourceRow[];
}

/** How prompt sets come to be: hidden until their last row is there. */
export function createPromptSetCreation(
  dependencies: PromptSetDependencies,
): PromptSetCreation {
  const { promptSets, reader, newId } = dependencies;

  return {
    create({ format, text, ...input }) {
      const { title, template = "", models = [], budgetNanoUsd } = input;
      const set: StoredPromptSet = {
        ...emptySet(title, dependencies),
        template,
        models: [...new Set(models)],
        systemPrompt: input.systemPrompt ?? "",
        parameters: input.parameters ?? {},
        assertions: [...(input.assertions ?? [])],
        concurrency: input.concurrency ?? blank.concurrency,
        ...(budgetNanoUsd === undefined ? {} : { budgetNanoUsd }),
      };
      return fill(set, reader.read({ format, text }), dependencies);
    },
    duplicate(id, template) {
      const { pausedBy: _, ...from } = promptSets.get(id);
      const { title, counts, state, createdAt, updatedAt } = emptySet(
        from.title,
        dependencies,
      );
      const set: StoredPromptSet = {
        ...from,
        id: newId(),
        title,
        counts,
        state,
        createdAt,
        updatedAt,
        template: template ?? from.template,
      };
      return fill(set, copied(from, dependencies), dependencies);
    },
  };
}

async function fill(
  set: StoredPromptSet,
  portions: AsyncIterable<Portion>,
  dependencies: PromptSetDependencies,
): Promise<PromptSet> {
  const { promptSets, checker, announcements } = dependencies;
  checker.compile(set.assertions);
  promptSets.insert(set, set.createdAt);
  const patch = await addRows(set, portions, dependencies);
  if (patch.rows === 0) throw noRows();
  const stored = promptSets.update(set.id, patch, set.updatedAt);
  promptSets.setRemoved(set.id, null);
  announcements.announce("prompt-sets");
  return viewSet(stored, undefined);
}

async function addRows(
  { id, template }: StoredPromptSet,
  portions: AsyncIterable<Portion>,
  { promptSets, clock }: PromptSetDependencies,
) {
  let rows = 0;
  let badRows = 0;
  let variables: string[] = [];
  for await (const portion of portions) {
    variables = [...portion.columns];
    if (rows + portion.rows.length > mostSetRows) throw tooManyRows();
    const added = portion.rows.map((source, index): StoredRow => ({
      row: rows + index,
      values: source.values,
      ...renderRow(template, source),
    }));
    for (let from = 0; from < added.length; from += portionRows) {
      promptSets.addRows(id, added.slice(from, from + portionRows));
      await breathe(clock);
    }
    rows += added.length;
    badRows += added.filter((row) => row.problem !== undefined).length;
  }
  return { rows, badRows, variables };
}

function emptySet(
  title: string,
  { clock, newId }: PromptSetDependencies,
): StoredPromptSet {
  const time = new Date(clock.now()).toISOString();
  return { id: newId(), title, ...blank, createdAt: time, updatedAt: time };
}

const blank = {
  template: "",
  variables: [],
  models: [],
  systemPrompt: "",
  parameters: {},
  assertions: [],
  concurrency: 4,
  state: "ready",
  rows: 0,
  badRows: 0,
  counts: { done: 0, failed: 0, passed: 0, costNanoUsd: 0 },
} satisfies Partial<StoredPromptSet>;

/** The rows of another set. A problem of the source stays, one of the template may go. */
async function* copied(
  { id, variables, rows }: StoredPromptSet,
  { promptSets, clock }: PromptSetDependencies,
): AsyncIterable<Portion> {
  for (let from = 0; from < rows; from += portionRows) {
    const portion = promptSets.rowsFrom(id, from, portionRows);
    yield {
      columns: variables,
      rows: portion.map(({ values, problem }) =>
        problem !== undefined && Object.keys(values).length === 0
          ? { values, problem }
          : { values },
      ),
    };
    await breathe(clock);
  }
}

function noRows(): AppError {
  return new AppError("invalid-request", {
    message: "There is no prompt in it.",
    data: { parameter: "text" },
  });
}

function tooManyRows(): AppError {
  return new AppError("invalid-request", {
    message: `It has more than ${mostSetRows.toLocaleString("en-US")} rows.`,
    data: { parameter: "text" },
  });
}
