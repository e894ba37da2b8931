import { AppError } from "#shared/errors/app-error.ts";

/** Answers a call of the contract whose service is being built. */
export function notYet(): never {
  throw new AppError("internal", { message: "This is not built yet." });
}
