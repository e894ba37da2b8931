import { AppError, errorJsonSchema } from "#shared/errors/app-error.ts";

/**
 * A failure of a part that was built separately: its AppError is of another class than ours, so only
 * its content is trusted.
 */
export function adoptError(error: unknown): AppError {
  const parsed = errorJsonSchema.safeParse(
    error instanceof Error ? contentOf(error) : undefined,
  );
  return parsed.success ? AppError.fromJSON(parsed.data) : AppError.from(error);
}

function contentOf(error: Error & { toJSON?: () => unknown }): unknown {
  return error.toJSON?.();
}
