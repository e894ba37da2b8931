/** What a client is made to ask, each in its own words. */
export interface Question {
  readonly model: string;
  readonly stream: boolean;
  readonly text: string;
  readonly system?: string;
  /** Base64 of a PNG. */
  readonly image?: string;
  readonly tools?: readonly string[];
  /** A turn of two calls, answered, before the text. */
  readonly history?: readonly AnsweredCall[];
  readonly stop?: readonly string[];
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly maxTokens?: number;
}

export interface AnsweredCall {
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly result: string;
}

/** What a client understood. */
export interface Answer {
  readonly model: string;
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly (readonly [name: string, input: unknown])[];
  readonly finish: "stop" | "length" | "tool-calls";
  readonly usage: {
    readonly input: number;
    readonly output: number;
    readonly cached?: number;
    readonly reasoning?: number;
  };
}

/** What a client made of a failure. */
export interface Failure {
  readonly status: number | undefined;
  readonly message: string;
}

export type Ability =
  | "system"
  | "image"
  | "tools"
  | "stop"
  | "schema"
  | "reasoning"
  | "reasoningTokens"
  | "cachedTokens"
  | "model";

export interface ContractClient {
  readonly name: string;
  /** What its wire format, or the client itself, has no words for. */
  readonly lacks: readonly Ability[];
  /** Throws what the client throws. */
  ask(question: Question): Promise<Answer>;
  readFailure(thrown: unknown): Failure;
}

export const toolSchema = {
  type: "object",
  properties: { port: { type: "string" }, day: { type: "integer" } },
} as const;

/** Fields that a client gave no value are left out. */
export function given<T extends object>(
  fields: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as { [K in keyof T]: Exclude<T[K], undefined> };
}

export function statusFailure(thrown: unknown): Failure {
  const { status, statusCode, message } = thrown as {
    status?: number;
    statusCode?: number;
    message: string;
  };
  return { status: status ?? statusCode, message };
}
