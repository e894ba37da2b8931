/** Texts to turn into vectors, in no dialect. */
export interface EmbeddingRequest {
  /** The upstream's own id. */
  readonly model: string;
  /** Texts, or lists of token ids where the upstream takes them. */
  readonly inputs: readonly (string | readonly number[])[];
  /** Length of each vector; the model's own where absent. */
  readonly dimensions?: number;
  /** Gemini's word for what the vectors are for, e.g. `RETRIEVAL_QUERY`. */
  readonly task?: string;
  readonly title?: string;
  /** The dialect that `extra` is written in; another dialect refuses those fields by name. */
  readonly dialect?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
}

export interface EmbeddingReply {
  readonly model?: string;
  /** One per input, in the order of the inputs. */
  readonly vectors: readonly (readonly number[])[];
  /** Absent where the upstream does not count. */
  readonly inputTokens?: number;
  /** Integer billionths of a US dollar, where the upstream says. */
  readonly costNanoUsd?: number;
}
