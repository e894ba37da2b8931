import { AppError, type ErrorJson } from "#shared/errors/app-error.ts";

/** How far a list is: never read, read, or failed with nothing to show. */
export type Loading =
  | { readonly status: "loading" }
  | { readonly status: "ready" }
  | { readonly status: "failed"; readonly error: ErrorJson };

export function toErrorJson(error: unknown): ErrorJson {
  return AppError.from(error).toJSON();
}
