import { ORPCError } from "@orpc/contract";
import { AppError, errorJsonSchema } from "../errors/app-error.ts";

/** One wire error carries our own: its data is the `ErrorJson`, so code and facts survive the trip. */
export function encodeError(error: unknown): ORPCError<"APP_ERROR", unknown> {
  const json = AppError.from(error).toJSON();
  return new ORPCError("APP_ERROR", {
    status: 500,
    message: json.message,
    data: json,
  });
}

/** The AppError behind a failed call; a transport's own failure becomes `internal`. */
export function decodeError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const data =
    error instanceof Object && "data" in error ? error.data : undefined;
  const parsed = errorJsonSchema.safeParse(data);
  return parsed.success ? AppError.fromJSON(parsed.data) : AppError.from(error);
}
