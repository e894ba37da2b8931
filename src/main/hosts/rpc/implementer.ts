import {
  implement,
  ValidationError,
  type ImplementerInternalWithMiddlewares,
} from "@orpc/server";
import { contract, type Contract } from "#shared/rpc/contract.ts";
import { encodeError } from "#shared/rpc/error-codec.ts";
import { AppError } from "#shared/errors/app-error.ts";

type NoContext = Record<never, never>;

/** The contract with one rule for all of it: failures leave as `ErrorJson`, bad input by the field's name. */
export const rpc: ImplementerInternalWithMiddlewares<
  Contract,
  NoContext,
  NoContext
> = implement(contract).use(async ({ next }) => {
  try {
    return await next();
  } catch (error) {
    throw encodeError(fromValidation(error) ?? error);
  }
});

interface ForeignIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[];
}

/** The contract library wraps what the schema found as the cause of its own error. */
function fromValidation(error: unknown): AppError | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof ValidationError)) return undefined;
  const issue = cause.issues[0] as ForeignIssue | undefined;
  const parameter = (issue?.path ?? [])
    .map((step) => (typeof step === "object" ? step.key : step))
    .map(String)
    .join(".");
  const what = issue?.message ?? "The input is not valid";
  return new AppError("invalid-request", {
    message: parameter === "" ? `${what}.` : `${parameter}: ${what}.`,
    data: { parameter },
  });
}
